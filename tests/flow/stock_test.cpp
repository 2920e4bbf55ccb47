// Stock on its way back: the real store and flow, an ERP and a shop that are played.
#include "flow/acknowledge.hpp"
#include "flow/outbound/status.hpp"
#include "flow/outbound/watch.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace stock_test {

class OutboundWorld : public testing::Test {
 protected:
  static std::string channels(const std::string& outbound) {
    std::string out = kChannels;
    out.replace(out.find("PARTIAL"), 7, "no, outbound: { " + outbound + " }");
    return out;
  }

  static std::map<std::string, std::string> files(const std::string& outbound, int skus) {
    std::string items = "sku,item\n";
    for (int i = 0; i < skus; ++i)
      items += "S" + std::to_string(i) + ",I" + std::to_string(i) + "\n";
    return {{"channels.yaml", channels(outbound)}, {"lookups/items.csv", items}};
  }

  explicit OutboundWorld(const std::string& outbound = "stock: on-hand, batch: 8", int skus = 40)
      : skus_(skus), world("no", kMapping, files(outbound, skus)) {
    for (int i = 0; i < skus; ++i) set(i, i + 1);
  }

  void set(int i, int on_hand) {
    world.erp->stock["I" + std::to_string(i) + " MAIN"] = std::to_string(on_hand);
  }

  StockReport look(StockWish wish = {}) {
    auto report = world.run(sync_stock(world.context(), "acme/shop", wish));
    EXPECT_TRUE(report) << (report ? "" : to_string(report.error()));
    return report ? *report : StockReport{};
  }

  static StockWish all_of_it() {
    StockWish wish;
    wish.whole = wish.named = true;
    return wish;
  }

  /// SKUs of which the shop shows other than the ERP has.
  int wrong() {
    int out = 0;
    for (int i = 0; i < skus_; ++i)
      out += world.shop->shelf["S" + std::to_string(i)] !=
                     "MAIN=" + world.erp->stock["I" + std::to_string(i) + " MAIN"]
                 ? 1
                 : 0;
    return out;
  }

  std::vector<std::string> parked() {
    queue::Query query;
    query.state = queue::State::parked;
    std::vector<std::string> out;
    const auto rows = world.run(world.context().journal.list(query)).value();
    for (const queue::Row& row : rows) out.push_back(row.identity + ": " + row.cause);
    std::sort(out.begin(), out.end());
    return out;
  }

  int skus_;
  World world;
};

TEST_F(OutboundWorld, AFirstLookShowsEverythingAndASecondNothing) {
  EXPECT_EQ(look().changed, 40);
  world.work();
  EXPECT_EQ(wrong(), 0);
  EXPECT_EQ(world.shop->pushes, 5);
  EXPECT_EQ(look(all_of_it()).changed, 0);
}

TEST_F(OutboundWorld, OnlyWhatChangedGoesOut) {
  look();
  world.work();
  world.shop->pushes = 0;
  set(3, 500);
  set(17, 501);
  const StockReport report = look(all_of_it());
  ASSERT_EQ(report.rows.size(), 2u);
  EXPECT_EQ(report.rows[0].sku + ": " + report.rows[0].from + " -> " + report.rows[0].to,
            "S17: MAIN=18 -> MAIN=501");
  world.work();
  EXPECT_EQ(world.shop->pushes, 1);
  EXPECT_EQ(wrong(), 0);
}

TEST_F(OutboundWorld, WhatIsInTheQueueIsKnownAfterARestart) {
  look();
  world.restart();
  for (int i = 0; i < 40; ++i) set(i, i + 1);
  EXPECT_EQ(look().changed, 0);
  world.work();
  EXPECT_EQ(wrong(), 0);
}

TEST_F(OutboundWorld, ADryRunPushesNothingAndForgetsNothing) {
  StockWish wish = all_of_it();
  wish.dry_run = true;
  EXPECT_EQ(look(wish).changed, 40);
  world.work();
  EXPECT_EQ(world.shop->pushes, 0);
  EXPECT_EQ(look().changed, 40);
}

