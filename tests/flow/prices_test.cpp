// Prices on their way back: the real store and flow, an ERP and a shop that are played.
#include "flow/outbound/prices.hpp"

#include <boost/json.hpp>

#include "flow/outbound/price_rules.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace prices_test {

class PriceWorld : public testing::Test {
 protected:
  static std::map<std::string, std::string> files(const std::string& outbound, int skus) {
    std::string channels = kChannels, items = "sku,item\n";
    channels.replace(channels.find("PARTIAL"), 7, "no, outbound: { " + outbound + " }");
    for (int i = 0; i < skus; ++i)
      items += "S" + std::to_string(i) + ",I" + std::to_string(i) + "\n";
    return {{"channels.yaml", channels},
            {"lookups/items.csv", items},
            {"lookups/price-lists.csv", "list,group\nGOLD,Gold\nNOBODYS,None\n"}};
  }

  explicit PriceWorld(
      const std::string& outbound = "prices: yes, price-lists: price-lists, batch: 8",
      int skus = 40)
      : world("no", kMapping, files(outbound, skus)) {
    for (int i = 0; i < skus; ++i) set(i, "100.00");
    world.erp->buyers = {{"GOLD", "0004117"}, {"NOBODYS", "9999999"}};
  }

  void set(int i, const std::string& price, const std::string& list = "",
           const std::string& from = "1") {
    world.erp->prices["I" + std::to_string(i) + " " + list + " " + from] = price;
  }

  Result<PriceReport> try_look(PriceWish wish = {}) {
    auto report = world.run(sync_prices(world.context(), "acme/shop", wish));
    world.work();
    return report;
  }

  PriceReport look(PriceWish wish = {}) {
    auto report = try_look(std::move(wish));
    EXPECT_TRUE(report) << (report ? "" : to_string(report.error()));
    return report ? *report : PriceReport{};
  }

  std::vector<std::string> parked() {
    queue::Query query;
    query.state = queue::State::parked;
    std::vector<std::string> out;
    const auto rows = world.run(world.context().journal.list(query)).value();
    for (const queue::Row& row : rows) out.push_back(row.what);
    return out;
  }

  World world;
};

TEST_F(PriceWorld, AFirstLookShowsEveryPriceAndASecondNone) {
  EXPECT_EQ(look().fresh, 40);
  EXPECT_EQ(world.shop->tags["S0"], R"({"currency":"USD","groups":{},"list":"100.00"})");
  EXPECT_EQ(look().changed, 0);
}

TEST_F(PriceWorld, OnlyWhatChangedGoesOut) {
  look();
  const int before = world.shop->priced;
  for (int i = 0; i < 10; ++i) set(i, "101.00");
  EXPECT_EQ(look().changed, 10);
  EXPECT_EQ(world.shop->priced - before, 10);
}

TEST_F(PriceWorld, WhatIsShownIsKnownAfterARestart) {
  look();
  const auto kept = world.erp->prices;
  const auto buyers = world.erp->buyers;
  world.restart();
  world.erp->prices = kept;
  world.erp->buyers = buyers;
  EXPECT_EQ(look().changed, 0);
}

TEST_F(PriceWorld, AGroupHasTheListOfItsCustomersAndNoOther) {
  set(0, "85.00", "GOLD");
  set(0, "1.00", "NOBODYS");
  set(0, "2.00", "UNKNOWN");
  EXPECT_EQ(look().breaks, 0);
  EXPECT_EQ(world.shop->tags["S0"],
            R"({"currency":"USD","groups":{"Gold":"85.00"},"list":"100.00"})");
}

TEST_F(PriceWorld, AQuantityBreakIsCountedAndThePriceForOneIsShown) {
  set(0, "85.00", "GOLD");
  set(0, "80.00", "GOLD", "25");
  EXPECT_EQ(look().breaks, 1);
  EXPECT_EQ(world.shop->tags["S0"],
            R"({"currency":"USD","groups":{"Gold":"85.00"},"list":"100.00"})");
}

