#include "credit/replay.hpp"

#include <gtest/gtest.h>

#include "credit/resolve.hpp"
#include "credit/sale_json.hpp"

namespace norekey::credit {
namespace replay_test {

Tables tables(const std::string& rows) {
  config::Findings findings;
  auto out = Tables::load("id,at,slot,rep,share,from,until\n" + rows, "", "", "UTC", findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  return out;
}

Sale sale(const std::string& account, const std::string& net, const std::string& day) {
  Sale out;
  out.account = account;
  out.currency = "USD";
  out.placed_at = parse_instant(day + "T15:00:00Z").value();
  SaleLine line;
  line.number = 1;
  line.net = Decimal::parse(net).value();
  out.lines.push_back(line);
  return out;
}

TEST(WhatIfs, NameEachRepsDifference) {
  const Tables now = tables(
      "A1,account:C1,primary,ANA,100,2026-01-01,\nA2,account:C2,primary,ANA,100,2026-01-01,\n");
  const Tables then = tables(
      "A1,account:C1,primary,ANA,100,2026-01-01,\nA2,account:C2,primary,BEN,100,2026-01-01,\n");
  WhatIf sums(now, then, Policy{});
  sums.add(sale("C1", "10.00", "2026-03-10"));
  sums.add(sale("C2", "5.00", "2026-03-10"));
  EXPECT_EQ(sums.orders(), 2);
  EXPECT_EQ(sums.changed(), 1);
  std::string got;
  for (const auto& [who, amounts] : sums.sums())
    got += std::get<0>(who) + " " + std::get<1>(who) + " " + amounts.now.str() + " " +
           amounts.then.str() + "\n";
  EXPECT_EQ(got, "ANA primary 5.00 0\nBEN primary 0 5.00\n");
}

TEST(KeptSales, AreReadBackAsTheyWere) {
  Sale in = sale("C1", "10.00", "2026-03-10");
  in.number = "W1";
  in.channel = "web";
  in.lines[0].product_line = "VALVES";
  in.lines[0].ship_to = Spot{"S1", "US", "60614", "IL", "17031", "", false};
  in.lines[0].kit = {{"P", "PIPE", Decimal::parse("1.50").value()}};
  in.impersonator = "IVY";
  in.role = "inside";
  in.claims["REF*SA"] = "0412";
  std::optional<Error> wrong;
  const auto json = to_json(in);
  const Sale out = read_sale(Fields(json, "sale", wrong));
  ASSERT_FALSE(wrong) << to_string(*wrong);
  EXPECT_EQ(boost::json::serialize(to_json(out)), boost::json::serialize(json));
  EXPECT_EQ(out.placed_at, in.placed_at);
  EXPECT_EQ(out.lines[0].ship_to->county, "17031");
}

/// "rep slot now then" a line.
std::string told_sums(const WhatIf& sums) {
  std::string out;
  for (const auto& [who, amounts] : sums.sums())
    out += std::get<0>(who) + " " + std::get<1>(who) + " " + amounts.now.str() + " " +
           amounts.then.str() + "\n";
  return out;
}

std::string told_unused(const WhatIf& sums) {
  std::string out;
  for (const UnusedRow& one : sums.unused()) out += one.id + ": " + one.why + "\n";
  return out;
}

Tables dated_tables(const std::string& rows) {
  config::Findings findings;
  auto out = Tables::load("id,at,slot,rep,share,from,until,recorded_at,approved_by\n" + rows, "",
                          "", "UTC", findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  return out;
}

struct DraftCase {
  const char *name, *rows, *want;
};

class Drafts : public testing::TestWithParam<DraftCase> {};

TEST_P(Drafts, CountAsIfTheyWereApproved) {
  const Tables now = dated_tables("A1,account:C1,primary,ANA,100,2026-01-01,,,\n");
  const Tables then = dated_tables(GetParam().rows);
  WhatIf sums(now, then, Policy{});
  sums.add(sale("C1", "10.00", "2026-03-10"));
  EXPECT_EQ(told_sums(sums), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Drafts,
    testing::Values(DraftCase{"RecordedLaterAndApproved",
                              "A1,account:C1,primary,ANA,100,2026-01-01,2026-03-01,,\n"
                              "A2,account:C1,primary,BEN,100,2026-03-01,,2026-11-30,MIA\n",
                              "ANA primary 10.00 0\nBEN primary 0 10.00\n"},
                    DraftCase{"RecordedLaterAndNotApprovedYet",
                              "A1,account:C1,primary,ANA,100,2026-01-01,2026-03-01,,\n"
                              "A2,account:C1,primary,BEN,100,2026-03-01,,2026-11-30,\n",
                              "ANA primary 10.00 0\nBEN primary 0 10.00\n"},
                    DraftCase{"NotApprovedYetOverWhatIsInForce",
                              "A1,account:C1,primary,ANA,100,2026-01-01,,,\n"
                              "A2,account:C1,primary,BEN,100,2026-03-01,,2026-11-30,\n",
                              "ANA primary 10.00 0\nBEN primary 0 10.00\n"},
                    DraftCase{"OfSeveralThatWaitTheLastOne",
                              "A1,account:C1,primary,ANA,100,2026-01-01,,,\n"
                              "A2,account:C1,primary,BEN,100,2026-03-01,,2026-11-29,\n"
                              "A3,account:C1,primary,CYD,100,2026-03-01,,2026-11-30,\n",
                              "ANA primary 10.00 0\nCYD primary 0 10.00\n"},
                    DraftCase{"TheSameRows", "A1,account:C1,primary,ANA,100,2026-01-01,,,\n", ""}),
    [](const auto& one) { return one.param.name; });

TEST(WhatIfs, OfTheTablesInForceChangeNothingWhateverWasRecordedLater) {
  const char* rows =
      "A1,account:C1,primary,ANA,100,2026-01-01,2026-03-01,,\n"
      "A2,account:C1,primary,BEN,100,2026-03-01,,2026-11-30,MIA\n";
  const Tables now = dated_tables(rows), then = dated_tables(rows);
  WhatIf sums(now, then, Policy{});
  sums.add(sale("C1", "10.00", "2026-03-10"));
  EXPECT_EQ(sums.changed(), 0);
  EXPECT_EQ(told_unused(sums), "");
}

TEST(WhatIfs, SayWhichRowsOfTheDraftDecideNoneOfTheOrders) {
  const Tables now = tables("A1,account:C1,primary,ANA,100,2025-01-01,\n");
  const Tables then = tables(
      "A1,account:C1,primary,ANA,100,2025-01-01,2027-01-01\n"
      "A2,account:C1,primary,BEN,100,2027-01-01,\n"
      "A3,account:C2,primary,BEN,100,2025-01-01,2026-01-01\n"
      "A4,account:C2,primary,BEN,100,2026-03-11,2026-03-12\n"
      "A5,account:C3,primary,BEN,100,2025-01-01,\n");
  WhatIf none(now, then, Policy{});
  EXPECT_EQ(told_unused(none), "") << "without orders nothing is known";
  WhatIf sums(now, then, Policy{});
  sums.add(sale("C1", "10.00", "2026-03-10"));
  sums.add(sale("C1", "10.00", "2026-03-20"));
  EXPECT_EQ(sums.changed(), 0);
  EXPECT_EQ(told_unused(sums),
            "A2: begins on 2027-01-01, after the last of these orders\n"
            "A3: ended on 2026-01-01, before the first of these orders\n"
            "A4: no order was placed while it is in force\n"
            "A5: none of these orders is decided by it\n");
}

}  // namespace replay_test
}  // namespace norekey::credit
