#include "flow/pause.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json.hpp>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace pause_test {

namespace json = boost::json;

class Lines : public Log {
 public:
  std::vector<std::string> all;
  void write(Level, std::string_view stage, std::string_view text,
             const std::vector<Fact>& facts) override {
    std::string line = std::string(stage) + ": " + std::string(text);
    for (const Fact& fact : facts) line += " " + std::string(fact.first) + "=" + fact.second;
    all.push_back(std::move(line));
  }
};

/// Another daemon on the same store: its own memory, its own log.
Context beside(const Context& one, Lines& lines) {
  return {one.store, one.journal,      one.index,     one.upkeep, one.clock,   lines, one.metrics,
          one.kinds, one.surroundings, one.directory, one.setup,  one.lookups, {}};
}

std::string standing_of(World& world, const char* destination) {
  const json::value answer = world.command({{"command", "doctor"}});
  for (const json::value& row : answer.get_array()) {
    if (row.at("what") != destination) continue;
    return std::string(row.at("text").get_string()) + " | " +
           std::string(row.at("fix").get_string());
  }
  return "not there";
}

std::string erp_standing(World& world) { return standing_of(world, "erp/erp"); }

awaitable<bool> becomes(std::function<bool()> what, std::chrono::milliseconds within) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  const auto until = std::chrono::steady_clock::now() + within;
  while (!what() && std::chrono::steady_clock::now() < until) {
    timer.expires_after(1ms);
    co_await timer.async_wait(boost::asio::use_awaitable);
  }
  co_return what();
}

/// A paused ERP's order is planned and waits; resumed, it is sent without the worker's own look.
awaitable<std::string> order_while_paused(Context& context, FakeErp& erp) {
  Worker worker(context, {});
  auto work = [](Worker& w) -> awaitable<void> { co_await w.run(); };
  const auto executor = co_await boost::asio::this_coro::executor;
  boost::asio::co_spawn(executor, work(worker), boost::asio::detached);
  net::Request request;
  request.method = "POST";
  request.target = "/hooks/acme/shop";
  request.body = "W1@1";
  co_await take_webhook(context, std::move(request));
  queue::Query parts;
  parts.kind = "part";
  const std::function<bool()> never = [] { return false; };
  for (int i = 0; i < 2000; ++i) {
    queue::Query query = parts;
    auto planned = co_await context.journal.list(std::move(query));
    if (planned && !planned->empty()) break;
    co_await becomes(never, 1ms);
  }
  co_await becomes(never, 100ms);  // time in which it would have been sent
  if (erp.sends != 0) co_return "it was sent to a paused ERP";
  json::object resume{{"command", "resume"}, {"destination", "erp/erp"}};
  auto resumed = co_await run_command(context, std::move(resume));
  if (!resumed) co_return to_string(resumed.error());
  const std::function<bool()> sold = [&erp] { return erp.sales.size() == 1; };
  if (!co_await becomes(sold, 2s)) co_return "it was not sent when the ERP was resumed";
  worker.stop();
  const std::function<bool()> idle = [&worker] { return worker.running() == 0; };
  co_await becomes(idle, 2s);
  co_return "";
}

TEST(Pause, NothingIsSentUntilItIsResumedAlsoNotByADaemonThatWasStartedMeanwhile) {
  World world;
  const json::value answer = world.command({{"command", "pause"},
                                            {"destination", "erp/erp"},
                                            {"who", "ann (cli)"},
                                            {"why", "stock-taking"}});
  EXPECT_EQ(json::serialize(answer),
            R"j({"destination":"erp/erp","paused":true,"until":"","who":"ann (cli)",)j"
            R"j("why":"stock-taking","under_way":0})j");
  world.restart();
  world.shop->put("W1", {{"A", "10.00"}});
  EXPECT_EQ(world.run(order_while_paused(world.context(), *world.erp)), "");
}