TEST_F(OutboundWorld, ASkuThatTheShopRefusesIsParkedAloneUntilItChangesOrIsReplayed) {
  world.shop->refuses = {"S5"};
  look();
  world.work();
  EXPECT_EQ(parked(), (std::vector<std::string>{"acme/shop/stock/S5: shop/NO_SKU"}));
  EXPECT_EQ(wrong(), 1);
  EXPECT_EQ(look(all_of_it()).changed, 0) << "what is parked is not tried again by itself";
  world.shop->refuses.clear();
  set(5, 99);
  EXPECT_EQ(look().changed, 1);
  world.work();
  EXPECT_TRUE(parked().empty()) << "newer stock has taken its place";
  EXPECT_EQ(wrong(), 0);
}

TEST_F(OutboundWorld, ABatchThatIsRefusedAsAWholeIsHalvedUntilTheBadOnesStandAlone) {
  const Error no{Fate::reject, "a batch was refused", "look", {}, "shop/USER_INPUT_ERROR"};
  world.shop->poison = {{"S5", no}, {"S6", no}, {"S30", no}};
  look();
  world.work();
  EXPECT_EQ(parked(), (std::vector<std::string>{"acme/shop/stock/S30: shop/USER_INPUT_ERROR",
                                                "acme/shop/stock/S5: shop/USER_INPUT_ERROR",
                                                "acme/shop/stock/S6: shop/USER_INPUT_ERROR"}));
  EXPECT_EQ(wrong(), 3);
}

TEST_F(OutboundWorld, AFaultThatTheShopDoesNotExplainIsForgivenTwiceThenHalved) {
  world.shop->poison = {{"S9", {Fate::retry, "the shop has a fault", "", {}, "shop/INTERNAL"}}};
  look();
  for (int tries = 0; tries < 6; ++tries) {
    world.work();
    world.clock.advance(5min);
  }
  world.work();
  EXPECT_EQ(parked(), (std::vector<std::string>{"acme/shop/stock/S9: shop/INTERNAL"}));
  EXPECT_EQ(wrong(), 1);
}

TEST_F(OutboundWorld, AShopThatIsBusyParksNothing) {
  for (const char* cause : {"shop/HTTP_429", "shop/HTTP_500", ""}) {
    world.shop->busy = Error{Fate::retry, "later", "", {}, cause};
    look();
    for (int tries = 0; tries < 6; ++tries) {
      world.work();
      world.clock.advance(5min);
    }
    EXPECT_TRUE(parked().empty()) << cause;
  }
  world.shop->busy.reset();
  world.clock.advance(5min);
  world.work();
  EXPECT_EQ(wrong(), 0);
}

TEST_F(OutboundWorld, AParkedRecordThatIsOutdatedIsNotPushedByAReplay) {
  world.shop->refuses = {"S5"};
  look();
  world.work();
  set(5, 70);
  world.shop->busy = Error{Fate::retry, "later", "", {}, ""};
  look();
  world.shop->busy.reset();
  world.shop->refuses.clear();
  queue::Selection parked_one;
  parked_one.cause = "shop/NO_SKU";
  EXPECT_EQ(world.run(world.context().store.replay(parked_one)).value(), 1);
  world.work();
  EXPECT_EQ(wrong(), 0);
}

TEST_F(OutboundWorld, ALookThatFailsHalfWayGoesOnWhereItWas) {
  world.erp->stock_page = 10;
  look();
  world.work();
  set(39, 0);
  set(1, 0);
  StockWish wish = all_of_it();
  world.erp->stock_page = 25;
  world.erp->looks = 0;
  look(wish);
  EXPECT_EQ(world.erp->looks, 2);
  world.work();
  EXPECT_EQ(wrong(), 0);
}

TEST_F(OutboundWorld, AnErpThatIsAwayChangesNothing) {
  look();
  world.work();
  world.erp->blind_to_stock = Error{Fate::retry, "no answer", "", {}, "ERP away"};
  const auto report = world.run(sync_stock(world.context(), "acme/shop", {}));
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().cause, "ERP away");
  world.work();
  EXPECT_EQ(wrong(), 0);
}

TEST_F(OutboundWorld, AWarehouseThatAnItemIsNoLongerInShowsNothing) {
  world.erp->stock["I7 EAST"] = "5";
  look();
  world.work();
  EXPECT_EQ(world.shop->shelf["S7"], "EAST=5 MAIN=8");
  world.erp->stock.erase("I7 EAST");
  const StockReport report = look(all_of_it());
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_EQ(report.rows[0].from + " -> " + report.rows[0].to, "EAST=5 MAIN=8 -> EAST=0 MAIN=8");
  world.work();
  EXPECT_EQ(world.shop->shelf["S7"], "EAST=0 MAIN=8");
  EXPECT_EQ(look(all_of_it()).changed, 0) << "and that is told once";
  world.restart();
  for (int i = 0; i < 40; ++i) set(i, i + 1);
  EXPECT_EQ(look(all_of_it()).changed, 0) << "after a restart too";
}

