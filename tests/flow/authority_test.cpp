/// Who decides what of an order: what the ERP owns is not sent and is no difference; a web price
/// too far off the ERP's is held before anything is sent.
#include "flow/authority.hpp"

#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "flow/held_lines.hpp"
#include "flow/outbound/prices.hpp"
#include "tests/flow/world.hpp"

namespace norekey::flow {
namespace authority_test {

using testing::SizeIs;

Order an_order() {
  Order out;
  out.number = "W1";
  out.payment_terms = "NET30";
  out.source_location = "NJ";
  Line line;
  line.sku = "A";
  line.quantity = 2;
  line.price = 10;
  line.amount = 20;
  line.tax = 4;
  line.warehouse = "NV";
  out.lines.push_back(line);
  out.charges = {{"freight", "", "", 5, 1}, {"fee", "", "", 3, 0}};
  out.subtotal = 20;
  out.tax = 5;
  out.total = 33;
  return out;
}

std::string sums(const Order& order) {
  Decimal charges;
  for (const Charge& one : order.charges) charges += one.amount;
  return order.total.str() + " = " + order.lines[0].amount.str() + " + " + charges.str() + " + " +
         order.tax.str();
}

TEST(Authority, WhatTheErpDecidesIsTakenOutWithItsShareOfTheTotal) {
  const auto left = [](const char* freight, const char* tax) {
    config::Channel channel;
    channel.authority.freight = freight;
    channel.authority.tax = tax;
    Order order = an_order();
    leave_to_the_erp(order, channel);
    return sums(order);
  };
  EXPECT_EQ(left("web", "web"), "33 = 20 + 8 + 5");
  EXPECT_EQ(left("erp", "web"), "27 = 20 + 3 + 4");
  EXPECT_EQ(left("web", "erp"), "28 = 20 + 8 + 0");
  EXPECT_EQ(left("erp", "erp"), "23 = 20 + 3 + 0");
}

TEST(Authority, TermsAndWarehousesThatTheErpDecidesAreNotSent) {
  config::Channel channel;
  channel.authority.terms = channel.authority.warehouse = "erp";
  Order order = an_order();
  leave_to_the_erp(order, channel);
  EXPECT_EQ(order.payment_terms + order.source_location + order.lines[0].warehouse, "");
  Order other = an_order();
  leave_to_the_erp(other, config::Channel{});
  EXPECT_EQ(other.payment_terms + other.source_location + other.lines[0].warehouse, "NET30NJNV");
}

TEST(Authority, TheOrderSaysWhoConfirmsIt) {
  config::Channel channel;
  channel.confirmation = "erp";
  Order order = an_order();
  leave_to_the_erp(order, channel);
  ASSERT_THAT(order.extras, SizeIs(1));
  EXPECT_EQ(order.extras[0].name + " " + order.extras[0].value, "confirmation erp");
}

TEST(Authority, ATolerancesIsAnAmountOrAShare) {
  EXPECT_EQ(price_tolerance("0.05", 10), Decimal::parse("0.05").value());
  EXPECT_EQ(price_tolerance("2%", 10), Decimal::parse("0.2").value());
  EXPECT_EQ(price_tolerance("2 %", -10), Decimal::parse("0.2").value());
}

std::string told_prices(const char* authority) {
  return std::string("no, outbound: { prices: yes, price-lists: price-lists }, authority: { ") +
         authority + " }";
}

class PriceHeld : public testing::Test {
 protected:
  explicit PriceHeld(
      const char* authority = "price-tolerance: 2%, approved-prices: approved-prices")
      : world(told_prices(authority), kMapping,
              {{"lookups/price-lists.csv", "list,group\nGOLD,gold\n"},
               {"lookups/approved-prices.csv", "line,price\n"}}) {
    world.erp->prices = {{"000A  1", "10.00"}, {"000A GOLD 1", "9.00"}, {"000B  1", "6.00"}};
    world.erp->buyers = {{"GOLD", "0004117"}};
    EXPECT_TRUE(world.run(sync_prices(world.context(), "acme/shop", {})));
    world.work();
  }

  void order(const std::string& number, std::vector<std::pair<std::string, std::string>> lines) {
    world.shop->put(number, std::move(lines));
    world.webhook(number + "@1");
    world.work();
  }