TEST(Pause, DoctorAndMetricsSayWhoPausesItAndHowItGoesOn) {
  World world;
  EXPECT_EQ(erp_standing(world), "open, 0 under way | ");
  world.command({{"command", "pause"},
                 {"destination", "erp/erp"},
                 {"for", "90min"},
                 {"who", "ann (cli)"},
                 {"why", "stock-taking"}});
  EXPECT_EQ(erp_standing(world),
            "paused by ann (cli) until 2026-03-10T16:30:00.000000Z: stock-taking, 0 under way | "
            "norekey resume erp/erp");
  const Context& context = world.context();
  context.metrics.destination_is("erp/erp", context.destinations.at("erp/erp"), world.clock.now());
  EXPECT_NE(context.metrics.text().find("norekey_destination_standing{destination=\"erp/erp\","
                                        "standing=\"paused\"} 1"),
            std::string::npos);
  world.command({{"command", "resume"}, {"destination", "erp/erp"}});
  EXPECT_EQ(erp_standing(world), "open, 0 under way | ");
}

TEST(Pause, MetricsHaveNoDestinationWithoutAName) {
  World world;
  const Context& context = world.context();
  context.metrics.destination_is("", Destination(), world.clock.now());
  EXPECT_EQ(context.metrics.text().find("destination=\"\""), std::string::npos);
}

TEST(Pause, EveryVersionIsKeptWithWhoAndWhy) {
  World world;
  world.command({{"command", "pause"}, {"destination", "erp/erp"}, {"who", "ann"}, {"why", "a"}});
  world.command({{"command", "resume"}, {"destination", "erp/erp"}, {"who", "bob"}, {"why", "b"}});
  const auto kept = world.run(world.context().journal.history("pause", "erp/erp")).value();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].who + " " + kept[0].why + " " + kept[0].value, "bob b ");
  EXPECT_EQ(kept[1].who + " " + kept[1].why + " " + kept[1].value, R"(ann a {"until":""})");
}

TEST(Pause, AnotherDaemonLearnsItAndLogsIt) {
  World world;
  Lines lines;
  Context other = beside(world.context(), lines);
  world.command({{"command", "pause"},
                 {"destination", "shop/acme/shop"},
                 {"for", "2h"},
                 {"who", "ann (cli)"}});
  EXPECT_FALSE(is_paused(other, "shop/acme/shop"));
  ASSERT_TRUE(world.run(learn_pauses(other)));
  EXPECT_TRUE(is_paused(other, "shop/acme/shop"));
  EXPECT_EQ(other.destinations.at("shop/acme/shop").standing(world.clock.now()), Standing::paused);
  ASSERT_TRUE(world.run(learn_pauses(other)));  // told once
  world.clock.advance(2h);
  EXPECT_FALSE(is_paused(other, "shop/acme/shop"));
  ASSERT_TRUE(world.run(learn_pauses(other)));
  EXPECT_EQ(lines.all, (std::vector<std::string>{
                           "paused: paused by ann (cli) until 2026-03-10T17:00:00.000000Z "
                           "destination=shop/acme/shop",
                           "resumed: goes on destination=shop/acme/shop"}));
}

/// Each of the three by itself: what the shop is shown waits with the shop.
TEST(Pause, APausedShopIsShownNothingNew) {
  for (const char* outbound : {"stock: on-hand", "prices: yes", "statuses: yes"}) {
    World world(std::string("no, outbound: { ") + outbound + " }");
    world.command({{"command", "pause"}, {"destination", "shop/acme/shop"}, {"who", "ann (cli)"}});
    EXPECT_EQ(standing_of(world, "sync/acme/shop"),
              "paused by ann (cli), 0 under way | norekey resume shop/acme/shop")
        << outbound;
    const Context& context = world.context();
    EXPECT_EQ(context.destinations.at("sync/acme/shop").standing(world.clock.now()),
              Standing::paused)
        << outbound;
    world.command({{"command", "resume"}, {"destination", "shop/acme/shop"}});
    EXPECT_EQ(standing_of(world, "sync/acme/shop"), "open, 0 under way | ") << outbound;
  }
}

