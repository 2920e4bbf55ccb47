#include "credit/ledger.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/digest.hpp"
#include "credit/statement.hpp"

namespace norekey::credit {
namespace ledger_test {

constexpr const char* kCredits =
    R"([{"slot":"primary","line":1,"rep":"ANA","amount":"10.00","rule":"A1"},)"
    R"({"slot":"inside","line":1,"rep":"IVY","amount":"10.00","rule":"N1"}])";

LedgerHead head(const std::string& entry, const std::string& doc = "") {
  return {entry, "2026-03-10", "acme/shop/W1", "W1", "acme/shop/W1/1", "SO1", doc, "USD", 1};
}

std::vector<queue::LedgerEntry> chain() {
  std::vector<queue::LedgerEntry> out;
  for (const char* entry : {"booked", "reversed", "booked", "earned"}) {
    queue::LedgerEntry one;
    one.number = static_cast<std::int64_t>(out.size()) + 1;
    one.body = ledger_body(head(entry, entry == std::string("earned") ? "I1" : ""), kCredits);
    one.identity = head("booked", "").order;
    one.previous = out.empty() ? "" : out.back().hash;
    one.hash = sha256_hex(one.previous + "\n" + one.body);
    out.push_back(one);
  }
  return out;
}

std::string finding(const std::vector<queue::LedgerEntry>& entries) {
  ChainCheck check;
  for (const queue::LedgerEntry& one : entries) {
    if (auto found = check.next(one)) return *found;
  }
  return "";
}

TEST(LedgerChain, OfUnalteredEntriesHasNoFinding) {
  EXPECT_EQ(finding(chain()), "");
  EXPECT_EQ(finding({}), "");
}

TEST(LedgerChain, NamesTheFirstAlteredEntry) {
  auto altered = chain();
  altered[1].body.replace(altered[1].body.find("ANA"), 3, "BEN");
  EXPECT_EQ(finding(altered), "entry 2 was altered: its text does not give its hash");
  altered[1].hash = sha256_hex(altered[1].previous + "\n" + altered[1].body);
  EXPECT_EQ(finding(altered), "entry 3 does not hang on the entry before it");
}

TEST(LedgerChain, NamesAnEntryThatWasFiledUnderAnotherOrder) {
  auto filed = chain();
  filed[2].identity = "acme/shop/OTHER";
  EXPECT_EQ(
      finding(filed),
      "entry 3 was altered: it is filed under 'acme/shop/OTHER', which its text is not about");
}

TEST(LedgerChain, NamesTheEntryBehindAGap) {
  auto cut = chain();
  cut.erase(cut.begin() + 1);
  EXPECT_EQ(finding(cut), "entry 3 does not follow entry 1: what was between is gone");
}

TEST(LedgerLines, AreReadBackAndReversalsAreNegative) {
  const auto lines = ledger_lines(chain()[1]).value();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].rep, "ANA");
  EXPECT_EQ(lines[0].amount.str(), "-10.00");
  EXPECT_EQ(lines[1].slot, "inside");
  EXPECT_EQ(lines[1].web, "W1");
}

TEST(LedgerLines, OfSomethingElseAreAnError) {
  queue::LedgerEntry other;
  other.number = 7;
  other.body = "{}";
  EXPECT_EQ(to_string(ledger_lines(other).error()),
            "ledger entry 7 cannot be read\n  fix: look at the chain with: norekey credit verify");
}

Statement statement() {
  Statement out{"ANA", "Ana <A>", "2026-03-01", "2026-03-31", {}};
  for (const queue::LedgerEntry& entry : chain()) {
    for (const LedgerLine& line : ledger_lines(entry).value()) {
      if (line.rep != "ANA") continue;
      out.lines.push_back(line);
      out.lines.back().customer = "C100";
    }
  }
  return out;
}

