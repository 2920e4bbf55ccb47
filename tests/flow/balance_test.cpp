#include "flow/balance.hpp"

#include <gtest/gtest.h>

#include "flow/parts.hpp"

namespace norekey::flow {
namespace balance_test {

Decimal d(std::string_view text) { return Decimal::parse(text).value(); }

Order balanced() {
  Order o;
  o.currency = "USD";
  for (const char* warehouse : {"NJ", "NV", "NJ"}) {
    Line line;
    line.number = static_cast<int>(o.lines.size()) + 1;
    line.amount = d("10.00");
    line.tax = d("0.66");
    line.warehouse = warehouse;
    o.lines.push_back(line);
  }
  o.charges.push_back({"freight", "ground", "UPS", d("12.95"), d("0.86")});
  o.subtotal = d("30.00");
  o.tax = d("2.84");
  o.total = d("45.79");
  return o;
}

struct BalanceCase {
  const char* name;
  void (*change)(Order&);
  const char* want;
};

class Balance : public testing::TestWithParam<BalanceCase> {};

TEST_P(Balance, NamesEveryTermOfADifference) {
  Order o = balanced();
  GetParam().change(o);
  const auto result = balance(o);
  EXPECT_EQ(result ? "" : result.error().where.field + ": " + result.error().what, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Flow, Balance,
    testing::Values(
        BalanceCase{"agrees", [](Order&) {}, ""},
        BalanceCase{
            "a_cent_too_much", [](Order& o) { o.total = d("45.80"); },
            "/order/total: lines 30.00 + charges 12.95 + tax 2.84 = 45.79, but the total is 45.80"},
        BalanceCase{"subtotal", [](Order& o) { o.subtotal = d("29.99"); },
                    "/order/subtotal: the lines add up to 30.00, but the subtotal is 29.99"},
        BalanceCase{"tax", [](Order& o) { o.lines[0].tax = d("0.67"); },
                    "/order/tax: the taxes add up to 2.85, but the order's tax is 2.84"},
        BalanceCase{"currency", [](Order& o) { o.currency = "USX"; },
                    "/order/currency: unknown currency 'USX', did you mean 'USD'?"},
        BalanceCase{"digits_that_the_currency_lacks", [](Order& o) { o.currency = "JPY"; },
                    "/order/total: the total 45.79 has 2 digits after the point, JPY has 0"},
        BalanceCase{"fewer_digits_than_the_currency_has", [](Order& o) { o.currency = "KWD"; }, ""},
        BalanceCase{"base_total",
                    [](Order& o) {
                      o.base_currency = "EUR";
                      o.base_total = d("42.10");
                    },
                    ""},
        BalanceCase{"base_total_of_the_same_currency", [](Order& o) { o.base_total = d("45.78"); },
                    "/order/base_total: the total is 45.79, but in the company's currency, which "
                    "is the same, it is 45.78"},
        BalanceCase{"base_total_with_digits_too_many",
                    [](Order& o) {
                      o.base_currency = "JPY";
                      o.base_total = d("6800.5");
                    },
                    "/order/base_total: the total 6800.5 has 1 digits after the point, JPY has 0"},
        BalanceCase{"base_currency",
                    [](Order& o) {
                      o.base_currency = "EURO";
                      o.base_total = d("42.10");
                    },
                    "/order/base_currency: unknown currency 'EURO', did you mean 'EUR'?"},
        BalanceCase{"trailing_zeros_are_no_difference", [](Order& o) { o.total = d("45.7900"); },
                    ""}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Parts, SplitByWarehouseInTheOrderOfTheirFirstLines) {
  const auto parts = split_into_parts(balanced(), {{"warehouse"}}).value();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].name, "NJ");
  EXPECT_EQ(parts[0].order.lines.size(), 2U);
  EXPECT_EQ(parts[0].order.total.str(),
            "35.13");  // 20.00 + 12.95 + 2.18: the freight is on the first part
  EXPECT_EQ(parts[1].order.total.str(), "10.66");
  EXPECT_TRUE(balance(parts[0].order));
  EXPECT_TRUE(balance(parts[1].order));
  EXPECT_EQ(parts[0].order.total + parts[1].order.total, balanced().total);
}

/// One line a part, and a charge over all of them.
Order with_freight(const std::vector<std::string>& goods, const std::string& freight,
                   const std::string& currency) {
  Order o;
  o.currency = currency;
  for (const std::string& amount : goods) {
    Line& line = o.lines.emplace_back();
    line.number = static_cast<int>(o.lines.size());
    line.warehouse = "W" + std::to_string(line.number);
    line.amount = Decimal::parse(amount).value();
    line.ship_to.emplace().code = "ST" + std::to_string(line.number);
  }
  Charge& charge = o.charges.emplace_back();
  charge.type = "freight";
  charge.amount = Decimal::parse(freight).value();
  total_up(o);
  return o;
}

struct SpreadCase {
  const char* name;
  std::vector<std::string> goods;
  const char *freight, *currency, *want;  ///< want: each part's freight
};

class SpreadCharges : public testing::TestWithParam<SpreadCase> {};

TEST_P(SpreadCharges, GoByTheGoodsAndAddUpToTheCent) {
  const auto& [name, goods, freight, currency, want] = GetParam();
  const Order whole = with_freight(goods, freight, currency);
  const auto parts = split_into_parts(whole, {{"warehouse"}, "spread"}).value();
  std::string told;
  Decimal sum;
  for (const Part& part : parts) {
    told += (told.empty() ? "" : " ") +
            (part.order.charges.empty() ? "none" : part.order.charges[0].amount.str());
    sum += part.order.total;
    EXPECT_TRUE(balance(part.order));
  }
  EXPECT_EQ(told, want);
  EXPECT_EQ(sum, whole.total);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, SpreadCharges,
    testing::Values(
        SpreadCase{"ByAmount", {"30.00", "10.00"}, "4.00", "USD", "3.00 1.00"},
        SpreadCase{"ACentIsLeftOver", {"1.00", "1.00", "1.00"}, "1.00", "USD", "0.34 0.33 0.33"},
        SpreadCase{"WithoutCents", {"1", "2"}, "10", "JPY", "3 7"},
        SpreadCase{"GoodsThatCostNothing", {"0.00", "0.00"}, "5.00", "USD", "2.50 2.50"},
        SpreadCase{"AShareOfNothingIsLeftOut", {"10.00", "0.00"}, "5.00", "USD", "5.00 none"},
        SpreadCase{"ADiscount", {"20.00", "10.00"}, "-1.00", "USD", "-0.67 -0.33"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Parts, ByShipToAreShippedThere) {
  const auto parts =
      split_into_parts(with_freight({"1.00", "2.00"}, "0.50", "USD"), {{"ship_to/code"}}).value();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].order.ship_to.code, "ST1");
  EXPECT_EQ(parts[1].order.ship_to.code, "ST2");
}

TEST(Parts, ALineWithoutAShipToGoesWhereTheOrderGoes) {
  Order o = with_freight({"1.00", "2.00", "3.00"}, "0.50", "USD");
  o.ship_to.code = "ST2";
  o.lines[0].ship_to.reset();
  const auto parts = split_into_parts(o, {{"ship_to/code"}}).value();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].name, "ST2");
  EXPECT_EQ(parts[0].order.lines.size(), 2U);
  EXPECT_EQ(parts[1].name, "ST3");
}

TEST(Parts, BySeveralPathsAreNamedByAllOfThem) {
  const auto parts = split_into_parts(with_freight({"1.00", "2.00"}, "0.50", "USD"),
                                      {{"warehouse", "ship_to/code"}})
                         .value();
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(parts[0].name, "W1/ST1");
  EXPECT_EQ(parts[1].name, "W2/ST2");
}

TEST(Parts, AnOrderOfOneWarehouseStaysWhole) {
  Order o = balanced();
  o.lines[1].warehouse = "NJ";
  EXPECT_EQ(split_into_parts(o, {{"warehouse"}}).value().size(), 1U);
  EXPECT_EQ(split_into_parts(balanced(), {}).value().size(), 1U);
}

TEST(Parts, APathThatIsNoneIsRefused) {
  EXPECT_EQ(split_into_parts(balanced(), {{"warehouse["}}).error().fate, Fate::halt);
}

}  // namespace balance_test
}  // namespace norekey::flow
