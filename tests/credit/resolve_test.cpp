#include "credit/resolve.hpp"

#include <gtest/gtest.h>

#include <random>

namespace norekey::credit {
namespace resolve_test {

Decimal d(std::string_view text) { return Decimal::parse(text).value(); }

Tables table(const std::string& rows, const std::string& reps = "") {
  config::Findings findings;
  auto out =
      Tables::load("id,at,slot,rep,share,from,until,unit\n" + rows, reps, "", "UTC", findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  return out;
}

Order order(const std::string& account, std::vector<std::string> amounts,
            const std::string& currency = "USD") {
  Order o;
  o.currency = currency;
  o.buyer.account = account;
  o.placed_at = parse_instant("2026-03-10T15:00:00Z").value();
  for (const std::string& amount : amounts) {
    Line line;
    line.number = static_cast<int>(o.lines.size()) + 1;
    line.amount = d(amount);
    o.lines.push_back(line);
  }
  return o;
}

std::string text(const Resolution& r) {
  std::string out;
  for (const SalesCredit& c : r.credits) {
    out += std::to_string(c.line) + " " + c.slot + " " + c.rep + " " + c.amount.str() + " " +
           c.rule + "\n";
  }
  for (const std::string& flag : r.flags) out += flag + "\n";
  return out;
}

const Policy kPolicy = [] {
  Policy out;
  out.zone = "America/Chicago";
  out.house_rep = "REP99";
  return out;
}();

struct ResolveCase {
  const char* name;
  const char* rows;
  Order in;
  const char* want;
};

class Resolve : public testing::TestWithParam<ResolveCase> {};

TEST_P(Resolve, GivesEachLineToItsRule) {
  EXPECT_EQ(text(resolve(GetParam().in, table(GetParam().rows), kPolicy)), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Credit, Resolve,
    testing::Values(
        ResolveCase{"account_rep_in_full", "A1,account:C100,primary,ANA,100,2026-01-01,,\n",
                    order("C100", {"412.50"}), "1 primary ANA 412.50 A1\n"},
        ResolveCase{"thirds_as_weights",
                    "A1,account:C100,primary,ANA,1,2026-01-01,,weight\nA1,account:C100,primary,BEN,"
                    "1,2026-01-01,,weight\n"
                    "A1,account:C100,primary,CAT,1,2026-01-01,,weight\n",
                    order("C100", {"100.00"}),
                    "1 primary ANA 33.34 A1\n1 primary BEN 33.33 A1\n1 primary CAT 33.33 A1\n"},
        ResolveCase{"yen_have_no_cents",
                    "A1,account:C100,primary,ANA,50,2026-01-01,,\nA1,account:C100,primary,BEN,50,"
                    "2026-01-01,,\n",
                    order("C100", {"1001"}, "JPY"), "1 primary ANA 501 A1\n1 primary BEN 500 A1\n"},
        ResolveCase{"inside_has_its_own_pool",
                    "A1,account:C100,primary,ANA,100,2026-01-01,,\nI1,account:C100,inside,IDA,100,"
                    "2026-01-01,,\n",
                    order("C100", {"10.00"}), "1 primary ANA 10.00 A1\n1 inside IDA 10.00 I1\n"},
        ResolveCase{"nobody", "A1,account:C200,primary,ANA,100,2026-01-01,,\n",
                    order("C100", {"10.00"}),
                    "1 primary UNASSIGNED 10.00 LADDER_END\nUNASSIGNED\n"},
        ResolveCase{"gap", "A1,account:C100,primary,ANA,100,2026-01-01,2026-03-01,\n",
                    order("C100", {"50.00"}),
                    "1 primary UNASSIGNED 50.00 LADDER_END\nASSIGNMENT_GAP\n"},
        ResolveCase{"guest", "A1,account:C100,primary,ANA,100,2026-01-01,,\n", order("", {"10.00"}),
                    "1 primary UNASSIGNED 10.00 LADDER_END\nNO_TERRITORY\nGUEST\n"},
        ResolveCase{"negative_line_cancels_out",
                    "A1,account:C100,primary,ANA,50,2026-01-01,,\nA1,account:C100,primary,BEN,50,"
                    "2026-01-01,,\n",
                    order("C100", {"10.01", "-10.01"}),
                    "1 primary ANA 5.01 A1\n1 primary BEN 5.00 A1\n2 primary ANA -5.01 A1\n2 "
                    "primary BEN -5.00 A1\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(ResolveShipTo, TheShipTosRepBeatsTheAccounts) {
  const auto rows = table(
      "A1,account:C100,primary,ANA,100,2026-01-01,,\nS1,shipto:C100/"
      "ST001,primary,BEN,100,2026-01-01,,\n");
  Order o = order("C100", {"10.00", "5.00"});
  o.ship_to.code = "MAIN";
  o.lines[1].ship_to = Address{};
  o.lines[1].ship_to->code = "ST001";
  const auto r = resolve(o, rows, kPolicy);
  EXPECT_EQ(text(r), "1 primary ANA 10.00 A1\n2 primary BEN 5.00 S1\n");
  EXPECT_EQ(note_of(r), "sales credit ANA 66.67 %, BEN 33.33 %");
  EXPECT_EQ(r.explain,
            "business date 2026-03-10 (America/Chicago). primary: A1 at account:C100 gives ANA 100 "
            "%. primary: S1 at shipto:C100/ST001 gives BEN 100 %. Not used: A1 (account:C100: a "
            "nearer rule went first).");
}

TEST(ResolveDates, AreBusinessDatesInTheSellersZone) {
  const auto rows = table(
      "A1,account:C100,primary,ANA,100,2026-01-01,2026-03-11,\nA2,account:C100,primary,BEN,100,"
      "2026-03-11,,\n");
  Order o = order("C100", {"1.00"});
  o.placed_at = parse_instant("2026-03-11T04:59:59Z").value();  // still the 10th in Chicago (UTC-5)
  EXPECT_EQ(text(resolve(o, rows, kPolicy)), "1 primary ANA 1.00 A1\n");
  o.placed_at = parse_instant("2026-03-11T05:00:00Z").value();
  EXPECT_EQ(text(resolve(o, rows, kPolicy)), "1 primary BEN 1.00 A2\n");
}

TEST(ResolveReps, ALeaverIsUnassignedAndTheErpGetsTheHouseCode) {
  const auto rows = table("A1,account:C100,primary,ANA,100,2026-01-01,,\n",
                          "rep,name,active_until\nANA,Ana,2026-02-01\n");
  const auto r = resolve(order("C100", {"1.00"}), rows, kPolicy);
  EXPECT_EQ(text(r), "1 primary UNASSIGNED 1.00 A1\nREP_INACTIVE\n");
  EXPECT_EQ(note_of(r), "sales credit REP99 100 %");
}

TEST(ResolveReps,
     ACodeTypedWithTheOrderDecidesForAnAccountWithoutARepAndIsNobodysWhereNobodyHasIt) {
  auto rows =
      table("A1,account:C100,primary,ANA,100,2026-01-01,,\n", "rep,name\nANA,Ana\nDEE,Dee\n");
  rows.rep_codes["expo26"] = "DEE";
  const auto typed = [&](const char* account, const char* code) {
    Order o = order(account, {"1.00"});
    o.rep_code = code;
    return resolve(o, rows, kPolicy);
  };
  EXPECT_EQ(text(typed("C950", "DEE")), "1 primary DEE 1.00 rep_code:DEE\n");
  EXPECT_EQ(text(typed("C950", "expo26")), "1 primary DEE 1.00 rep_code:expo26\n");
  EXPECT_EQ(text(typed("C100", "DEE")), "1 primary ANA 1.00 A1\nREP_CODE_IGNORED\n");
  const auto nobody = typed("C950", "D33");
  EXPECT_EQ(text(nobody), "1 primary UNASSIGNED 1.00 LADDER_END\nUNASSIGNED\n");
  EXPECT_EQ(nobody.explain,
            "business date 2026-03-10 (America/Chicago). primary: no rep set yet, sales operations "
            "decides. Not used: rep code D33 (no rep has this code).");
}

TEST(ResolveProperty, CreditsOfASlotAlwaysAddUpToTheBase) {
  std::mt19937 random(11);
  const auto rows = table(
      "A1,account:C1,primary,ANA,33.3,2026-01-01,,\nA1,account:C1,primary,BEN,66.7,2026-01-01,,\n"
      "I1,account:C1,inside,IDA,3,2026-01-01,,weight\nI1,account:C1,inside,IVO,4,2026-01-01,,"
      "weight\n");
  for (int n = 0; n < 500; ++n) {
    std::vector<std::string> amounts;
    for (unsigned i = 0; i < 1 + random() % 6; ++i) {
      amounts.push_back(Decimal::from_minor(static_cast<int>(random() % 200001) - 100000, 2).str());
    }
    const auto r = resolve(order("C1", amounts), rows, kPolicy);
    Decimal primary, inside;
    for (const SalesCredit& c : r.credits) (c.slot == "primary" ? primary : inside) += c.amount;
    ASSERT_EQ(primary, r.base);
    ASSERT_EQ(inside, r.base);
  }
}

TEST(ResolveProperty, WhatTheErpIsToldAddsUpToOneHundred) {
  std::mt19937 random(3);
  const auto rows = table(
      "A1,account:C1,primary,ANA,1,2026-01-01,,weight\nA1,account:C1,primary,BEN,1,2026-01-01,,"
      "weight\nA1,account:C1,primary,CAT,1,2026-01-01,,weight\n");
  for (int n = 0; n < 200; ++n) {
    const auto r =
        resolve(order("C1", {Decimal::from_minor(static_cast<int>(random() % 100000), 2).str()}),
                rows, kPolicy);
    Decimal sum;
    for (const DocumentRep& rep : r.reps) sum += rep.share;
    ASSERT_EQ(sum, Decimal(100));
  }
}

}  // namespace resolve_test
}  // namespace norekey::credit
