#include "flow/work.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace work_test {

using namespace std::chrono_literals;
using boost::asio::use_awaitable;

/// The test gives up on a worker that sleeps on: long before it would look by itself.
constexpr auto kTooLong = 5s;

awaitable<void> work(Worker& worker, bool& ended) {
  co_await worker.run();
  ended = true;
}

/// Whether `what` became true in time.
awaitable<bool> comes_true(const std::function<bool()>& what) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  const auto until = std::chrono::steady_clock::now() + kTooLong;
  while (!what() && std::chrono::steady_clock::now() < until) {
    timer.expires_after(1ms);
    co_await timer.async_wait(use_awaitable);
  }
  co_return what();
}

awaitable<std::string> sleep_wake_stop(Context& context, FakeErp& erp) {
  Worker worker(context, {});
  bool ended = false;
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor, work(worker, ended),
                        boost::asio::detached);
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  timer.expires_after(50ms);  // it has found nothing and sleeps
  co_await timer.async_wait(use_awaitable);
  net::Request request;
  request.method = "POST";
  request.target = "/hooks/acme/shop";
  request.body = "W1@1";
  co_await take_webhook(context, std::move(request));
  const std::function<bool()> sold = [&erp] { return erp.sales.size() == 1; };
  if (!co_await comes_true(sold)) co_return "a new message did not wake it";
  worker.stop();
  const std::function<bool()> over = [&ended] { return ended; };
  if (!co_await comes_true(over)) co_return "it was not stopped";
  co_return "";
}

TEST(Worker, SleepsUntilThereIsWorkAndStopsAtOnce) {
  World world;
  world.shop->put("W1", {{"A", "10.00"}});
  EXPECT_EQ(world.run(sleep_wake_stop(world.context(), *world.erp)), "");
}

awaitable<std::string> work_off(Context& context, FakeErp& erp, int orders, int at_once) {
  WorkLimits limits;
  limits.at_once = at_once;
  Worker worker(context, limits);
  bool ended = false;
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor, work(worker, ended),
                        boost::asio::detached);
  const std::function<bool()> sold = [&erp, orders] {
    return erp.sales.size() == static_cast<std::size_t>(orders);
  };
  if (!co_await comes_true(sold)) co_return std::to_string(erp.sales.size()) + " were sold";
  worker.stop();
  const std::function<bool()> over = [&ended] { return ended; };
  if (!co_await comes_true(over)) co_return "it was not stopped";
  co_return "";
}

TEST(Worker, WorksOffMoreThanItTakesAtOnce) {
  for (const int at_once : {1, 2, 32}) {
    World world;
    for (int n = 1; n <= 60; ++n) {
      const std::string order = "W" + std::to_string(n);
      world.shop->put(order, {{"A", "10.00"}});
      world.webhook(order + "@1");
    }
    EXPECT_EQ(world.run(work_off(world.context(), *world.erp, 60, at_once)), "") << at_once;
  }
}

awaitable<std::string> read_one(Context& context, FakeShop& shop, int torn) {
  Worker worker(context, {});
  bool ended = false;
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor, work(worker, ended),
                        boost::asio::detached);
  const std::function<bool()> read = [&shop, torn] { return shop.torn < torn; };
  if (!co_await comes_true(read)) co_return "it was not read";
  worker.stop();
  const std::function<bool()> over = [&ended] { return ended; };
  if (!co_await comes_true(over)) co_return "it was not stopped";
  co_return "";
}

TEST(Worker, AnOrderThatDoesNotFitTogetherIsNoFailureOfItsShopSoThatItsNeighboursGoOn) {
  World world;
  world.shop->put("W1", {{"A", "10.00"}});
  world.shop->torn = 100;
  world.webhook("W1@1");
  EXPECT_EQ(world.run(read_one(world.context(), *world.shop, 100)), "");
  EXPECT_EQ(world.context().destinations.at("shop/acme/shop").failures(), 0);
}

/// The world's store, but for intents: it is away when they come.
class AwayForIntents final : public queue::Store {
 public:
  explicit AwayForIntents(queue::Store& real) : real_(real) {}
  int refused = 0;

  awaitable<Result<std::vector<queue::AddedMessage>>> add(
      std::vector<queue::Message> batch) override {
    return real_.add(std::move(batch));
  }
  awaitable<Result<std::vector<queue::Leased>>> lease(int max, std::chrono::seconds hold,
                                                      queue::DestinationLimits limits) override {
    return real_.lease(max, hold, std::move(limits));
  }
  awaitable<Result<std::vector<queue::Lease>>> renew(std::vector<queue::Lease> leases,
                                                     std::chrono::seconds hold) override {
    return real_.renew(std::move(leases), hold);
  }
  awaitable<Result<void>> intend(queue::Lease, queue::Intent) override {
    ++refused;
    co_return Error{Fate::retry, "the store is away", "", {}, "store/away"};
  }
  awaitable<Result<void>> settle(queue::Lease lease, queue::Outcome outcome,
                                 queue::Effects effects) override {
    return real_.settle(lease, std::move(outcome), std::move(effects));
  }
  awaitable<Result<std::vector<queue::AddedMessage>>> put(queue::Effects effects) override {
    return real_.put(std::move(effects));
  }
  awaitable<Result<int>> replay(queue::Selection selection) override {
    return real_.replay(std::move(selection));
  }
  awaitable<Result<void>> ignore(std::int64_t id, std::string who, std::string why) override {
    return real_.ignore(id, std::move(who), std::move(why));
  }
  awaitable<Result<bool>> claim(std::string duty, std::chrono::seconds hold) override {
    return real_.claim(std::move(duty), hold);
  }
  awaitable<Result<queue::Retired>> retire(queue::Retirement policy, std::int64_t after) override {
    return real_.retire(policy, after);
  }
  awaitable<void> wait_for_work(Instant latest) override { return real_.wait_for_work(latest); }

