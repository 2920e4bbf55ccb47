#include "flow/settle.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace norekey::flow {

awaitable<Result<void>> settle_patiently(queue::Store& store, queue::Lease lease,
                                         queue::Outcome outcome, queue::Effects effects,
                                         std::chrono::milliseconds patience) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  const auto until = std::chrono::steady_clock::now() + patience;
  bool tried = false;
  for (std::chrono::milliseconds pause{100};; pause = std::min(pause * 2, patience / 4)) {
    queue::Outcome same_outcome = outcome;
    queue::Effects same_effects = effects;
    auto settled = co_await store.settle(lease, std::move(same_outcome), std::move(same_effects));
    if (settled) co_return settled;
    if (tried && settled.error().cause == "store/stale") co_return Result<void>{};
    const bool late = std::chrono::steady_clock::now() + pause >= until;
    if (settled.error().fate != Fate::retry || late) co_return settled;
    tried = true;
    timer.expires_after(pause);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
}

}  // namespace norekey::flow