TEST_F(PriceWorld, APriceForEverybodyThatIsMissingForALookIsStillThereToBeHeldAgainst) {
  set(0, "85.00", "GOLD");
  look();
  world.erp->prices.erase("I0  1");
  EXPECT_EQ(look().changed, 0) << "the shop keeps the price that it has";
  set(0, "86.00", "GOLD");
  EXPECT_EQ(look().changed, 1);
  EXPECT_EQ(world.shop->tags["S0"],
            R"({"currency":"USD","groups":{"Gold":"86.00"},"list":"100.00"})");
  set(0, "0.01");
  const PriceReport back = look();
  EXPECT_EQ(back.held, "the price of S0 (list) would fall by 100.0 %, from 100.00 to 0.01");
  EXPECT_EQ(world.shop->tags["S0"],
            R"({"currency":"USD","groups":{"Gold":"86.00"},"list":"100.00"})");
}

TEST_F(PriceWorld, TheLimitOfAFallIsNotRoundedAway) {
  set(0, "39.14");
  look();
  set(0, "27.40");
  EXPECT_EQ(look().held, "");
  set(0, "39.14");
  look();
  set(0, "27.39");
  EXPECT_EQ(look().held, "the price of S0 (list) would fall by 30.02 %, from 39.14 to 27.39");
}

TEST_F(PriceWorld, AGroupsPriceThatEndedIsInThePlanAndIsTakenOutOfTheShop) {
  set(0, "85.00", "GOLD");
  set(1, "86.00", "GOLD");
  look();
  EXPECT_EQ(world.shop->ended["S0"], std::set<std::string>{"None"});
  world.erp->prices.erase("I0 GOLD 1");
  PriceWish wish;
  wish.dry_run = true;
  const PriceReport plan = look(wish);
  ASSERT_EQ(plan.rows.size(), 1u);
  EXPECT_EQ(plan.rows[0].sku + " " + plan.rows[0].what + " " + plan.rows[0].from + " to '" +
                plan.rows[0].to + "'",
            "S0 Gold 85.00 to ''");
  EXPECT_EQ(look().changed, 1);
  EXPECT_EQ(world.shop->tags["S0"], R"({"currency":"USD","groups":{},"list":"100.00"})");
  EXPECT_EQ(world.shop->ended["S0"], (std::set<std::string>{"Gold", "None"}));
  EXPECT_EQ(world.shop->ended["S1"], std::set<std::string>{"None"});
}

/// What ended goes with every later price of the SKU, too: a newer push takes the older one's
/// place.
TEST_F(PriceWorld, AGroupsPriceThatEndedStaysEndedInLaterPrices) {
  set(0, "85.00", "GOLD");
  look();
  world.erp->prices.erase("I0 GOLD 1");
  look();
  set(0, "101.00");
  look();
  EXPECT_TRUE(world.shop->ended["S0"].contains("Gold"));
}

TEST_F(PriceWorld, APriceInAnotherCurrencyBesideOursIsNoMatter) {
  look();
  world.erp->currencies["I0  0"] = "ZAR";
  set(0, "55.00", "", "0");
  const PriceReport report = look();
  EXPECT_EQ(report.foreign, 0);
  EXPECT_EQ(world.shop->tags["S0"], R"({"currency":"USD","groups":{},"list":"100.00"})");
  EXPECT_TRUE(parked().empty());
}

TEST_F(PriceWorld, APriceInAnotherCurrencyAloneIsNotShownAndIsAskedAbout) {
  look();
  world.erp->currencies["I0  1"] = "EUR";
  set(1, "50.00", "GOLD");
  world.erp->currencies["I1 GOLD 1"] = "JPY";
  const PriceReport report = look();
  EXPECT_EQ(report.foreign, 2);
  EXPECT_EQ(report.foreign_of, "S0 (list) 100.00 EUR, S1 (Gold) 50.00 JPY");
  EXPECT_EQ(report.changed, 0);
  EXPECT_EQ(world.shop->tags["S0"], R"({"currency":"USD","groups":{},"list":"100.00"})");
  EXPECT_EQ(world.shop->tags["S1"], R"({"currency":"USD","groups":{},"list":"100.00"})");
  EXPECT_EQ(parked(),
            std::vector<std::string>{
                "channel 'acme/shop' sells in USD; these prices are in another currency only and "
                "are not shown: S0 (list) 100.00 EUR, S1 (Gold) 50.00 JPY"});
  world.erp->currencies.clear();
  look();
  EXPECT_TRUE(parked().empty());
}