 private:
  queue::Store& real_;
};

awaitable<std::string> intend_in_vain(Context& context, AwayForIntents& store) {
  Worker worker(context, {});
  bool ended = false;
  boost::asio::co_spawn(co_await boost::asio::this_coro::executor, work(worker, ended),
                        boost::asio::detached);
  const std::function<bool()> over_once = [&] {
    return store.refused > 0 && worker.running() == 0;
  };
  if (!co_await comes_true(over_once)) co_return "nothing was to be sent";
  worker.stop();
  const std::function<bool()> over = [&ended] { return ended; };
  if (!co_await comes_true(over)) co_return "it was not stopped";
  co_return "";
}

TEST(Worker, AStoreThatIsAwayIsNoFailureOfTheErpSoThatNobodyRestsOnceItIsBack) {
  World world;
  world.shop->put("W1", {{"A", "10.00"}});
  world.webhook("W1@1");
  Context& real = world.context();
  AwayForIntents store(real.store);
  Context context{store,      real.journal, real.index, real.upkeep,       real.clock,
                  real.log,   real.metrics, real.kinds, real.surroundings, real.directory,
                  real.setup, real.lookups, {}};
  EXPECT_EQ(world.run(intend_in_vain(context, store)), "");
  EXPECT_GT(store.refused, 0);
  EXPECT_EQ(context.destinations.at("erp/erp").failures(), 0);
  EXPECT_EQ(context.destinations.at("erp/erp").standing(world.clock.now()), Standing::open);
  EXPECT_TRUE(world.erp->sales.empty());
}

TEST(Worker, WorksOffManyOrdersThatWereParkedForOneCause) {
  World world;
  for (int n = 1; n <= 60; ++n) {
    const std::string order = "W" + std::to_string(n);
    world.shop->put(order, {{"Z", "10.00"}});
    world.webhook(order + "@1");
  }
  world.work();
  world.command({{"command", "lookups set"},
                 {"lookup", "items"},
                 {"rows", boost::json::object{{"Z", "000Z"}}}});
  EXPECT_EQ(world.run(work_off(world.context(), *world.erp, 60, 32)), "");
}

TEST(Worker, WhatTheStoreDoesNotTakeIsParkedAndItsNeighboursGoOn) {
  World world;
  world.shop->put("W2", {{"A", "10.00"}});
  world.webhook("W2@1");
  world.shop->put("W1", {{"A", "10.00"}}).number = std::string(600, 'L');
  world.webhook("W1@1");
  EXPECT_EQ(world.run(work_off(world.context(), *world.erp, 1, 32)), "");
  EXPECT_EQ(world.newest("event").substr(0, 53),
            "parked: what came of it cannot be kept: message key '");
}

TEST(Worker, AWebhookThatCanNeverBeKeptIsRefusedForGood) {
  World world;
  net::Request request;
  request.method = "POST";
  request.target = "/hooks/acme/shop";
  request.body = std::string(600, 'L') + "@1";
  const net::Response answer = world.run(take_webhook(world.context(), std::move(request)));
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("is 6"), std::string::npos) << answer.body;
}

TEST(Worker, AWebhookIsNotTooOldWhereTheMachinesClockWasPutRightSinceTheStart) {
  World world;
  FakeClock wall;
  wall.advance(7h);
  world.shop->signs_at = wall.now();
  EXPECT_EQ(world.webhook("W1@1"), 401);
  world.context().wall = &wall;
  EXPECT_EQ(world.webhook("W1@1"), 200);
  world.shop->signs_at = world.clock.now();
  EXPECT_EQ(world.webhook("W2@1"), 200);
  world.shop->signs_at = world.clock.now() + 3h;
  EXPECT_EQ(world.webhook("W3@1"), 401);
}

TEST(Worker, APollPassesByWhatCanNeverBeKeptAndTakesTheRest) {
  World world;
  world.shop->put(std::string(600, 'L'), {{"A", "10.00"}});
  world.shop->put("W2", {{"A", "10.00"}});
  EXPECT_TRUE(world.run(poll_once(world.context(), "acme/shop")).has_value());
  world.work();
  EXPECT_EQ(world.erp->sales.size(), 1U);
}

}  // namespace work_test
}  // namespace norekey::flow