TEST(Pause, APausedShopIsNotPolled) {
  World world;
  world.shop->put("W1", {{"A", "10.00"}});
  world.command({{"command", "pause"}, {"destination", "shop/acme/shop"}});
  EXPECT_FALSE(world.run(poll_once(world.context(), "acme/shop")).value());
  EXPECT_EQ(world.newest("event"), "none");
  EXPECT_EQ(world.webhook("W1@1"), 200);  // what comes in is kept
  EXPECT_EQ(world.newest("event"), "new");
  world.command({{"command", "resume"}, {"destination", "shop/acme/shop"}});
  ASSERT_TRUE(world.run(poll_once(world.context(), "acme/shop")));
  EXPECT_EQ(world.run(world.context().journal.counts("")).value().fresh, 2);
}

struct Refused {
  const char* name;
  json::object request;
  const char* want;
};

class PauseRefuses : public testing::TestWithParam<Refused> {};

TEST_P(PauseRefuses, WithTheReasonAndAFix) {
  World world;
  const auto answer = world.run(run_command(world.context(), GetParam().request));
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()), GetParam().want);
}

constexpr const char* kDestinations = "\n  fix: use one of: erp/erp, shop/acme/shop";
constexpr const char* kTimes =
    "\n  fix: give between 1s and 366d, such as 90min, or leave it out: then it lasts until "
    "norekey resume";
const std::string unknown =
    std::string("there is no destination 'erp/erb', did you mean 'erp/erp'?") + kDestinations;
const std::string none = std::string("there is no destination ''") + kDestinations;
const std::string nothing = std::string("'0s' is not a time to pause for") + kTimes;
const std::string endless = std::string("'367d' is not a time to pause for") + kTimes;
const std::string word = std::string("'soon' is not a time to pause for") + kTimes;

INSTANTIATE_TEST_SUITE_P(
    Flow, PauseRefuses,
    testing::Values(
        Refused{"UnknownDestination",
                {{"command", "pause"}, {"destination", "erp/erb"}},
                unknown.c_str()},
        Refused{"NoDestination", {{"command", "pause"}}, none.c_str()},
        Refused{"UnknownToResume",
                {{"command", "resume"}, {"destination", "erp/erb"}},
                unknown.c_str()},
        Refused{"NoTime",
                {{"command", "pause"}, {"destination", "erp/erp"}, {"for", "0s"}},
                nothing.c_str()},
        Refused{"TooLong",
                {{"command", "pause"}, {"destination", "erp/erp"}, {"for", "367d"}},
                endless.c_str()},
        Refused{"NoTimeAtAll",
                {{"command", "pause"}, {"destination", "erp/erp"}, {"for", "soon"}},
                word.c_str()},
        Refused{"LongReason",
                {{"command", "pause"}, {"destination", "erp/erp"}, {"why", std::string(501, 'x')}},
                "the reason has 501 characters, more than 500\n  fix: say it shorter"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Pause, WhatTheConfigPausesAPersonDoesNotResume) {
  std::string channels = kChannels;
  channels.replace(channels.find("PARTIAL"), 7, "no");
  channels.replace(channels.find("adapter: fake"), 13, "adapter: fake, paused: yes");
  World world("no", kMapping, {{"channels.yaml", channels}});
  EXPECT_EQ(erp_standing(world), "paused by the config, 0 under way | ");
  json::object resume{{"command", "resume"}, {"destination", "erp/erp"}};
  const auto answer = world.run(run_command(world.context(), std::move(resume)));
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()),
            "erp/erp is paused by the config\n  fix: write paused: no in channels.yaml, then: "
            "norekey apply");
}

TEST(Pause, ResumingWhatIsNotPausedIsNoFailure) {
  World world;
  const json::value answer = world.command({{"command", "resume"}, {"destination", "erp/erp"}});
  EXPECT_EQ(json::serialize(answer),
            R"({"destination":"erp/erp","paused":false,"was_paused":false})");
}

}  // namespace pause_test
}  // namespace norekey::flow