TEST_F(PriceWorld, AGroupsPriceThatIsInAnotherCurrencyNowHasEndedHere) {
  set(1, "85.00", "GOLD");
  look();
  world.erp->currencies["I1 GOLD 1"] = "JPY";
  const PriceReport report = look();
  EXPECT_EQ(report.foreign_of, "S1 (Gold) 85.00 JPY");
  ASSERT_EQ(report.rows.size(), 1u);
  EXPECT_EQ(report.rows[0].what + " to '" + report.rows[0].to + "'", "Gold to ''");
  EXPECT_TRUE(world.shop->ended["S1"].contains("Gold"));
}

TEST_F(PriceWorld, APriceOfNothingIsNeverShown) {
  set(0, "0.00");
  set(1, "-1.00");
  EXPECT_EQ(look().worthless, 2);
  EXPECT_FALSE(world.shop->tags.contains("S0"));
  EXPECT_FALSE(world.shop->tags.contains("S1"));
}

TEST_F(PriceWorld, ADryRunIsThePlanWithTheLargestChangesFirst) {
  look();
  set(3, "110.00");
  set(4, "95.00");
  PriceWish wish;
  wish.dry_run = true;
  const PriceReport report = look(wish);
  ASSERT_EQ(report.rows.size(), 2u);
  EXPECT_EQ(report.rows[0].sku + " " + report.rows[0].from + " " + report.rows[0].to + " " +
                report.rows[0].percent,
            "S3 100.00 110.00 10.0");
  EXPECT_EQ(report.rows[1].sku + " " + report.rows[1].percent, "S4 -5.0");
  EXPECT_EQ(report.plan.size(), 12u);
  EXPECT_EQ(world.shop->tags["S3"], R"({"currency":"USD","groups":{},"list":"100.00"})");
}

TEST_F(PriceWorld, AnAbsurdFallIsAskedAboutOnceAndCarriedOutWhenApproved) {
  look();
  set(7, "10.00");
  const PriceReport held = look();
  EXPECT_EQ(held.held, "the price of S7 (list) would fall by 90.0 %, from 100.00 to 10.00");
  look();
  EXPECT_EQ(parked(), std::vector<std::string>{
                          "the prices of channel 'acme/shop' stay as they are: the price of S7 "
                          "(list) would fall by 90.0 %, from 100.00 to 10.00"});
  EXPECT_EQ(world.shop->tags["S7"], R"({"currency":"USD","groups":{},"list":"100.00"})");
  PriceWish wish;
  wish.approve = held.plan;
  EXPECT_EQ(look(wish).held, "");
  EXPECT_EQ(world.shop->tags["S7"], R"({"currency":"USD","groups":{},"list":"10.00"})");
  EXPECT_TRUE(parked().empty());
}

TEST_F(PriceWorld, TooManyAtOnceAreAskedAbout) {
  look();
  for (int i = 0; i < 13; ++i) set(i, "101.00");
  EXPECT_EQ(look().held, "13 of 40 SKUs would have another price");
  EXPECT_EQ(world.shop->tags["S0"], R"({"currency":"USD","groups":{},"list":"100.00"})");
  for (int i = 0; i < 5; ++i) set(i, "100.00");
  EXPECT_EQ(look().held, "");
  EXPECT_TRUE(parked().empty());
}

TEST_F(PriceWorld, AllOfItOnceMoreIsHeldToTheSameLimits) {
  look();
  const int before = world.shop->priced;
  world.clock.advance(1min);
  PriceWish wish;
  wish.all = true;
  const PriceReport again = look(wish);
  EXPECT_EQ(again.held + again.plan, "") << "what is shown already is no change";
  EXPECT_EQ(world.shop->priced - before, 40);
  for (int i = 0; i < 40; ++i) set(i, "1.00");
  const PriceReport held = look(wish);
  EXPECT_EQ(held.held,
            "40 of 40 SKUs would have another price; the price of S0 (list) would fall by 99.0 %, "
            "from 100.00 to 1.00");
  EXPECT_EQ(world.shop->tags["S0"], R"({"currency":"USD","groups":{},"list":"100.00"})");
  wish.all = false;
  wish.approve = held.plan;
  EXPECT_EQ(look(wish).held, "");
  EXPECT_EQ(world.shop->tags["S0"], R"({"currency":"USD","groups":{},"list":"1.00"})");
}

