#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "flow/intake.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace polling_test {

constexpr const char* kPolledEverySecond = R"(company:
  acme: { zone: America/Chicago, currency: USD, house-rep: REP99, inside-sales: own-pool }
channel:
  shop: { company: acme, connector: fake, erp: erp, mapping: m, poll-every: 1 s }
erp:
  erp: { adapter: fake, send-window: 5 s, longest-request: 10 s }
)";

/// Whose server has asked to be left alone, or has not.
class Asked final : public net::Client {
 public:
  explicit Asked(std::chrono::seconds wait) : wait_(wait) {}
  awaitable<boost::system::result<net::Answer, net::CallError>> send(net::Call) override {
    co_return net::CallError{};
  }
  std::chrono::seconds asked_to_wait(const std::string&) const override { return wait_; }

 private:
  const std::chrono::seconds wait_;
};

class Polls : public Log {
 public:
  int failed = 0;
  void write(Level, std::string_view stage, std::string_view, const std::vector<Fact>&) override {
    if (stage == "polled") ++failed;
  }
};

/// Until it was polled in vain `enough` times, or for 2.5 s.
awaitable<int> poll_in_vain(Context& context, Polls& polls, int enough) {
  const auto executor = co_await boost::asio::this_coro::executor;
  std::string channel = "acme/shop";
  boost::asio::co_spawn(executor, keep_polling(context, std::move(channel)), boost::asio::detached);
  boost::asio::steady_timer timer(executor);
  const auto until = std::chrono::steady_clock::now() + 2500ms;
  while (polls.failed < enough && std::chrono::steady_clock::now() < until) {
    timer.expires_after(10ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_return polls.failed;
}

int polls_of_a_shop_that_asked_for(std::chrono::seconds wait) {
  World world("no", kMapping, {{"channels.yaml", kPolledEverySecond}});
  world.shop->down = Error{Fate::retry, "the shop answered 503", "", {}, ""};
  Context& real = world.context();
  Asked client(wait);
  Polls polls;
  Context context{real.store,
                  real.journal,
                  real.index,
                  real.upkeep,
                  real.clock,
                  polls,
                  real.metrics,
                  real.kinds,
                  {client, real.clock, real.surroundings.executor},
                  real.directory,
                  real.setup,
                  real.lookups,
                  {}};
  return world.run(poll_in_vain(context, polls, 2));
}

std::string cursor_of(World& world) {
  const auto record = world.run(world.context().journal.record("cursor", "acme/shop")).value();
  return record ? record->value : "";
}

TEST(Polling, AChannelWithoutADateBeginsWithItsFirstStartHoweverLateTheShopAnswers) {
  World world("no", kMapping, {{"channels.yaml", kPolledEverySecond}});
  world.shop->down = Error{Fate::retry, "the shop answered 503", "", {}, ""};
  EXPECT_FALSE(world.run(poll_once(world.context(), "acme/shop")));
  const std::string begun = cursor_of(world);
  EXPECT_EQ(begun.rfind("begun=2", 0), 0u) << begun;
  world.clock.advance(10min);
  EXPECT_FALSE(world.run(poll_once(world.context(), "acme/shop")));
  EXPECT_EQ(cursor_of(world), begun);
  world.shop->down.reset();
  EXPECT_TRUE(world.run(poll_once(world.context(), "acme/shop")));
  EXPECT_EQ(cursor_of(world), begun + "+");
}

TEST(Polling, AChannelThatIsPausedAtItsFirstStartBeginsThenAsWell) {
  World world("no", kMapping, {{"channels.yaml", kPolledEverySecond}});
  world.command({{"command", "pause"}, {"destination", "shop/acme/shop"}, {"who", "ann (cli)"}});
  EXPECT_EQ(world.run(poll_once(world.context(), "acme/shop")).value(), false);
  const std::string begun = cursor_of(world);
  EXPECT_EQ(begun.rfind("begun=2", 0), 0u) << begun;
  world.clock.advance(10min);
  world.command({{"command", "resume"}, {"destination", "shop/acme/shop"}, {"who", "ann (cli)"}});
  EXPECT_TRUE(world.run(poll_once(world.context(), "acme/shop")));
  EXPECT_EQ(cursor_of(world), begun + "+");
}

TEST(Polling, AShopThatFailsIsAskedAgainSoonUnlessItAskedToBeLeftAlone) {
  EXPECT_EQ(polls_of_a_shop_that_asked_for(0s), 2);
  EXPECT_EQ(polls_of_a_shop_that_asked_for(3600s), 1);
}

}  // namespace polling_test
}  // namespace norekey::flow
