#include "app/print.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "app/credit_commands.hpp"

namespace norekey::app {
namespace print_test {

namespace json = boost::json;

TEST(Print, ATableAlignsByCharactersAndCutsWhatIsTooLong) {
  const json::value rows = json::parse(
      R"([{"a": "Müller", "b": 1}, {"a": "a much longer text than fits", "b": true}, {"b": ["x", "y"]}])");
  EXPECT_EQ(table(rows, {{"a", "NAME"}, {"b", "B"}}, 12),
            "NAME          B\n"
            "Müller        1\n"
            "a much long…  yes\n"
            "              x, y\n");
  EXPECT_EQ(table(json::array{}, {{"a", "NAME"}}), "");
}

TEST(Print, NothingFromOutsideCanMoveTheCursor) {
  const json::value rows = json::array{json::object{{"a", "x\x1b[2J\ny"}}};
  EXPECT_EQ(table(rows, {{"a", "A"}}), "A\nx [2J y\n");
}

TEST(Print, AnEmptyListSaysSo) {
  EXPECT_EQ(orders_text(json::array{}), "no orders yet\n");
  EXPECT_EQ(parked_text(json::array{}), "nothing is parked\n");
}

TEST(Print, ParkedIsByCauseWithItsFix) {
  const json::value causes =
      json::array{json::object{{"cause", "items/ABC"},
                               {"count", 3},
                               {"what", "sku 'ABC' has no item in lookups/items"},
                               {"fix", "norekey lookups set items 'ABC' <item>"},
                               {"oldest", ""}}};
  EXPECT_EQ(parked_text(causes),
            "items/ABC  (3, oldest )\n  sku 'ABC' has no item in lookups/items\n  fix: norekey "
            "lookups set items "
            "'ABC' <item>\n");
}

TEST(Print, ParkedNamesSomeOfTheOrdersOfACause) {
  json::object cause{{"cause", "balance"}, {"count", 2},   {"what", "off"},
                     {"fix", ""},          {"oldest", ""}, {"orders", json::array{"W2", "W1"}}};
  EXPECT_EQ(parked_text(json::array{cause}), "balance  (2, oldest )\n  off\n  of: W2, W1\n");
  cause["count"] = 9;
  EXPECT_EQ(parked_text(json::array{cause}),
            "balance  (9, oldest )\n  off\n  of: W2, W1 and 7 more\n");
}

TEST(Print, AMessageOfNoOrderIsNamedByItself) {
  const json::value told = json::parse(
      R"([{"identity": "", "about": "17", "messages": [{"id": 11, "kind": "event",
          "channel": "acme/shop", "revision": 1, "state": "parked", "received": "2026-03-10",
          "steps": [], "what": "off", "fix": "mend it"}]}])");
  EXPECT_EQ(trace_text(told),
            "message #11 of acme/shop, about order 17\n"
            "  #11    event   revision 1  parked  2026-03-10\n"
            "          off\n"
            "          fix: mend it\n");
}

TEST(Print, WhatAnOrderHasNotYetLeavesNoHole) {
  const json::value told = json::parse(
      R"([{"identity": "acme/web/W1", "order": {"state": "parked", "erp": "", "total": "1.00",
          "currency": "USD", "sales_credit": ""}, "messages": []},
         {"identity": "acme/web/W2", "order": {"state": "delivered", "erp": "SO1", "total": "2.00",
          "currency": "USD", "sales_credit": "sales credit ANA 100 %"}, "messages": []}])");
  EXPECT_EQ(trace_text(told),
            "acme/web/W1  parked  1.00 USD\n"
            "acme/web/W2  delivered  ERP SO1  2.00 USD  sales credit ANA 100 %\n");
}

TEST(Print, AnOrderThatWasCancelledBeforeTheErpHadItSharesNothingOut) {
  const json::value one = json::parse(
      R"([{"order": "W1", "sales_credit": "", "bundle": "4c57eef5b8bf0011", "erp": "",
          "erp_reps": [], "state": "cancelled", "ledger": []}])");
  EXPECT_EQ(explain_text(one),
            "order W1: cancelled before anything went to the ERP, so there is no sales credit\n");
}

TEST(Print, ALedgerWithoutEntriesHasNoLastOne) {
  const json::value told = json::parse(
      R"({"companies": [{"company": "acme", "entries": 0, "head": "", "finding": ""}]})");
  EXPECT_EQ(verify_text(told), "acme: no entries yet\n");
}

TEST(Print, NothingFromOutsideMovesTheCursorOrTurnsTheDirection) {
  for (const auto& [text, want] :
       std::vector<std::pair<std::string, std::string>>{{"a\x1b[2Jb\x7f", "a [2Jb "},
                                                        {"a\xC2\x9B"
                                                         "2Jb",
                                                         "a 2Jb"},
                                                        {"PO \xE2\x80\xAE"
                                                         "321\xE2\x80\xAC",
                                                         "PO  321 "},
                                                        {"\xE2\x81\xA6"
                                                         "a\xE2\x81\xA9",
                                                         " a "},
                                                        {"É 10 € “½” ", "É 10 € “½” "}})
    EXPECT_EQ(table(json::array{json::object{{"a", text + "|"}}}, {{"a", "A"}}).substr(2),
              want + "|\n");
}

TEST(Print, AFailureOfTheDoctorStandsOutWithItsFix) {
  const json::value answer = json::array{
      json::object{{"what", "store"}, {"ok", true}, {"text", "answers"}, {"fix", ""}},
      json::object{
          {"what", "erp tryton"}, {"ok", false}, {"text", "cannot connect"}, {"fix", "start it"}}};
  EXPECT_EQ(doctor_text(answer),
            "ok    store                   answers\n"
            "FAIL  erp tryton              cannot connect\n"
            "      fix: start it\n");
}

TEST(Print, AnApplyWithErrorsSaysThatTheLastGoodBundleRuns) {
  const json::value answer =
      json::object{{"findings", json::array{json::object{{"kind", "error"},
                                                         {"text", "unknown key 'x'"},
                                                         {"fix", "remove it"},
                                                         {"file", "channels.yaml"},
                                                         {"line", 3},
                                                         {"column", 5},
                                                         {"field", "channel.x"}}}},
                   {"activated", false}};
  EXPECT_EQ(apply_text(answer),
            "channels.yaml:3:5: channel.x: unknown key 'x'\n  fix: remove it\nnothing was "
            "activated: the last good bundle "
            "keeps running\n");
}

}  // namespace print_test
}  // namespace norekey::app