TEST(Statements, AsText) {
  EXPECT_EQ(
      statement_text(statement()),
      "Sales credit of ANA, Ana <A>, 2026-03-01 to 2026-03-31\n\n"
      "day         web order  ERP order  customer  what           slot     rule  amount  "
      "currency\n"
      "2026-03-10  W1         SO1        C100      order          primary  A1     10.00  USD\n"
      "2026-03-10  W1         SO1        C100      order changed  primary  A1    -10.00  USD\n"
      "2026-03-10  W1         SO1        C100      order          primary  A1     10.00  USD\n"
      "2026-03-10  W1         SO1        C100      invoice I1     primary  A1     10.00  USD\n"
      "\ninvoices, primary: 10.00 USD\norders, primary: 10.00 USD\n");
}

TEST(Statements, AsCsv) {
  EXPECT_EQ(statement_csv(statement()),
            "rep,day,web order,ERP order,customer,what,slot,rule,amount,currency\n"
            "ANA,2026-03-10,W1,SO1,C100,order,primary,A1,10.00,USD\n"
            "ANA,2026-03-10,W1,SO1,C100,order changed,primary,A1,-10.00,USD\n"
            "ANA,2026-03-10,W1,SO1,C100,order,primary,A1,10.00,USD\n"
            "ANA,2026-03-10,W1,SO1,C100,invoice I1,primary,A1,10.00,USD\n");
}

TEST(Statements, TakeWhatCameAfterAClosedMonthIntoTheMonthItCountsIn) {
  Statement in{"ANA", "", "2026-04-01", "2026-04-30", {}};
  LedgerLine& line = in.lines.emplace_back();
  line.entry = "earned";
  line.day = "2026-03-28";
  line.period = "2026-04";
  line.doc = "R1";
  line.amount = Decimal::parse("-10.00").value();
  EXPECT_EQ(line.counts_on(), "2026-04-01");
  EXPECT_NE(statement_csv(in).find("\"invoice R1, counts in 2026-04\""), std::string::npos)
      << "entries of before did not say what they are of";
  line.document = "return";
  EXPECT_NE(statement_csv(in).find("\"return R1, counts in 2026-04\""), std::string::npos);
  line.period.clear();
  EXPECT_EQ(line.counts_on(), "2026-03-28");
}

TEST(Statements, OfAMarginSayTheCostOnlyWhereItIsAskedFor) {
  Statement in{"ANA", "", "2026-03-01", "2026-03-31", {}};
  LedgerLine& line = in.lines.emplace_back();
  line.entry = "earned";
  line.day = "2026-03-12";
  line.web = "W1";
  line.erp = "SO1";
  line.doc = "I1";
  line.slot = "primary";
  line.rule = "A1";
  line.currency = "USD";
  line.amount = Decimal::parse("18.00").value();
  line.margin = true;
  line.net = Decimal::parse("100.00").value();
  line.cost = Decimal::parse("70.00").value();
  EXPECT_EQ(statement_csv(in),
            "rep,day,web order,ERP order,customer,what,slot,rule,amount,currency\n"
            "ANA,2026-03-12,W1,SO1,,\"invoice I1, margin\",primary,A1,18.00,USD\n");
  EXPECT_EQ(statement_text(in).find("70.00"), std::string::npos);
  EXPECT_EQ(statement_html(in).find("70.00"), std::string::npos);
  in.with_cost = true;
  EXPECT_EQ(
      statement_csv(in),
      "rep,day,web order,ERP order,customer,what,slot,rule,amount,currency,line net,line cost,line "
      "margin\n"
      "ANA,2026-03-12,W1,SO1,,\"invoice I1, margin\",primary,A1,18.00,USD,100.00,70.00,"
      "30.00\n");
  EXPECT_NE(statement_html(in).find("<td class=\"n\">70.00</td>"), std::string::npos);
}

TEST(Statements, AsHtmlAreEscapedAndPrintOnPaper) {
  const std::string html = statement_html(statement());
  EXPECT_NE(html.find("<h1>Sales credit of ANA, Ana &lt;A&gt;, 2026-03-01 to 2026-03-31</h1>"),
            std::string::npos);
  EXPECT_NE(html.find("@page{size:A4"), std::string::npos);
  EXPECT_NE(html.find("<td class=\"n\">-10.00</td>"), std::string::npos);
  EXPECT_EQ(html.find("<A>"), std::string::npos);
}

}  // namespace ledger_test
}  // namespace norekey::credit
