#include "queue/commit/waiters.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace norekey::queue {
namespace asio = boost::asio;

std::optional<std::chrono::steady_clock::duration> Waiters::patience(Instant latest) const {
  const auto now = clock_.now();
  const auto until = std::min(latest, next_);
  if (pending_ || until <= now) return std::nullopt;
  constexpr std::chrono::microseconds longest = std::chrono::hours(1);  // far from any overflow
  return std::min({until - now, poll_, longest});
}

boost::asio::awaitable<void> Waiters::wait(Instant latest) {
  const auto executor = co_await asio::this_coro::executor;
  const auto self = std::make_shared<Waiter>(executor);
  {
    const std::lock_guard lock(mutex_);
    const auto patient = patience(latest);
    if (!patient) co_return;
    self->timer.expires_after(*patient);
    waiting_.remove_if([](const auto& waiter) { return waiter.expired(); });
    waiting_.push_back(self);
  }
  // The timer is started under the mutex: `wake` on another thread either sees it started, or has
  // left its mark.
  auto start = [this, self](auto handler) {
    const std::lock_guard lock(mutex_);
    if (self->woken) self->timer.expires_after(std::chrono::seconds(0));
    self->timer.async_wait(std::move(handler));
  };
  boost::system::error_code ended;
  auto token = asio::redirect_error(asio::use_awaitable, ended);
  auto waited = asio::async_initiate<decltype(token), void(boost::system::error_code)>(
      std::move(start), token);
  co_await std::move(waited);  // from here on the store may be gone
}

bool Waiters::wake() {
  const std::lock_guard lock(mutex_);
  pending_ = true;
  return wake_locked();
}

void Waiters::taken() {
  const std::lock_guard lock(mutex_);
  pending_ = false;
}

/// A nearer moment cuts a longer wait short: whoever is woken finds that there is nothing yet and
/// waits again.
void Waiters::next(Instant moment) {
  const std::lock_guard lock(mutex_);
  const bool nearer = moment < next_;
  next_ = moment;
  if (nearer) wake_locked();
}

bool Waiters::wake_locked() {
  bool any = false;
  for (const auto& weak : waiting_) {
    const auto waiter = weak.lock();
    if (!waiter) continue;
    any = true;
    waiter->woken = true;
    waiter->timer.cancel();
  }
  waiting_.clear();
  return any;
}

}  // namespace norekey::queue
