#include "credit/documents.hpp"

#include <gtest/gtest.h>

namespace norekey::credit {
namespace documents_test {

namespace json = boost::json;

struct RowsCase {
  const char *name, *rows, *want;  ///< want: what is read, then the findings
};

class DocumentRows : public testing::TestWithParam<RowsCase> {};

TEST_P(DocumentRows, AddUpOrAreNamed) {
  config::Findings findings;
  std::string got;
  for (const auto& [order, events] : read_documents(
           std::string("order,type,no,date,line,amount,cost\n") + GetParam().rows, findings)) {
    for (const json::value& one : events) {
      got += order;
      for (const char* key : {"type", "no", "line", "amount", "cost"}) {
        const json::value* v = one.get_object().if_contains(key);
        got += " " + (v == nullptr ? std::string("-") : std::string(v->get_string()));
      }
      got += "\n";
    }
  }
  for (const Error& e : findings.errors)
    got += std::to_string(e.where.line) + " " + e.what + " | " + e.fix + "\n";
  EXPECT_EQ(got, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Cases, DocumentRows,
    testing::Values(
        RowsCase{"OfOneLine",
                 "W1,invoice,I1,2026-03-12,1,30.00,\nW1,invoice,I1,2026-03-12,1,20.00,\n",
                 "W1 invoice I1 1 50.00 -\n"},
        RowsCase{"WithoutALine",
                 "W1,invoice,I2,2026-03-12,,50,20\nW1,invoice,I2,2026-03-12,,60,25\n",
                 "W1 invoice I2 - 110 45\n"},
        RowsCase{"ACostThatIsNotKnownWhole",
                 "W1,invoice,I2,2026-03-12,,50,20\nW1,invoice,I2,2026-03-12,,60,\n",
                 "W1 invoice I2 - 110 -\n"},
        RowsCase{"OfTwoOrders",
                 "W1,invoice,I1,2026-03-12,1,1,\nW2,invoice,I1,2026-03-12,1,2,\n"
                 "W1,return,R1,2026-03-13,1,1,\n",
                 "W1 invoice I1 1 1 -\nW1 return R1 1 1 -\nW2 invoice I1 1 2 -\n"},
        RowsCase{"OfTwoDays",
                 "W1,invoice,I1,2026-03-12,1,30,\nW1,invoice,I1,2026-03-13,1,20,\n"
                 "W1,invoice,I1,2026-03-12,2,5,\n",
                 "W1 invoice I1 2 5 -\n"
                 "3 the rows of invoice I1 line 1 of order W1 disagree in date | give the same in "
                 "each row, or another number\n"},
        RowsCase{
            "OneWithoutAnAmount", "W1,invoice,I1,2026-03-12,1,30,\nW1,invoice,I1,2026-03-12,1,,\n",
            "3 invoice I1 line 1 of order W1 has several rows, and one of them has no amount | "
            "give each row its amount\n"},
        RowsCase{"OneThatCannotBeReadTakesItsLineWithIt",
                 "W1,invoice,I1,2026-03-12,1,30,\nW1,invoice,I1,2026-03-12,1,x,\n",
                 "3 the amount 'x' is no number | write it like 412.50\n"},
        RowsCase{"ALineThatIsNoNumber", "W1,invoice,I1,2026-03-12,one,30,\n",
                 "2 the line 'one' is no line's number | write 1 for the order's first line, or "
                 "leave it empty for all of them\n"},
        RowsCase{"WithoutAnOrder", ",invoice,I1,2026-03-12,1,30,\nW1,invoice,I1,2026-03-12,1,9,\n",
                 "W1 invoice I1 1 9 -\n"
                 "2 the row names no order | fill in the column order: the web, ERP or PO "
                 "number\n"},
        RowsCase{"WithoutANumber", "W1,invoice,,2026-03-12,1,30,\n",
                 "2 the document has no number | fill in the column no\n"}),
    [](const auto& one) { return one.param.name; });

json::object documents_sale() {
  return json::parse(
             R"({"no":"W1","currency":"USD","lines":[{"n":1,"net":"50"},{"n":2,"net":"9"}]})")
      .as_object();
}

struct MergeCase {
  const char *name, *more, *want;  ///< want: how many, then what is refused
};

class DocumentMerges : public testing::TestWithParam<MergeCase> {};

TEST_P(DocumentMerges, TakeWhatIsNewAndSayWhatIsNot) {
  json::array entered =
      json::parse(R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"30.00"}])")
          .as_array();
  const json::value more = json::parse(GetParam().more);
  const auto today = parse_date("2026-03-13");
  const MergedDocuments merged =
      merge_documents(entered, more.as_array(), documents_sale(), *today);
  std::string got = std::to_string(merged.added);
  for (const Error& one : merged.refused) got += "\n" + to_string(one);
  EXPECT_EQ(got, GetParam().want);
  EXPECT_EQ(
      entered.size(),
      1 + (merged.added == 0 || entered.at(0).as_object().contains("cost") ? 0 : merged.added));
}

INSTANTIATE_TEST_SUITE_P(
    Cases, DocumentMerges,
    testing::Values(
        MergeCase{"AnotherLine",
                  R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":2,"amount":"9"}])", "1"},
        MergeCase{"TheSameAgain",
                  R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":1,"amount":"30.0"}])",
                  "0"},
        MergeCase{"ItsCostIsKnownNow",
                  R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"30.00",)"
                  R"("cost":"20"}])",
                  "1"},
        MergeCase{"OfNextMonth",
                  R"([{"type":"invoice","no":"I2","at":"2026-04-13","line":1,"amount":"9"}])", "1"},
        MergeCase{"OfNextYear",
                  R"([{"type":"invoice","no":"I2","at":"2027-03-12","line":1,"amount":"9"}])",
                  "0\ninvoice I2 line 1 of order W1: its day 2027-03-12 is more than a month "
                  "ahead\n  fix: give the day that stands in the ERP's document"},
        MergeCase{"AnotherAmount",
                  R"([{"type":"invoice","no":"I1","at":"2026-03-12","line":"1","amount":"50.00"}])",
                  "0\ninvoice I1 line 1 of order W1 is in the ledger with the amount 30.00, not "
                  "50.00\n  fix: enter what was changed later as a return or a rebill with a "
                  "number of its own"},
        MergeCase{"ALineThatTheOrderDoesNotHave",
                  R"([{"type":"invoice","no":"I2","at":"2026-03-12","line":"9","amount":"50.00"}])",
                  "0\ninvoice I2 line 9: order W1 has no line 9\n  fix: use one of its lines: 1, "
                  "2; or none for all of them"},
        MergeCase{
            "MoreDecimalsThanTheCurrencyHas",
            R"([{"type":"invoice","no":"I2","at":"2026-03-12","line":"1","amount":"60.005"}])",
            "0\ninvoice I2 line 1 of order W1: the amount 60.005 has more decimals than "
            "USD\n  fix: give the amount as it stands in the ERP's document, such as "
            "60.01"}),
    [](const auto& one) { return one.param.name; });

}  // namespace documents_test
}  // namespace norekey::credit