  World world;
};

TEST_F(PriceHeld, PricesWithinTheToleranceOfTheBuyersOwnPass) {
  order("W1", {{"A", "9.18"}, {"B", "5.88"}});
  EXPECT_THAT(world.erp->sales, SizeIs(1));
}

TEST_F(PriceHeld, ThePriceOfAListThatTheBuyerDoesNotHaveIsHeld) {
  order("W1", {{"A", "10.00"}});
  EXPECT_EQ(world.newest("order"),
            "parked: price of A: 10.00 on the web, 9.00 in the ERP: more than 2% off");
  world.erp->buyers.clear();
  PriceWish again;
  EXPECT_TRUE(world.run(sync_prices(world.context(), "acme/shop", std::move(again))));
  world.work();
  order("W2", {{"A", "10.00"}});
  EXPECT_THAT(world.erp->sales, SizeIs(1)) << "now they buy by no list";
}

TEST_F(PriceHeld, WhereTheErpDoesNotSayWhoBuysByWhatTheNearestCounts) {
  world.erp->buyers = {{"GOLD", std::string(adapters::kAnyCustomer)}};
  PriceWish again;
  EXPECT_TRUE(world.run(sync_prices(world.context(), "acme/shop", std::move(again))));
  order("W1", {{"A", "10.20"}});
  order("W2", {{"A", "9.18"}});
  EXPECT_THAT(world.erp->sales, SizeIs(2));
}

TEST_F(PriceHeld, OneBeyondItIsHeldBeforeAnythingIsSent) {
  order("W1", {{"A", "9.60"}, {"B", "7.00"}});
  EXPECT_THAT(world.erp->sales, SizeIs(0));
  EXPECT_EQ(world.newest("order"),
            "parked: price of A: 9.60 on the web, 9.00 in the ERP; price of B: 7.00 on the web, "
            "6.00 in the ERP: more than 2% off");
  const auto parked = world.command({{"command", "parked"}});
  const std::string text = boost::json::serialize(parked);
  EXPECT_THAT(text,
              testing::HasSubstr("agree on the price; where the web's stands: norekey lookups "
                                 "set approved-prices 'W1/A' 9.60"));
}

TEST_F(PriceHeld, WhatAPersonApprovesGoesOnByItself) {
  order("W1", {{"B", "7.00"}});
  EXPECT_THAT(world.erp->sales, SizeIs(0));
  world.command({{"command", "lookups set"},
                 {"lookup", "approved-prices"},
                 {"rows", boost::json::object{{"W1/B", "7.00"}}},
                 {"who", "ann"}});
  world.work();
  EXPECT_THAT(world.erp->sales, SizeIs(1));
  order("W2", {{"B", "7.00"}});
  EXPECT_THAT(world.erp->sales, SizeIs(1)) << "it was approved for that order only";
}

TEST(PriceCheck, AnItemWithoutAnErpPriceIsNotCompared) {
  World other(told_prices("price-tolerance: 2%"), kMapping,
              {{"lookups/price-lists.csv", "list,group\nGOLD,gold\n"}});
  other.shop->put("W1", {{"B", "99.00"}});
  other.webhook("W1@1");
  other.work();
  EXPECT_THAT(other.erp->sales, SizeIs(1));
}

TEST(HeldLines, SayWhatBecameOfThem) {
  const std::vector<adapters::ErpLine> was = {{"A", "", "", 3, 20, 60}, {"B", "", "", 1, 4, 4}};
  const std::string kept = keep_lines(was);
  EXPECT_EQ(kept, R"([["A","3","20"],["B","1","4"]])");
  EXPECT_THAT(changed_lines(kept, was), SizeIs(0));
  EXPECT_THAT(changed_lines(kept, {{"B", "", "", 1, 5, 5}, {"C", "", "", 2, 1, 2}}),
              testing::ElementsAre("3 x A removed", "price of B 4.00 became 5.00", "2 x C added"));
  EXPECT_THAT(changed_lines("", was), SizeIs(0));
  EXPECT_THAT(changed_lines(kept, {}), SizeIs(0)) << "an ERP that says no lines";
  EXPECT_THAT(changed_lines("[[1,2,3]]", was), SizeIs(0));
  EXPECT_THAT(changed_lines(keep_lines({{"A", "", "", 1, 20, 20}, {"A", "", "", 2, 20, 40}}), was),
              testing::ElementsAre("price of A 20.00 and 20.00 became 20.00", "1 x B added"));
}

}  // namespace authority_test
}  // namespace norekey::flow
