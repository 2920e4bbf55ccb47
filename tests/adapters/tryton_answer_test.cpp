#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "adapters/tryton/answer.hpp"

namespace norekey::adapters::tryton {
namespace tryton_answer_test {

struct AnswerCase {
  const char* name;
  int status;
  const char* body;
  Kind kind;
  const char* text;
};

class TrytonAnswer : public testing::TestWithParam<AnswerCase> {};

TEST_P(TrytonAnswer, IsTakenForWhatItMeans) {
  const AnswerCase& c = GetParam();
  const Answer answer = read_answer(c.status, c.body);
  EXPECT_EQ(answer.kind, c.kind);
  EXPECT_EQ(answer.text, c.text);
}

INSTANTIATE_TEST_SUITE_P(
    Adapters, TrytonAnswer,
    testing::Values(
        AnswerCase{"result", 200, R"({"id":1,"result":[7]})", Kind::result, ""},
        AnswerCase{"nothing_is_a_result_too", 200, R"({"id":1,"result":null})", Kind::result, ""},
        AnswerCase{
            "user_error", 200,
            R"({"id":1,"error":["UserError",["The code on party must be unique.","",null]]})",
            Kind::refused, "The code on party must be unique."},
        AnswerCase{"user_error_with_description", 200,
                   R"({"id":1,"error":["UserError",["No.","Because of B.",null]]})", Kind::refused,
                   "No. (Because of B.)"},
        AnswerCase{"warning", 200,
                   R"({"id":1,"error":["UserWarning",["stock_quantity_warning_5","Too few.",""]]})",
                   Kind::asks, "Too few."},
        AnswerCase{
            "changed_meanwhile", 200,
            R"({"id":1,"error":["ConcurrencyException","Records were modified in the meanwhile"]})",
            Kind::race, "Records were modified in the meanwhile"},
        AnswerCase{
            "lost_race", 200,
            R"({"id":1,"error":["could not serialize access due to concurrent update\n",""]})",
            Kind::race, "could not serialize access due to concurrent update"},
        AnswerCase{"deadlock", 200, R"({"id":1,"error":["deadlock detected\nDETAIL: x\n",""]})",
                   Kind::race, "deadlock detected\nDETAIL: x"},
        AnswerCase{"exception", 200, R"({"id":1,"error":["'nosuch'",""]})", Kind::fault,
                   "'nosuch'"},
        AnswerCase{"error_without_words", 200, R"({"id":1,"error":["UserError",[]]})",
                   Kind::refused, ""},
        AnswerCase{"empty_error", 200, R"({"id":1,"error":[]})", Kind::fault, ""},
        AnswerCase{"error_of_another_form", 200, R"({"id":1,"error":"x"})", Kind::broken,
                   "an error that is no list"},
        AnswerCase{"no_session", 401, "", Kind::session, "HTTP 401"},
        AnswerCase{"unexported_method", 403, "<html>", Kind::set_up, "HTTP 403"},
        AnswerCase{"unknown_database", 404, "<html>", Kind::set_up, "HTTP 404"},
        AnswerCase{"too_many_logins", 429, "<html>", Kind::busy, "HTTP 429"},
        AnswerCase{"server_error", 500, "<html>", Kind::broken, "HTTP 500"},
        AnswerCase{"gateway_gave_up", 504, "", Kind::broken, "HTTP 504"},
        AnswerCase{"page_in_place_of_json", 200, "<html>", Kind::broken,
                   "an answer that is no JSON object"},
        AnswerCase{"cut_short", 200, R"({"id":1,"resu)", Kind::broken,
                   "an answer that is no JSON object"},
        AnswerCase{"neither_result_nor_error", 200, R"({"id":1})", Kind::broken,
                   "an answer without a result"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(TrytonAnswerText, NamesTheWarningToAccept) {
  const Answer answer = read_answer(
      200, R"({"id":1,"error":["UserWarning",["stock_quantity_warning_5","Too few.",""]]})");
  EXPECT_EQ(answer.warning, "stock_quantity_warning_5");
}

TEST(TrytonAnswerText, KeepsTheResult) {
  EXPECT_EQ(read_answer(200, R"({"id":1,"result":[7]})").result, boost::json::array{7});
}

}  // namespace tryton_answer_test
}  // namespace norekey::adapters::tryton
