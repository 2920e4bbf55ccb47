/// What was decided stands: a kept sale is decided again as it was, later documents follow it, and
/// only what was written down later, and touches it, moves it.
#include "credit/frozen.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace norekey::credit {
namespace frozen_test {

namespace json = boost::json;
using testing::ElementsAre;

Tables tables(const std::string& rows) {
  config::Findings findings;
  auto out = Tables::load("id,at,slot,rep,share,from,until,recorded_at,approved_by\n" + rows, "",
                          "", "UTC", findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  return out;
}

Instant at(const std::string& day) { return parse_instant(day + "T15:00:00Z").value(); }

Sale sale(const std::string& account) {
  Sale out;
  out.number = "W1";
  out.account = account;
  out.currency = "USD";
  out.placed_at = at("2026-03-10");
  SaleLine line;
  line.number = 1;
  line.net = Decimal::parse("100.00").value();
  out.lines.push_back(line);
  return out;
}

Event invoice(const std::string& no, const std::string& day) {
  Event out;
  out.no = no;
  out.at = at(day);
  return out;
}

Decision decided(const Sale& one, const Tables& by, const Policy& policy = {}) {
  const Date day = business_date(one.placed_at, policy);
  return decide(one, by, policy, day, day);
}

std::string reps_of(const Decision& decision) {
  std::string out;
  for (const Split& split : decision.splits) out += split.holders.front().rep + " ";
  return out;
}

/// "BEN 100.00 2026-04 2026-04-02", of what is posted.
std::vector<std::string> posted(const Posting& posting) {
  std::vector<std::string> out;
  for (const Entry& one : posting.entries)
    out.push_back(one.rep + " " + one.amount.str() + (one.period.empty() ? "" : " ") + one.period +
                  (one.posted.empty() ? "" : " ") + one.posted);
  return out;
}

Ruling upheld(const std::string& rep, const std::string& day) {
  Ruling out;
  out.id = "D1";
  out.flag = "DISPUTE_UPHELD";
  out.to = {{rep, Decimal(100)}};
  out.made = out.decided = at(day);
  out.approved = true;
  return out;
}

TEST(KeptSale, ToAPoBoxIsDecidedAgainAsItWas) {
  const Tables by = tables(
      "T1,postal:US:073*,primary,REP02,100,2026-01-01,,,\n"
      "T2,state:US-NJ,primary,REP03,100,2026-01-01,,,\n");
  Sale one = sale("");
  one.lines[0].ship_to = Spot{"", "US", "07302", "NJ", "", "PO Box 77", false};
  one.ship_to = one.lines[0].ship_to;
  const Decision first = decided(one, by);
  EXPECT_EQ(reps_of(first), "REP03 ");
  const auto kept = thaw(freeze(one, first), {}, {});
  ASSERT_TRUE(kept.has_value());
  EXPECT_EQ(reps_of(decided(kept->sale, by)), "REP03 ");
}

TEST(KeptSale, OfAGuestKeepsTheAccountThatTheMailGave) {
  Tables by = tables("A1,account:C1,primary,ANA,100,2026-01-01,,,\n");
  by.domains["acme.example"] = {"C1"};
  Sale one = sale("");
  one.email = "joe@acme.example";
  const Decision first = decided(one, by);
  EXPECT_EQ(reps_of(first), "ANA ");
  by.domains.clear();
  const auto kept = thaw(freeze(one, first), {}, {});
  ASSERT_TRUE(kept.has_value());
  const Decision again = decided(kept->sale, by);
  EXPECT_EQ(reps_of(again), "ANA ");
  EXPECT_EQ(again.account_how, "mail domain acme.example");
  EXPECT_THAT(again.flags, ElementsAre("IDENTITY_INFERRED"));
}

TEST(Posted, NothingMovesByTablesThatWereChangedInPlace) {
  const Sale one = sale("C1");
  const Decision first = decided(one, tables("A1,account:C1,primary,ANA,100,2026-01-01,,,\n"));
  const Tables by = tables(
      "A1,account:C1,primary,BEN,100,2026-01-01,,,\n"
      "A2,account:C9,primary,CAT,100,2026-01-01,,2026-03-20,MGR\n");
  EXPECT_THAT(posted(post(one, first, by, {}, {}, {})), ElementsAre("ANA 100.00"));
}

TEST(Posted, AnApprovedChangeThatReachesBackMovesWhatItTouches) {
  const Sale one = sale("C1");
  const std::string first = "A1,account:C1,primary,ANA,100,2026-01-01,2026-03-01,,\n";
  const Tables by = tables(first + "A2,account:C1,primary,BEN,100,2026-03-01,,2026-03-20,MGR\n");
  EXPECT_THAT(
      posted(post(one, decided(one, by), by, {}, {}, {})),
      ElementsAre("UNASSIGNED 100.00 2026-03 2026-03-10", "UNASSIGNED -100.00 2026-03 2026-03-20",
                  "BEN 100.00 2026-03 2026-03-20"));
}

TEST(Posted, AnInvoiceAfterADisputeStandsInItsOwnMonth) {
  Sale one = sale("C1");
  one.events = {invoice("I1", "2026-05-05")};
  const Tables by = tables("A1,account:C1,primary,ANA,100,2026-01-01,,,\n");
  Books books;
  books.open = {{"2026-03", false}, {"2026-04", false}};
  const Posting made = post(one, decided(one, by), by, {}, books, {upheld("BEN", "2026-03-25")});
  EXPECT_THAT(posted(made), ElementsAre("BEN 100.00 2026-05 2026-05-05"));
}

TEST(Posted, AnInvoiceOfAClosedMonthStandsInTheNextOpenOneWhateverWasRuled) {
  Sale one = sale("C1");
  one.events = {invoice("I1", "2026-04-05")};
  const Tables by = tables("A1,account:C1,primary,ANA,100,2026-01-01,,,\n");
  Books books;
  books.open = {{"2026-04", false}};
  const Posting made = post(one, decided(one, by), by, {}, books, {upheld("BEN", "2026-03-25")});
  EXPECT_THAT(posted(made), ElementsAre("BEN 100.00 2026-05 2026-04-05"));
}

TEST(Posted, WhatAPersonRuledIsNotDecidedAgainOnTheInvoicesDay) {
  Sale one = sale("C1");
  one.events = {invoice("I1", "2026-05-05")};
  const Tables by = tables("A1,account:C1,primary,ANA,100,2026-01-01,,,\n");
  Policy policy;
  policy.credit_date = CreditDate::invoice;
  const Posting made = post(one, decided(one, by), by, policy, {}, {upheld("BEN", "2026-03-25")});
  EXPECT_THAT(posted(made), ElementsAre("BEN 100.00"));
  const Posting unruled = post(one, decided(one, by), by, policy, {}, {});
  EXPECT_THAT(posted(unruled), ElementsAre("ANA 100.00"));
}

}  // namespace frozen_test
}  // namespace norekey::credit
