#include "flow/duty.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace norekey::flow {

awaitable<bool> keep_duty(Context& context, std::string duty,
                          std::chrono::steady_clock::time_point until) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  for (;;) {
    std::string name = duty;
    const auto ours = co_await context.store.claim(std::move(name), kDutyHold);
    if (ours && !*ours) co_return false;
    const auto now = std::chrono::steady_clock::now();
    if (now >= until) co_return ours.has_value();
    timer.expires_after(std::min<std::chrono::steady_clock::duration>(until - now, kDutyHold / 3));
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

awaitable<void> rest_for(std::chrono::microseconds wait) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  timer.expires_after(wait);
  co_await timer.async_wait(boost::asio::use_awaitable);
}

}  // namespace norekey::flow
