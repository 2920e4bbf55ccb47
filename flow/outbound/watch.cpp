#include "flow/outbound/watch.hpp"

#include "flow/duty.hpp"
#include "flow/outbound/stock.hpp"

namespace norekey::flow {
namespace {

constexpr std::chrono::minutes kLongestWatchWait{1};  ///< an ERP that is back is noticed so soon

}  // namespace

bool watches(const Context& context, const std::string& channel) {
  const Route* route = context.route(channel);
  return route != nullptr && route->channel.outbound.stock != "off";
}

awaitable<void> keep_watching(Context& context, std::string channel) {
  const std::string duty = "stock/" + channel;
  std::chrono::microseconds wait{0};
  int failures = 0;
  while (watches(context, channel)) {
    const auto every = context.route(channel)->channel.outbound.stock_every;
    const auto until = std::chrono::steady_clock::now() + wait;
    if (!co_await keep_duty(context, duty, until)) {
      context.outboxes.erase(channel + "/stock");  // another daemon knows better from now on
      co_await rest_for(kDutyHold / 3);
      continue;
    }
    StockWish wish;
    auto looked = co_await sync_stock(context, channel, wish);
    if (!looked) context.log.failure("watched", looked.error(), {{"channel", channel}});
    if (looked && looked->changed > 0)
      context.log.info("watched", std::to_string(looked->changed) + " SKUs changed",
                       {{"channel", channel}});
    failures = looked ? 0 : std::min(failures + 1, 6);
    wait = failures == 0 ? every : every * (1 << (failures - 1));
    wait = std::min<std::chrono::microseconds>(
        wait, std::max<std::chrono::microseconds>(every, kLongestWatchWait));
  }
}

}  // namespace norekey::flow