class RisesAreAskedAbout : public PriceWorld {
 protected:
  RisesAreAskedAbout() : PriceWorld("prices: yes, batch: 8, prices-up-limit: 900") {}
};

TEST_F(RisesAreAskedAbout, BeyondTheLimitOnly) {
  look();
  set(3, "1000.00");
  EXPECT_EQ(look().held, "");
  set(4, "10000.00");
  set(5, "2000.00");
  EXPECT_EQ(look().held, "the price of S4 (list) would rise by 9900.0 %, from 100.00 to 10000.00");
  EXPECT_EQ(world.shop->tags["S4"], R"({"currency":"USD","groups":{},"list":"100.00"})");
}

TEST_F(PriceWorld, ARiseIsAskedAboutOnlyWhereTheConfigSaysHowMuchIsTooMuch) {
  look();
  set(4, "10000.00");
  EXPECT_EQ(look().held, "");
}

TEST_F(PriceWorld, AnApprovalIsOfOnePlanOnly) {
  look();
  set(7, "10.00");
  const std::string plan = look().plan;
  set(8, "10.00");
  PriceWish wish;
  wish.approve = plan;
  const auto refused = try_look(wish);
  ASSERT_FALSE(refused);
  wish.dry_run = true;
  wish.approve.clear();
  EXPECT_EQ(to_string(refused.error()),
            "the plan '" + plan + "' is not the one that there is now, '" + look(wish).plan +
                "'\n  fix: look at it: norekey sync prices --dry-run --channel acme/shop");
}

TEST_F(PriceWorld, ASkuThatTheShopRefusesIsParkedAlone) {
  world.shop->refuses.insert("S5");
  look();
  EXPECT_EQ(parked(), std::vector<std::string>{"no SKU S5"});
  EXPECT_EQ(world.shop->tags.size(), 39u);
  world.shop->refuses.clear();
  set(5, "99.00");
  look();
  EXPECT_TRUE(parked().empty());
  EXPECT_EQ(world.shop->tags["S5"], R"({"currency":"USD","groups":{},"list":"99.00"})");
}

TEST_F(PriceWorld, AnErpThatIsAwayHalfWayChangesNothing) {
  look();
  set(1, "101.00");
  world.erp->blind_to_stock = Error{Fate::retry, "the ERP is away", "", {}, ""};
  EXPECT_FALSE(try_look());
  EXPECT_EQ(world.shop->tags["S1"], R"({"currency":"USD","groups":{},"list":"100.00"})");
}

class PricesInEuro : public PriceWorld {
 protected:
  PricesInEuro() : PriceWorld("prices: yes, price-lists: price-lists, batch: 8, currency: EUR") {}
};

TEST_F(PricesInEuro, AShopThatSellsInAnotherCurrencyHasThePricesInThat) {
  world.erp->currencies["I0  1"] = "EUR";
  EXPECT_EQ(look().foreign, 39);
  EXPECT_EQ(world.shop->tags.size(), 1u);
  EXPECT_EQ(world.shop->tags["S0"], R"({"currency":"EUR","groups":{},"list":"100.00"})");
}

class NoPrices : public PriceWorld {
 protected:
  NoPrices() : PriceWorld("stock: off") {}
};

TEST_F(NoPrices, TheCommandSaysHowToSwitchThemOn) {
  const auto off = world.run(run_command(world.context(), {{"command", "sync prices"}}));
  ASSERT_FALSE(off);
  EXPECT_EQ(to_string(off.error()),
            "channel 'acme/shop' shows no prices of the ERP\n  fix: write  outbound: { prices: yes "
            "}  below it in channels.yaml, then: norekey apply");
}

TEST(PriceRulesOf, AChannelNeedsItsLookups) {
  config::Outbound config;
  config.price_lists = "lists";
  mapping::Lookups lookups;
  EXPECT_EQ(
      to_string(PriceRules::make(config, lookups, "USD").error()),
      "there is no lookup 'items'\n  fix: add the file lookups/items.csv, then: norekey apply");
}

}  // namespace prices_test
}  // namespace norekey::flow