TEST_F(OutboundWorld, WhatVanishesFromTheErpKeepsWhatIsShown) {
  look();
  world.work();
  world.erp->stock.erase("I7 MAIN");
  const StockReport report = look(all_of_it());
  EXPECT_EQ(report.vanished, 1);
  EXPECT_EQ(report.gone, (std::vector<std::string>{"S7"}));
  EXPECT_EQ(report.changed, 0);
  world.work();
  EXPECT_EQ(world.shop->shelf["S7"], "MAIN=8");
}

TEST_F(OutboundWorld, TooMuchThatTurnsToNothingAtOnceIsAskedAboutOnce) {
  look();
  world.work();
  for (int i = 0; i < 20; ++i) set(i, 0);
  set(30, 777);
  for (int twice = 0; twice < 2; ++twice) {
    EXPECT_EQ(look(all_of_it()).held, 20);
    world.work();
  }
  EXPECT_EQ(world.shop->shelf["S30"], "MAIN=777") << "what does not turn to nothing goes on";
  EXPECT_EQ(world.shop->shelf["S3"], "MAIN=4");
  EXPECT_EQ(parked(), (std::vector<std::string>{"acme/shop/stock/zeroing: stock/zeroing"}));
  EXPECT_EQ(world.newest("ask"),
            "parked: 20 of 40 SKUs that channel 'acme/shop' shows would turn to 0: they stay as "
            "they are");
  StockWish wish = all_of_it();
  wish.accept = true;
  EXPECT_EQ(look(wish).zeroed, 20);
  world.work();
  EXPECT_EQ(wrong(), 0);
  EXPECT_TRUE(parked().empty());
}

TEST_F(OutboundWorld, StepsThatTurnMuchToNothingWithinADayAreHeldToTheLimitOfOne) {
  look();
  world.work();
  for (int i = 0; i < 8; ++i) set(i, 0);
  EXPECT_EQ(look(all_of_it()).zeroed, 8);
  world.work();
  for (int i = 8; i < 16; ++i) set(i, 0);
  EXPECT_EQ(look(all_of_it()).held, 8) << "16 of 40 in two steps";
  world.work();
  EXPECT_EQ(world.newest("ask"),
            "parked: 8 of 32 SKUs that channel 'acme/shop' shows would turn to 0, 8 did within a "
            "day: they stay as they are");
  StockWish wish = all_of_it();
  wish.accept = true;
  EXPECT_EQ(look(wish).zeroed, 8);
  world.work();
  EXPECT_EQ(look(all_of_it()).held, 0);
  for (int i = 16; i < 20; ++i) set(i, 0);
  EXPECT_EQ(look(all_of_it()).zeroed, 4) << "what was accepted counts no more";
  world.work();
  EXPECT_EQ(wrong(), 0);
}

TEST_F(OutboundWorld, WhatIsSoldOutOverSeveralDaysIsNoStep) {
  look();
  world.work();
  for (int day = 0; day < 4; ++day) {
    for (int i = 6 * day; i < 6 * day + 6; ++i) set(i, 0);
    EXPECT_EQ(look(all_of_it()).zeroed, 6) << day;
    world.work();
    world.clock.advance(std::chrono::hours(25));
  }
  EXPECT_TRUE(parked().empty());
}

