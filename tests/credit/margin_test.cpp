/// Invoices that share gross margin: laws that hold for every sale, and what happens without a
/// cost.
#include <gtest/gtest.h>

#include "credit/case.hpp"
#include "credit/evaluate.hpp"
#include "credit/frozen.hpp"
#include "tests/credit/luck.hpp"

namespace norekey::credit {
namespace margin_test {

Policy on_margin() {
  Policy out;
  out.base = BaseKind::margin;
  return out;
}

const std::vector<Slot> kPools = {Slot::primary, Slot::inside};

TEST(MarginLaws, PartialInvoicesAddUpToTheOneShotSplitOfTheWholeMargin) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    Luck luck(seed);
    const Tables tables = luck.tables(kPools);
    Sale once = luck.sale(), parts = once;
    const Decimal net = once.lines[0].net;
    Decimal left = net, cost;
    for (int i = 0; !left.is_zero(); ++i) {
      const Decimal part = i == 9 ? left : std::min(left, luck.cents(20'000));
      const Decimal its = luck.cents(15'000);  // some parts are sold below their cost
      parts.events.push_back(event(EventType::invoice, "I" + std::to_string(i), i, part, "", its));
      left -= part;
      cost += its;
    }
    once.events.push_back(event(EventType::invoice, "I", 1, net, "", cost));
    const auto whole = sums(posted(once, tables, on_margin()), "earned");
    ASSERT_EQ(whole, sums(posted(parts, tables, on_margin()), "earned")) << seed;
    Decimal primary;
    for (const auto& [rep, sum] : whole) primary += rep[0] == 'p' ? sum : Decimal(0);
    ASSERT_EQ(primary, net - cost) << seed;
  }
}

TEST(MarginLaws, EachDocumentOfEachPoolAddsUpToItsMargin) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    Luck luck(seed);
    const Tables tables = luck.tables(kPools);
    Sale sale = luck.sale();
    std::map<std::string, Decimal> wanted, got;
    for (int i = 0; i < 4; ++i) {
      const std::string no = "I" + std::to_string(i);
      const Decimal net = luck.cents(30'000), cost = luck.cents(30'000);
      wanted["primary " + no] = wanted["inside " + no] = net - cost;
      sale.events.push_back(event(EventType::invoice, no, i, net, "", cost));
    }
    for (const Entry& one : posted(sale, tables, on_margin()).entries)
      got[std::string(name_of(one.slot)) + " " + one.doc] += one.amount;
    ASSERT_EQ(got, wanted) << seed;
  }
}

TEST(MarginLaws, ReturnsInAnyPiecesEndAtZeroForEveryone) {
  for (unsigned seed = 1; seed <= 400; ++seed) {
    Luck luck(seed);
    const Tables tables = luck.tables(kPools);
    Sale sale = luck.sale();
    const Decimal net = sale.lines[0].net;
    sale.events.push_back(event(EventType::invoice, "I", 0, net, "", luck.cents(100'000)));
    Decimal left = net;
    for (int i = 1; !left.is_zero(); ++i) {
      const Decimal part = i == 7 ? left : std::min(left, luck.cents(20'000));
      sale.events.push_back(
          event(EventType::credit_return, "R" + std::to_string(i), i, -part, "I"));
      left -= part;
    }
    const Posting posting = posted(sale, tables, on_margin());
    for (const auto& [rep, sum] : sums(posting, "earned"))
      ASSERT_TRUE(sum.is_zero()) << seed << " " << rep << " " << sum.str();
    ASSERT_FALSE(posting.review) << seed;
  }
}

TEST(MarginLaws, TheOrderIsBookedOnItsNetWhateverTheBase) {
  Luck luck(7);
  const Tables tables = luck.tables(kPools);
  const Sale sale = luck.sale();
  EXPECT_EQ(sums(posted(sale, tables, on_margin()), ""), sums(posted(sale, tables, Policy{}), ""));
}

TEST(MarginLaws, ACostThatComesLaterLeavesTheSameAsOneThatWasThere) {
  for (unsigned seed = 1; seed <= 100; ++seed) {
    Luck luck(seed);
    const Tables tables = luck.tables(kPools);
    Sale without = luck.sale();
    const Decimal cost = luck.cents(50'000);
    without.events.push_back(event(EventType::invoice, "I", 0, without.lines[0].net));
    Sale with = without;
    with.events[0].cost = cost;
    const Posting before = posted(without, tables, on_margin()),
                  after = posted(with, tables, on_margin());
    ASSERT_TRUE(before.entries.empty()) << seed;
    ASSERT_EQ(before.flags, std::vector<std::string>{"COST_MISSING"});
    Posting made;
    made.entries = appended(before, after);
    ASSERT_EQ(sums(made, "earned"), sums(after, "earned")) << seed;
  }
}

struct MarginRow {
  const char* name;
  const char* policy;  ///< members of policy_delta
  const char* events;
  const char* want;  ///< slot rep amount doc, and flags
};

class MarginCase : public testing::TestWithParam<MarginRow> {};

TEST_P(MarginCase, IsPostedAs) {
  const MarginRow& row = GetParam();
  const std::string text =
      std::string(R"({"id":"M","given":{"policy":"P0","policy_delta":{)") + row.policy +
      R"(},"assignments":[{"id":"A1","at":"account:C100","slot":"primary","to":[)"
      R"({"rep":"ANA","pct":"60"},{"rep":"BEN","pct":"40"}],"from":"2026-01-01"},)"
      R"({"id":"I1","at":"account:C100","slot":"inside","to":[{"rep":"IVY","pct":"100"}],)"
      R"("from":"2026-01-01"}]},"order":{"no":"W1","account":"C100",)"
      R"("placed_at":"2026-03-10T15:00:00Z","lines":[{"n":1,"net":"100.00"}],"events":[)" +
      row.events + "]}}";
  const auto read = read_case(boost::json::parse(text).as_object(), policy_p0());
  ASSERT_TRUE(read) << to_string(read.error());
  const auto answer = evaluate(*read);
  std::string got;
  for (const auto& one : answer.at("credits").as_array()) {
    for (const char* key : {"doc", "rep", "amount"}) {
      if (const auto* value = one.as_object().if_contains(key))
        got += std::string(value->as_string()) + " ";
    }
    got += "| ";
  }
  for (const auto& flag : answer.at("flags").as_array()) got += std::string(flag.as_string()) + " ";
  EXPECT_EQ(got, row.want);
}

INSTANTIATE_TEST_SUITE_P(
    Margin, MarginCase,
    testing::Values(MarginRow{"AnInvoice", R"("base":"margin")",
                              R"({"type":"invoice","no":"I1","at":"2026-03-12","amount":"100.00",)"
                              R"("cost":"70.00"})",
                              "I1 ANA 18.00 | I1 BEN 12.00 | I1 IVY 30.00 | "},
                    MarginRow{"OnlyTheInsidePool", R"("inside_base":"margin")",
                              R"({"type":"invoice","no":"I1","at":"2026-03-12","amount":"100.00",)"
                              R"("cost":"70.00"})",
                              "I1 ANA 60.00 | I1 BEN 40.00 | I1 IVY 30.00 | "},
                    MarginRow{"SoldBelowItsCost", R"("base":"margin")",
                              R"({"type":"invoice","no":"I1","at":"2026-03-12","amount":"100.00",)"
                              R"("cost":"110.00"})",
                              "I1 ANA -6.00 | I1 BEN -4.00 | I1 IVY -10.00 | "},
                    MarginRow{"NoCost", R"("base":"margin")",
                              R"({"type":"invoice","no":"I1","at":"2026-03-12","amount":"100.00"})",
                              "COST_MISSING "},
                    MarginRow{"NoCostWhereOnlyInsideGoesByIt", R"("inside_base":"margin")",
                              R"({"type":"invoice","no":"I1","at":"2026-03-12","amount":"100.00"})",
                              "I1 ANA 60.00 | I1 BEN 40.00 | COST_MISSING "},
                    MarginRow{"AReturnTakesTheInvoicesOwnMargin", R"("base":"margin")",
                              R"({"type":"invoice","no":"I1","at":"2026-03-12","amount":"100.00",)"
                              R"("cost":"70.00"},{"type":"return","no":"R1","at":"2026-03-20",)"
                              R"("amount":"-50.00","refers":"I1"})",
                              "I1 ANA 18.00 | I1 BEN 12.00 | I1 IVY 30.00 | "
                              "R1 ANA -9.00 | R1 BEN -6.00 | R1 IVY -15.00 | "},
                    MarginRow{"AReturnBeyondTheGoodsIsCapped", R"("base":"margin")",
                              R"({"type":"invoice","no":"I1","at":"2026-03-12","amount":"100.00",)"
                              R"("cost":"70.00"},{"type":"return","no":"R1","at":"2026-03-20",)"
                              R"("amount":"-150.00","refers":"I1"})",
                              "I1 ANA 18.00 | I1 BEN 12.00 | I1 IVY 30.00 | "
                              "R1 ANA -18.00 | R1 BEN -12.00 | R1 IVY -30.00 | OVER_RETURN "},
                    MarginRow{
                        "AReturnOfNoInvoiceGoesByItsOwnCost", R"("base":"margin")",
                        R"({"type":"return","no":"R1","at":"2026-03-20","amount":"-50.00",)"
                        R"("cost":"-30.00"})",
                        "R1 ANA -12.00 | R1 BEN -8.00 | R1 IVY -20.00 | UNREFERENCED_CREDIT "},
                    MarginRow{"ARebillTakesBackAndSharesAfresh", R"("base":"margin")",
                              R"({"type":"invoice","no":"I1","at":"2026-03-12","amount":"100.00",)"
                              R"("cost":"70.00"},{"type":"rebill","no":"I2","at":"2026-03-14",)"
                              R"("amount":"90.00","cost":"70.00","refers":"I1"})",
                              "I1 ANA 18.00 | I1 BEN 12.00 | I1 IVY 30.00 | "
                              "I2 ANA -18.00 | I2 BEN -12.00 | I2 IVY -30.00 | "
                              "I2 ANA 12.00 | I2 BEN 8.00 | I2 IVY 20.00 | "}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(MarginPolicy, AnUnknownBaseIsNamed) {
  const auto read =
      read_policy(boost::json::parse(R"({"base":"profit"})").as_object(), policy_p0(), "");
  ASSERT_FALSE(read);
  EXPECT_EQ(to_string(read.error()), "base: unknown base 'profit'\n  fix: use one of: net, margin");
}

TEST(MarginFrozen, WhatAnOrderSharesIsSettledWithIt) {
  Luck luck(3);
  const Tables tables = luck.tables(kPools);
  const Sale sale = luck.sale();
  const Policy then = on_margin(), now;
  const Date day = business_date(sale.placed_at, then);
  const auto kept = freeze(sale, decide(sale, tables, then, day, day));
  const auto thawed = thaw(kept, {}, now);
  ASSERT_TRUE(thawed);
  for (const Split& one : thawed->decided.splits) EXPECT_TRUE(one.margin);
}

}  // namespace margin_test
}  // namespace norekey::credit
