#include "credit/audit.hpp"

#include <gtest/gtest.h>

namespace norekey::credit {
namespace audit_test {

Tables audit_tables(const std::string& rows) {
  config::Findings findings;
  auto out = Tables::load("id,at,slot,rep,share,from,until,recorded_at,approved_by\n" + rows, "",
                          "", "UTC", findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  return out;
}

Audit audited(const std::string& invoices, const std::string& rows, const ErpWords& words = {}) {
  config::Findings findings;
  const ErpInvoices read = read_invoices(invoices, words, findings);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  return audit(read.all, audit_tables(rows), Policy{});
}

/// "rep erp rules" a line, then the differences.
std::string told_audit(const Audit& made) {
  std::string out;
  for (const auto& [who, sums] : made.by_rep)
    out += who.first + " " + who.second + " " + sums.now.str() + " " + sums.then.str() + "\n";
  for (const AuditLine& one : made.differences)
    out += one.invoice + " " + one.erp_rep + " -> " + one.rep + " " + one.amount.str() +
           (one.explained ? " " : " UNEXPLAINED ") + one.rule + ": " + one.why + "\n";
  return out + std::to_string(made.unexplained);
}

struct AuditCase {
  const char *name, *invoices, *rows, *want;
};

class Audits : public testing::TestWithParam<AuditCase> {};

TEST_P(Audits, CompareSumsAndExplainEveryDifference) {
  const std::string head = "invoice,date,order,account,rep,amount,product_line,kind\n";
  EXPECT_EQ(told_audit(audited(head + GetParam().invoices, GetParam().rows)), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, Audits,
    testing::Values(
        AuditCase{"TwoRepsOfOneInvoiceHaveTheirOwnFigures",
                  "I1,2026-03-01,X1,C1,REP02,100.00,VALVES,\n"
                  "I1,2026-03-01,X1,C1,REP01,50.00,,\n"
                  "I3,2026-03-01,X3,C3,REP03,60.00,,\nI3,2026-03-01,X3,C3,REP01,40.00,,\n",
                  "A1,account:C1,primary,REP01,100,2026-01-01,,,\n"
                  "A2,account:C1/line:VALVES,primary,REP02,100,2026-01-01,,,\n"
                  "A3,account:C3,primary,REP03,60,2026-01-01,,,\n"
                  "A3,account:C3,primary,REP01,40,2026-01-01,,,\n",
                  "REP01 USD 90.00 90.00\nREP02 USD 100.00 100.00\nREP03 USD 60.00 60.00\n0"},
        AuditCase{"AnotherRepByARule",
                  "I2,2026-03-01,X2,C1,WEB,50.00,,\nI2,2026-03-01,X2,C1,WEB,0.50,,\n",
                  "A1,account:C1,primary,ANA,100,2026-01-01,,,\n",
                  "ANA USD 0 50.50\nWEB USD 50.50 0\n"
                  "I2 WEB -> ANA 50.50 A1: primary: A1 at account:C1 gives ANA 100 %.\n0"},
        AuditCase{"ACreditNote", "I2,2026-03-01,X2,C1,WEB,-50.00,,\n",
                  "A1,account:C1,primary,ANA,100,2026-01-01,,,\n",
                  "ANA USD 0 -50.00\nWEB USD -50.00 0\n"
                  "I2 WEB -> ANA -50.00 A1: primary: A1 at account:C1 gives ANA 100 %.\n0"},
        AuditCase{"WhereNoRuleCoversTheAccountItIsUnexplained", "I3,2026-03-01,X3,C9,BEN,9.99,,\n",
                  "A1,account:C1,primary,ANA,100,2026-01-01,,,\n",
                  "BEN USD 9.99 0\nHOUSE USD 0 9.99\n"
                  "I3 BEN -> UNASSIGNED 9.99 UNEXPLAINED LADDER_END: primary: no rep set yet, "
                  "sales operations decides. no rule names account C9 on that day.\n1"},
        AuditCase{"ARuleThatHasEndedExplainsThatNobodyHasIt", "I3,2026-03-01,X3,C1,BEN,9.99,,\n",
                  "A1,account:C1,primary,BEN,100,2026-01-01,2026-02-01,,\n",
                  "BEN USD 9.99 0\nHOUSE USD 0 9.99\n"
                  "I3 BEN -> UNASSIGNED 9.99 LADDER_END: primary: no rep set yet, sales operations "
                  "decides. the account has no rep on that day: sales operations decides.\n0"},
        AuditCase{"NobodyOnBothSidesAgrees", "I3,2026-03-01,X3,C9,,9.99,,\n", "",
                  "HOUSE USD 9.99 9.99\n0"},
        AuditCase{
            "FreightCarriesNoSalesCredit",
            "I1,2026-03-01,X1,C1,ANA,100.00,,\nI1,2026-03-01,X1,C1,ANA,10.00,,freight\n",
            "A1,account:C1,primary,ANA,100,2026-01-01,,,\n",
            "ANA USD 110.00 100.00\nI1 ANA ->  10.00 P0: freight carries no sales credit.\n0"},
        AuditCase{"AnAssignmentThatWasWrittenDownLater", "I1,2026-03-01,X1,C1,ANA,100.00,,\n",
                  "A1,account:C1,primary,ANA,100,2026-01-01,,2026-11-30,MIA\n",
                  "ANA USD 100.00 100.00\n0"},
        AuditCase{"SharesRoundedOtherwise",
                  "I1,2026-03-01,X1,C1,ANA,5.00,,\nI1,2026-03-01,X1,C1,BEN,5.01,,\n",
                  "A1,account:C1,primary,ANA,50,2026-01-01,,,\n"
                  "A1,account:C1,primary,BEN,50,2026-01-01,,,\n",
                  "ANA USD 5.00 5.01\nBEN USD 5.01 5.00\n"
                  "I1 ANA -> ANA 0.01 A1: shares rounded otherwise in the ERP.\n0"}),
    [](const auto& one) { return one.param.name; });

TEST(AuditWords, TheErpsCodesAreReadAsOurs) {
  ErpWords words;
  words.rep = [](const std::string& theirs) { return theirs == "17" ? "ANA" : theirs; };
  words.account = [](const std::string& theirs) { return theirs == "0004" ? "C1" : theirs; };
  words.currency = "CAD";
  const Audit made =
      audited("invoice,date,order,account,rep,amount\nI1,2026-03-01,X1,0004,17,100.00\n",
              "A1,account:C1,primary,ANA,100,2026-01-01,,,\n", words);
  EXPECT_EQ(told_audit(made), "ANA CAD 100.00 100.00\n0");
  EXPECT_EQ(made.agree, 1);
}

struct BadInvoiceCase {
  const char *name, *rows, *want;  ///< want: findings, then who is left out
};

class BadInvoices : public testing::TestWithParam<BadInvoiceCase> {};

TEST_P(BadInvoices, AreNamedAndLeftOutWhole) {
  config::Findings findings;
  const ErpInvoices read = read_invoices(
      std::string("invoice,date,order,account,rep,amount,currency\n") + GetParam().rows, {},
      findings);
  std::string got;
  for (const Error& e : findings.errors) got += to_string(e) + "\n";
  for (const std::string& one : read.left_out) got += "left out " + one + "\n";
  for (const ErpInvoice& one : read.all) got += "read " + one.number + "\n";
  EXPECT_EQ(got, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, BadInvoices,
    testing::Values(
        BadInvoiceCase{"RowsThatCannotBeRead",
                       "I1,01.03.2026,X1,C1,ANA,\"1,00\",\nI2,2026-03-01,X2,C1,ANA,1.00,\n",
                       "invoices:2:4: date: '01.03.2026' is not a date\n  fix: write it like "
                       "2026-11-21\n"
                       "invoices:2:25: the amount '1,00' is no number\n  fix: write it like "
                       "412.50\nleft out I1\nread I2\n"},
        BadInvoiceCase{"RowsThatDisagree",
                       "I1,2026-03-01,X1,C1,ANA,1.00,USD\nI1,2026-03-01,X1,C1,ANA,10,JPY\n"
                       "I2,2026-03-01,X2,C1,ANA,1.00,USD\nI2,2026-03-02,X2,C1,ANA,1.00,USD\n",
                       "invoices:3:28: the rows of invoice 'I1' disagree in currency: 'USD' and "
                       "'JPY'\n  fix: give the same in each of its rows, or another number\n"
                       "invoices:5:4: the rows of invoice 'I2' disagree in date: '2026-03-01' and "
                       "'2026-03-02'\n  fix: give the same in each of its rows, or another "
                       "number\nleft out I1\nleft out I2\n"},
        BadInvoiceCase{"MoreDecimalsThanTheCurrencyHas", "I1,2026-03-01,X1,C1,ANA,60.005,USD\n",
                       "invoices:2:25: the amount '60.005' has more decimals than USD\n  fix: give "
                       "it as it stands in the ERP's invoice\nleft out I1\n"}),
    [](const auto& one) { return one.param.name; });

}  // namespace audit_test
}  // namespace norekey::credit
