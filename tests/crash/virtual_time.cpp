#include "virtual_time.hpp"

#include <sys/timerfd.h>

#include <cerrno>

namespace norekey::queue::test {
namespace {
std::chrono::microseconds now_{0};
}  // namespace

std::chrono::microseconds virtual_time() { return now_; }
void set_time(std::chrono::microseconds now) { now_ = now; }

}  // namespace norekey::queue::test

/// In the place of the library's, for all of this program.
std::chrono::steady_clock::time_point std::chrono::steady_clock::now() noexcept {
  return time_point(std::chrono::hours(1) + norekey::queue::test::virtual_time());
}

/// Without the kernel's timers Asio looks at its own whenever it polls.
extern "C" int timerfd_create(int, int) noexcept {
  errno = EINVAL;
  return -1;
}
