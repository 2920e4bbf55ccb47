#include "flow/reconcile/shadow.hpp"

#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <random>
#include <set>

#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace shadow_test {

Decimal money(int cents) { return Decimal::from_minor(cents, 2); }

/// Two weeks of orders as staff enter them: 200, each as it would have been sent.
class TwoWeeks {
 public:
  std::vector<ShadowOrder> wanted;
  std::vector<adapters::HeldOrder> keyed;
  Instant now = parse_instant("2026-03-20T15:00:00Z").value();

  explicit TwoWeeks(unsigned seed, int orders = 200) : minutes_(80 * 200 / orders), luck_(seed) {
    for (int i = 0; i < orders; ++i) place(i);
    std::shuffle(keyed.begin(), keyed.end(), luck_);
  }

  adapters::HeldOrder& entered(int i) {
    const std::string number = "SO" + std::to_string(i);
    return *std::find_if(keyed.begin(), keyed.end(), [&](const adapters::HeldOrder& one) {
      return one.order.receipt.number == number;
    });
  }

 private:
  int below(int n) { return static_cast<int>(luck_() % static_cast<unsigned>(n)); }

  void place(int i) {
    ShadowOrder& one = wanted.emplace_back();
    one.number = "WEB" + std::to_string(10'000 + i);
    one.placed = now - std::chrono::hours(24 * 14) + std::chrono::minutes(minutes_ * i);
    adapters::ErpOrder& order = one.wanted;
    order.customer = "C" + std::to_string(below(40));
    order.ship_to = "SHIP-TO 0" + std::to_string(below(3));
    order.po_number = i % 3 == 0 ? "" : "PO" + std::to_string(i);
    order.reps = {{"REP0" + std::to_string(below(4)), 100, true}};
    for (int line = 0; line < 2 + below(4); ++line) {
      adapters::ErpLine& made = order.lines.emplace_back();
      made.item = "ITEM" + std::to_string(line * 1000 + below(900));
      made.uom = "EA";
      made.quantity = 1 + below(50);
      made.price = money(100 + below(9000));
      order.total += made.quantity * made.price;
    }
    adapters::HeldOrder& held = keyed.emplace_back();
    held.order = order;
    held.order.receipt = {std::to_string(i), "SO" + std::to_string(i), "processing", "", true};
    held.entered = one.placed + std::chrono::minutes(20 + below(600));
    held.entered_by = "Ann Clerk";
    if (i % 5 == 0) held.text = "web order " + one.number;
    std::shuffle(held.order.lines.begin(), held.order.lines.end(), luck_);
  }

  int minutes_;  ///< between two orders
  std::mt19937 luck_;
};

std::set<std::string> found(const TwoWeeks& weeks, const config::Authority& owners = {}) {
  std::set<std::string> out;
  const ShadowReport report =
      compare_shadow(weeks.wanted, weeks.keyed, owners, weeks.now, std::chrono::hours(24));
  for (const ShadowFinding& one : report.findings) out.insert(one.order + ": " + one.cause);
  EXPECT_EQ(out.size(), report.findings.size());
  return out;
}

TEST(Shadow, FindsNothingWhereStaffEnterAsWeWouldSend) {
  for (unsigned seed = 1; seed <= 10; ++seed)
    EXPECT_EQ(found(TwoWeeks(seed)), std::set<std::string>{});
}

/// Each against each would be 25 million pairs.
TEST(Shadow, FiveThousandOrdersAreNotHeldEachAgainstEach) {
  EXPECT_EQ(found(TwoWeeks(1, 5000)), std::set<std::string>{});
}

TEST(Shadow, FindsTheFifteenDeliberateDifferencesAndNoOther) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    TwoWeeks weeks(seed);
    std::set<std::string> want;
    int next = 3;
    // Every tenth order or so gets one difference; i is its number.
    const auto differ = [&](auto change) {
      adapters::ErpOrder& order = weeks.entered(next).order;
      want.insert("WEB" + std::to_string(10'000 + next) + ": " + change(order));
      next += 12;
    };
    const auto price = [](adapters::ErpOrder& o) {
      o.lines[0].price += money(5);
      return "price of " + o.lines[0].item;
    };
    const auto quantity = [](adapters::ErpOrder& o) {
      o.lines[1].quantity += 1;
      return "quantity of " + o.lines[1].item;
    };
    const auto rep = [](adapters::ErpOrder& o) {
      const std::string was = o.reps[0].rep;
      o.reps[0].rep = "REP99";
      return "rep " + was + " entered as REP99";
    };
    for (int twice = 0; twice < 2; ++twice) {
      differ(price);
      differ(quantity);
      differ(rep);
    }
    differ(price);
    differ([](adapters::ErpOrder& o) {
      o.ship_to = "SHIP-TO 09";
      return std::string("ship-to");
    });
    differ([](adapters::ErpOrder& o) {
      const std::string item = o.lines.back().item;
      o.lines.pop_back();
      return "line left out: " + item;
    });
    differ([](adapters::ErpOrder& o) {
      adapters::ErpLine extra;
      extra.item = "EXTRA";
      extra.quantity = 77;
      o.lines.push_back(extra);
      return std::string("line added: EXTRA");
    });
    differ([](adapters::ErpOrder& o) {
      const std::string was = o.lines[0].item;
      o.lines[0].item = "OTHER";
      return "item " + was + " entered as OTHER";
    });
    differ([](adapters::ErpOrder& o) {
      o.total += money(1);
      return std::string("total");
    });
    differ([](adapters::ErpOrder& o) {
      o.lines[0].uom = "BX";
      return "unit of " + o.lines[0].item;
    });
    differ([](adapters::ErpOrder& o) {
      o.reps.clear();
      return std::string("rep ") + "?";
    });
    // The last one's cause names its rep.
    const int last = next - 12;
    want.erase("WEB" + std::to_string(10'000 + last) + ": rep ?");
    want.insert("WEB" + std::to_string(10'000 + last) + ": rep " +
                weeks.wanted[static_cast<std::size_t>(last)].wanted.reps[0].rep +
                " entered as none");
    std::erase_if(weeks.keyed, [](const adapters::HeldOrder& one) {
      return one.order.receipt.number == "SO190";
    });
    want.insert("WEB10190: not entered");
    EXPECT_EQ(want.size(), 15u);
    EXPECT_EQ(found(weeks), want) << "seed " << seed;
  }
}

TEST(Shadow, PricesThatTheErpDecidesAreNoDifferenceAndNeitherIsItsTotal) {
  TwoWeeks weeks(1);
  weeks.entered(3).order.lines[0].price += money(5);
  weeks.entered(3).order.total += money(5);
  weeks.entered(20).order.lines[0].quantity += 1;
  const std::string item = weeks.entered(20).order.lines[0].item;
  config::Authority owners;
  EXPECT_EQ(found(weeks, owners).size(), 2u);
  owners.price = "erp";
  EXPECT_EQ(found(weeks, owners), std::set<std::string>{"WEB10020: quantity of " + item});
}

/// Extracts that say customer, reps and total alone, and not when an order was entered.
TEST(Shadow, AnErpThatSaysNeitherLinesNorTimesIsComparedByWhatItSays) {
  TwoWeeks weeks(1);
  for (adapters::HeldOrder& one : weeks.keyed) {
    one.entered = Instant{};
    one.text.clear();
    one.order.ship_to.clear();
    one.order.po_number.clear();
    one.order.lines.clear();
    one.order.partly = true;
  }
  EXPECT_EQ(found(weeks), std::set<std::string>{});
  weeks.entered(3).order.reps = {{"NEW", 100, true}};
  const std::string rep = weeks.wanted[3].wanted.reps[0].rep;
  EXPECT_EQ(found(weeks), std::set<std::string>{"WEB10003: rep " + rep + " entered as NEW"});
}

TEST(Shadow, WhatWasPlacedJustNowNeedNotBeEnteredYet) {
  TwoWeeks weeks(1);
  weeks.keyed.clear();
  const ShadowReport report =
      compare_shadow(weeks.wanted, weeks.keyed, {}, weeks.wanted[0].placed, std::chrono::hours(24));
  EXPECT_TRUE(report.findings.empty());
}

TEST(Shadow, AChannelInShadowSendsNothingAndReportsByCause) {
  std::string channels = kChannels;
  channels.replace(channels.find("PARTIAL"), 7, "no, shadow: yes");
  World world("no", kMapping, {{"channels.yaml", channels}});
  for (const char* number : {"W1", "W2"}) world.shop->put(number, {{"A", "3.00"}, {"B", "2.00"}});
  world.run(poll_once(world.context(), "acme/shop"));
  world.work();
  EXPECT_EQ(world.erp->sends, 0);
  EXPECT_TRUE(world.shop->notices.empty());
  FakeErp::Sale sale;
  sale.by = "Ann Clerk";
  sale.order.receipt = {"9", "SO9", "confirmed", "", true};
  sale.order.customer = "0004117";
  sale.order.po_number = "web W1";
  sale.order.reps = {{"BOB", 100, true}};
  sale.order.lines = {{"000A", "", "", 1, 3, 3}, {"000B", "", "", 1, 2, 2}};
  sale.order.total = Decimal::parse("5.00").value();
  world.erp->sales.push_back(sale);
  const auto report = world.command({{"command", "shadow report"}, {"channel", "acme/shop"}});
  EXPECT_EQ(report.at("orders"), 2);
  EXPECT_EQ(report.at("entered"), 1);
  ASSERT_EQ(report.at("causes").as_array().size(), 1u);
  EXPECT_EQ(report.at("causes").at(0).at("cause"), "rep ANA entered as BOB");
  EXPECT_EQ(report.at("causes").at(0).at("orders").at(0).at("order"), "W1");
}

/// Freight that the ERP reckons is not sent, and stands in what staff entered.
TEST(Shadow, ChargesThatTheErpReckonsAreNoLinesThatStaffAdded) {
  const std::string mapping = std::string(kMapping) + R"(freight:
  each: charge[@type='freight']
  as: line
  fields: { item: { value: FREIGHT }, quantity: { value: "1" }, price: amount }
)";
  for (const bool erp_owns : {true, false}) {
    std::string channels = kChannels;
    channels.replace(
        channels.find("PARTIAL"), 7,
        std::string("no, shadow: yes, authority: { freight: ") + (erp_owns ? "erp" : "web") + " }");
    World world("no", mapping, {{"channels.yaml", channels}});
    Order& one = world.shop->put("W1", {{"A", "3.00"}});
    one.charges = {{"freight", "", "", Decimal::parse("12.95").value(), Decimal()}};
    one.total += one.charges[0].amount;
    world.shop->put("W2", {{"B", "2.00"}});
    world.run(poll_once(world.context(), "acme/shop"));
    world.work();
    const auto enter = [&](const char* web, const char* item, int price) {
      FakeErp::Sale sale;
      sale.by = "Ann Clerk";
      sale.order.receipt = {web, std::string("SO") + web, "confirmed", "", true};
      sale.order.customer = "0004117";
      sale.order.po_number = std::string("web ") + web;
      sale.order.reps = {{"ANA", 100, true}};
      sale.order.lines = {{item, "", "", 1, price, price}, {"FREIGHT", "", "", 1, 14, 14}};
      sale.order.total = price + 14;
      world.erp->sales.push_back(sale);
    };
    enter("W1", "000A", 3);
    enter("W2", "000B", 2);
    const auto report = world.command({{"command", "shadow report"}, {"channel", "acme/shop"}});
    EXPECT_EQ(report.at("entered"), 2);
    EXPECT_EQ(report.at("agree"), erp_owns ? 2 : 0) << boost::json::serialize(report);
  }
}

TEST(Shadow, TheReportSaysWhichChannelsAreInShadow) {
  World world;
  auto answer = world.run(
      run_command(world.context(), {{"command", "shadow report"}, {"channel", "acme/shop"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()),
            "channel 'acme/shop' is no shadow channel\n  fix: write  shadow: yes  below the "
            "channel, then: norekey apply");
}

TEST(Shadow, AChannelThatThereIsNotIsNamedWithThoseThereAre) {
  World world;
  auto answer = world.run(
      run_command(world.context(), {{"command", "shadow report"}, {"channel", "acme/shp"}}));
  ASSERT_FALSE(answer);
  EXPECT_EQ(to_string(answer.error()),
            "there is no channel 'acme/shp', did you mean 'acme/shop'?\n  fix: use one of: "
            "acme/shop");
}

}  // namespace shadow_test
}  // namespace norekey::flow
