#include "flow/store_commands.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/json.hpp>

#include <future>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace store_commands_test {

/// A store whose copy takes until somebody lets it end.
class SlowUpkeep final : public queue::Upkeep {
 public:
  std::promise<void> let_end;
  bool restored() const override { return false; }
  Instant restored_at() const override { return {}; }
  Result<void> backup(const std::string&) override {
    if (let_end.get_future().wait_for(5s) == std::future_status::ready) return {};
    return Error{Fate::halt, "nothing else went on meanwhile", "", {}, ""};
  }
  Result<std::vector<std::string>> check() override {
    if (let_end.get_future().wait_for(5s) == std::future_status::ready)
      return std::vector<std::string>{"a finding"};
    return Error{Fate::halt, "nothing else went on meanwhile", "", {}, ""};
  }
};

Context with(const Context& one, queue::Upkeep& upkeep) {
  return {one.store, one.journal,      one.index,     upkeep,    one.clock,   one.log, one.metrics,
          one.kinds, one.surroundings, one.directory, one.setup, one.lookups, {}};
}

/// The command, and a webhook that is answered while it runs.
awaitable<Result<boost::json::value>> beside_intake(Context& context, SlowUpkeep& upkeep,
                                                    boost::json::object request) {
  std::optional<Result<boost::json::value>> out;
  auto command = [](Context& c, boost::json::object asked,
                    std::optional<Result<boost::json::value>>& answer) -> awaitable<void> {
    answer = co_await run_command(c, std::move(asked));
  };
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::co_spawn(executor, command(context, std::move(request), out), boost::asio::detached);
  net::Request webhook;
  webhook.method = "POST";
  webhook.target = "/hooks/acme/shop";
  webhook.body = "W1@1";
  const auto answered = co_await take_webhook(context, std::move(webhook));
  EXPECT_EQ(answered.status, 200);
  EXPECT_FALSE(out) << "the copy did not take its time";
  upkeep.let_end.set_value();
  boost::asio::steady_timer timer(executor);
  while (!out) {
    timer.expires_after(1ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_return std::move(*out);
}

TEST(StoreCommands, IntakeGoesOnWhileTheStoreIsCopied) {
  World world;
  SlowUpkeep upkeep;
  Context context = with(world.context(), upkeep);
  const auto answer = world.run(
      beside_intake(context, upkeep, {{"command", "store backup"}, {"path", "/nowhere/copy"}}));
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(boost::json::serialize(*answer), R"({"backup":"/nowhere/copy"})");
}

TEST(StoreCommands, IntakeGoesOnWhileTheStoreIsChecked) {
  World world;
  SlowUpkeep upkeep;
  Context context = with(world.context(), upkeep);
  const auto answer = world.run(beside_intake(context, upkeep, {{"command", "store check"}}));
  ASSERT_TRUE(answer) << to_string(answer.error());
  EXPECT_EQ(boost::json::serialize(*answer), R"({"findings":["a finding"]})");
}

}  // namespace store_commands_test
}  // namespace norekey::flow
