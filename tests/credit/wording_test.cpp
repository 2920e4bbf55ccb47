/// What a rep may read never says certain words.
#include "credit/wording.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "credit/evaluate.hpp"
#include "credit/reentry.hpp"
#include "credit/statement.hpp"

namespace norekey::credit {
namespace wording_test {

void expect_fit_to_read(const std::string& text) { EXPECT_EQ(forbidden_word_in(text), "") << text; }

TEST(Wording, FindsAForbiddenWordWhateverItsCase) {
  EXPECT_EQ(forbidden_word_in("The rep is Unassigned"), "unassigned");
  EXPECT_EQ(forbidden_word_in("EARNED"), "earned");
  EXPECT_EQ(forbidden_word_in("re-entered order; your sales credit is unchanged"), "");
}

TEST(Wording, ExplanationsOfEveryCaseAreFitToRead) {
  int explained = 0;
  for (const char* file : {"worked.jsonl", "own.jsonl"}) {
    std::ifstream cases(std::string(SOURCE_DIR) + "/tests/credit/cases/" + file);
    std::string line;
    while (std::getline(cases, line)) {
      const auto read = read_case(boost::json::parse(line).as_object(), policy_p0());
      ASSERT_TRUE(read);
      expect_fit_to_read(std::string(evaluate(*read).at("explain").as_string()));
      ++explained;
    }
  }
  EXPECT_GT(explained, 150);
}

TEST(Wording, SentencesForFlagsRulesAndRepsAreFitToRead) {
  for (const char* flag :
       {"UNASSIGNED", "NO_TERRITORY", "ASSIGNMENT_GAP", "TERRITORY_OVERLAP", "COUNTY_AMBIGUOUS",
        "REP_INACTIVE", "POSTAL_REPAIRED", "POSTAL_UNTRUSTED", "PO_BOX_GEOGRAPHY", "NO_SHIP_TO",
        "DROP_SHIP", "IDENTITY_INFERRED", "GUEST", "QUOTE_EXPIRED", "REP_CODE_IGNORED",
        "REGISTRATION_PROPOSED", "EDI_REP_DIFFERS", "EDI_REP_UNKNOWN", "UNREFERENCED_CREDIT"}) {
    EXPECT_FALSE(flag_for_people(flag).empty()) << flag;
    expect_fit_to_read(flag_for_people(flag));
  }
  for (const char* rule : {"LADDER_END", "quote:Q1", "rep_code:DEE", "P0.helper", "A1"})
    expect_fit_to_read(rule_for_people(rule));
  for (const char* rep : {"UNASSIGNED", "HOUSE", "ANA"}) expect_fit_to_read(rep_for_people(rep));
  for (const char* entry : {"booked", "reversed", "earned"})
    expect_fit_to_read(entry_for_people(entry));
}

TEST(Wording, StatementsInEveryFormAreFitToRead) {
  Statement statement{"UNASSIGNED", "", "2026-03-01", "2026-03-31", {}};
  for (const char* entry : {"booked", "reversed", "earned"}) {
    LedgerLine line;
    line.entry = entry;
    line.rule = "LADDER_END";
    line.currency = "USD";
    line.slot = "primary";
    statement.lines.push_back(line);
  }
  statement.rep = rep_for_people(statement.rep);
  expect_fit_to_read(statement_text(statement));
  expect_fit_to_read(statement_csv(statement));
  expect_fit_to_read(statement_html(statement));
}

TEST(Wording, NotesOnOrdersAreFitToRead) {
  Order order;
  order.currency = "USD";
  order.placed_at = parse_instant("2026-03-10T15:00:00Z").value();
  Line line;
  line.number = 1;
  line.amount = 10;
  order.lines.push_back(line);
  const Resolution nobody = resolve(order, Tables{}, Policy{});
  EXPECT_EQ(note_of(nobody), "sales credit HOUSE 100 %");
  expect_fit_to_read(note_of(nobody));
  expect_fit_to_read(nobody.explain);
}

}  // namespace wording_test
}  // namespace norekey::credit
