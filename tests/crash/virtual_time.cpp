#include "virtual_time.hpp"

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <cerrno>

namespace norekey::queue::test {
namespace {
std::chrono::microseconds now_{0}, latest_{0};
}  // namespace

std::chrono::microseconds virtual_time() { return now_; }
void set_time(std::chrono::microseconds now) { now_ = now; }
void pass_at_most_until(std::chrono::microseconds latest) { latest_ = latest; }

}  // namespace norekey::queue::test

/// In the place of the library's, for all of this program.
std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept {
  return time_point(std::chrono::hours(1) + norekey::queue::test::virtual_time());
}

/// Nobody writes to a descriptor here: to wait is to let the time pass, as far as it may.
extern "C" int epoll_wait(int, epoll_event*, int, int milliseconds) {
  namespace test = norekey::queue::test;
  test::now_ = std::min(test::now_ + std::chrono::milliseconds(milliseconds),
                        std::max(test::now_, test::latest_));
  return 0;
}

/// Without the kernel's timers Asio looks at its own whenever it waits, and says for how long.
extern "C" int timerfd_create(int, int) noexcept {
  errno = EINVAL;
  return -1;
}