TEST_F(OutboundWorld, TheCommandSaysWhichChannelItMeans) {
  const auto answer = world.command({{"command", "sync stock"}, {"dry_run", true}});
  EXPECT_EQ(answer.at("channels").at(0).at("changed"), 40);
  auto refused =
      world.run(run_command(world.context(), {{"command", "sync stock"}, {"channel", "acme/shp"}}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(to_string(refused.error()),
            "there is no channel 'acme/shp', did you mean 'acme/shop'?\n  fix: use one of: "
            "acme/shop");
}

TEST_F(OutboundWorld, AKitOfWhichAComponentIsUnknownIsToldOf) {
  auto with_kit = files("stock: on-hand, batch: 8", 40);
  with_kit["stock.csv"] = "sku,components\nKIT,I1:2;NOPE:1\n";
  world.use(with_kit);
  for (int i = 0; i < 40; ++i) set(i, i + 1);
  const StockReport report = look(all_of_it());
  EXPECT_EQ(report.kits_waiting, 1);
  EXPECT_EQ(report.waiting, (std::vector<std::string>{"KIT for NOPE"}));
  world.work();
  EXPECT_EQ(world.newest("ask"),
            "parked: channel 'acme/shop' does not show 1 kit of which a component is not in the "
            "ERP's stock: KIT for NOPE");
  world.erp->stock["NOPE MAIN"] = "4";
  EXPECT_EQ(look(all_of_it()).kits_waiting, 0);
  world.work();
  EXPECT_EQ(world.shop->shelf["KIT"], "MAIN=1");
  EXPECT_TRUE(parked().empty());
}

constexpr const char* kInShadow =
    "stock: on-hand, prices: yes, statuses: yes, batch: 8 }, shadow: yes, authority: { price: web";

class InShadow : public OutboundWorld {
 protected:
  InShadow() : OutboundWorld(kInShadow) {}
};

TEST_F(InShadow, NothingIsWatchedAndACommandIsRefused) {
  EXPECT_TRUE(watched_subjects(world.context(), "acme/shop").empty());
  for (const char* command : {"sync stock", "sync prices", "sync statuses"}) {
    for (const char* channel : {"", "acme/shop"}) {
      const auto refused =
          world.run(run_command(world.context(), {{"command", command}, {"channel", channel}}));
      ASSERT_FALSE(refused) << command;
      EXPECT_EQ(to_string(refused.error()),
                "channel 'acme/shop' is in shadow: it writes nothing to the shop\n  fix: take  "
                "shadow: yes  away below it in channels.yaml, then: norekey apply");
    }
  }
  world.work();
  EXPECT_EQ(world.shop->pushes, 0);
}

TEST_F(InShadow, TheShopIsToldNothingOfAnOrder) {
  const std::string want =
      "channel 'acme/shop' is in shadow: it writes nothing to the shop\n  fix: take  shadow: yes  "
      "away below it in channels.yaml, then: norekey apply; then, for what waits: norekey replay "
      "--cause shadow";
  queue::Leased leased;
  leased.message.channel = "acme/shop";
  leased.message.body = R"({"number":"W1","erp_number":"SO1","text":"in the works"})";
  const auto noted = world.run(acknowledge(world.context(), leased));
  ASSERT_FALSE(noted);
  EXPECT_EQ(to_string(noted.error()), want);
  const auto told = world.run(tell_status(world.context(), leased));
  ASSERT_FALSE(told);
  EXPECT_EQ(to_string(told.error()), want);
  EXPECT_TRUE(world.shop->notices.empty());
  EXPECT_EQ(world.shop->told, 0);
}

TEST_F(OutboundWorld, WhatWaitsWhenAChannelBecomesAShadowIsParkedUntilItWritesAgain) {
  look();
  world.use(files(kInShadow, 40));
  world.work();
  EXPECT_EQ(world.shop->pushes, 0);
  EXPECT_EQ(parked().size(), 40u);
  EXPECT_EQ(parked().front(), "acme/shop/stock/S0: shadow");
  world.use(files("stock: on-hand, batch: 8", 40));
  queue::Selection waiting;
  waiting.cause = "shadow";
  EXPECT_EQ(world.run(world.context().store.replay(waiting)).value(), 40);
  world.work();
  for (int i = 0; i < 40; ++i) set(i, i + 1);
  EXPECT_EQ(wrong(), 0);
  EXPECT_TRUE(parked().empty());
}

class VanishedToZero : public OutboundWorld {
 protected:
  VanishedToZero() : OutboundWorld("stock: on-hand, vanished: zero, most-zeroed-percent: 30") {}
};

TEST_F(VanishedToZero, IsShownAsNothingButNeverAllOfIt) {
  look();
  world.work();
  world.erp->stock.erase("I7 MAIN");
  EXPECT_EQ(look(all_of_it()).zeroed, 1);
  world.work();
  EXPECT_EQ(world.shop->shelf["S7"], "MAIN=0");
  world.erp->stock.clear();
  EXPECT_EQ(look(all_of_it()).held, 39) << "an ERP that knows nothing at all empties no shop";
  world.work();
  EXPECT_EQ(world.shop->shelf["S8"], "MAIN=9");
}

}  // namespace stock_test
}  // namespace norekey::flow
