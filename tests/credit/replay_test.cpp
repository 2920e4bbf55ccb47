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

TEST(Audits, ExplainEveryDifferenceByItsRule) {
  config::Findings findings;
  const auto invoices = read_invoices(
      "invoice,date,order,account,rep,amount\nI1,2026-03-01,X1,C1,ANA,100.00\nI2,2026-03-01,X2,C1,"
      "WEB,50.00\nI2,2026-03-01,X2,C1,WEB,0.50\nI3,2026-03-01,X3,C9,BEN,9.99\n",
      findings);
  EXPECT_TRUE(findings.ok());
  const Audit made =
      audit(invoices, tables("A1,account:C1,primary,ANA,100,2026-01-01,\n"), Policy{});
  EXPECT_EQ(made.invoices, 3);
  EXPECT_EQ(made.agree, 1);
  EXPECT_EQ(made.unexplained, 0);
  std::string got;
  for (const AuditLine& one : made.differences)
    got += one.invoice + " " + one.erp_rep + " " + one.rep + " " + one.amount.str() + " " +
           one.rule + ": " + one.why + "\n";
  EXPECT_EQ(
      got,
      "I2 WEB ANA 50.00 A1: primary: A1 at account:C1 gives ANA 100 %.\n"
      "I2 WEB ANA 0.50 A1: primary: A1 at account:C1 gives ANA 100 %.\n"
      "I3 BEN UNASSIGNED 9.99 LADDER_END: primary: no rep set yet, sales operations decides. no "
      "rule names account C9 on that day.\n");
  Decimal erp, rules;
  for (const auto& one : made.by_rep) {
    erp += one.second.now;
    rules += one.second.then;
  }
  EXPECT_EQ(erp, rules);
}

TEST(Audits, NameRowsThatCannotBeRead) {
  config::Findings findings;
  read_invoices("invoice,date,order,account,rep,amount\nI1,01.03.2026,X1,C1,ANA,\"1,00\"\n",
                findings);
  std::string got;
  for (const Error& e : findings.errors) got += to_string(e) + "\n";
  EXPECT_EQ(got,
            "invoices:2:4: date: '01.03.2026' is not a date\n  fix: write it like 2026-11-21\n"
            "invoices:2:25: the amount '1,00' is no number\n  fix: write it like 412.50\n");
}

TEST(Adoptions, CountWhoOrdersAndWhoIsLate) {
  Adoption figures(parse_date("2026-04-01").value());
  const Policy policy;
  for (const char* day : {"2026-02-01", "2026-02-08", "2026-02-15", "2026-02-22"})
    figures.add(sale("C1", "1.00", day), policy);
  for (const char* day : {"2026-03-20", "2026-03-30"}) figures.add(sale("C2", "1.00", day), policy);
  Sale helped = sale("C3", "1.00", "2026-03-30");
  helped.impersonator = "IVY";
  figures.add(helped, policy);
  Sale message = sale("C4", "1.00", "2026-03-30");
  message.by_edi = true;  // without a rep's code in it
  figures.add(message, policy);
  EXPECT_EQ(figures.ways().at("EDI"), 1);
  EXPECT_EQ(figures.signed_up(), 3) << "who sends messages has not signed up on the web";
  EXPECT_EQ(figures.active(), 1);
  EXPECT_EQ(figures.helped(), 1);
  EXPECT_EQ(figures.ways().at("self-service"), 6);
  EXPECT_EQ(figures.ways().at("assisted"), 1);
  const std::vector<std::tuple<std::string, int, int>> want = {{"C1", 38, 7}};
  EXPECT_EQ(figures.overdue(), want);
  const std::vector<std::pair<std::string, int>> fresh = {{"C2", 12}, {"C3", 2}};
  EXPECT_EQ(figures.newcomers(), fresh);
}

}  // namespace replay_test
}  // namespace norekey::credit
