#include "connectors/vendure/answer.hpp"

#include <gtest/gtest.h>

namespace norekey::connectors::vendure {
namespace answer_test {

struct AnswerCase {
  const char* name;
  int status;
  std::string body;
  std::string want;  ///< "fate cause: text", or "good"
};

class VendureAnswer : public testing::TestWithParam<AnswerCase> {};

TEST_P(VendureAnswer, IsGoodOrAnErrorWithItsFate) {
  net::Response response;
  response.status = GetParam().status;
  response.headers = {{"Location", "https://elsewhere.example/admin-api"}};
  response.body = GetParam().body;
  const auto result = read_answer(response);
  if (result) {
    EXPECT_EQ(GetParam().want, "good");
    return;
  }
  const Error& e = result.error();
  EXPECT_EQ(std::string(to_string(e.fate)) + " " + e.cause + ": " + e.what, GetParam().want);
  EXPECT_FALSE(e.fix.empty());
}

std::string error(const std::string& message, const std::string& code) {
  return R"({"errors":[{"message":")" + message + R"(","path":["orders"],"extensions":{"code":")" +
         code + R"("}}],"data":null})";
}

INSTANTIATE_TEST_SUITE_P(
    Good, VendureAnswer,
    testing::Values(AnswerCase{"data", 200, R"({"data":{"orders":{"totalItems":0}}})", "good"},
                    AnswerCase{"nothing_found", 200, R"({"data":{"order":null}})", "good"},
                    AnswerCase{"empty_errors", 200,
                               R"({"errors":[],"data":{"orders":{"totalItems":0}}})", "good"}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    ErrorResults, VendureAnswer,
    testing::Values(
        AnswerCase{
            "credentials", 200,
            R"({"data":{"login":{"errorCode":"INVALID_CREDENTIALS_ERROR","message":"The provided credentials are invalid"}}})",
            "halt shop/INVALID_CREDENTIALS_ERROR: the shop refused the login: 'The provided "
            "credentials are invalid'"},
        AnswerCase{
            "refund", 200,
            R"({"data":{"refundOrder":{"errorCode":"REFUND_AMOUNT_ERROR","message":"exceeds","maximumRefundable":12223}}})",
            "reject shop/REFUND_AMOUNT_ERROR: the shop refused: REFUND_AMOUNT_ERROR 'exceeds'"}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Errors, VendureAnswer,
    testing::Values(
        AnswerCase{"forbidden", 200,
                   error("You are not currently authorized to perform this action", "FORBIDDEN"),
                   "halt shop/FORBIDDEN: the shop does not let the channel's login do this: 'You "
                   "are not currently authorized to "
                   "perform this action'"},
        AnswerCase{"not_found", 200,
                   error("No Order with the id \\\"9\\\" could be found", "ENTITY_NOT_FOUND"),
                   "reject shop/ENTITY_NOT_FOUND: the shop refused: 'No Order with the id \"9\" "
                   "could be found'"},
        AnswerCase{"user_input", 200, error("take too large", "USER_INPUT_ERROR"),
                   "reject shop/USER_INPUT_ERROR: the shop refused: 'take too large'"},
        AnswerCase{"channel", 200, error("Channel nope not found", "CHANNEL_NOT_FOUND"),
                   "halt shop/CHANNEL_NOT_FOUND: the shop does not know the channel: 'Channel nope "
                   "not found'"},
        AnswerCase{"database", 200,
                   R"({"errors":[{"message":"deadlock detected","path":["orders"]}],"data":null})",
                   "retry shop/INTERNAL: the shop has a fault: 'deadlock detected'"},
        AnswerCase{"internal", 200, error("boom", "INTERNAL_SERVER_ERROR"),
                   "retry shop/INTERNAL_SERVER_ERROR: the shop has a fault: 'boom'"},
        AnswerCase{"partly", 200,
                   R"({"errors":[{"message":"boom"}],"data":{"orders":{"totalItems":3}}})",
                   "retry shop/INTERNAL: the shop has a fault: 'boom'"},
        AnswerCase{"validation", 400,
                   error("Cannot query field \\\"nope\\\" on type \\\"Query\\\".",
                         "GRAPHQL_VALIDATION_FAILED"),
                   "halt shop/GRAPHQL_VALIDATION_FAILED: the shop's API does not know the request: "
                   "'Cannot query field \"nope\" on type "
                   "\"Query\".'"},
        AnswerCase{"syntax", 400,
                   error("Syntax Error: Expected Name, found <EOF>.", "GRAPHQL_PARSE_FAILED"),
                   "halt shop/GRAPHQL_VALIDATION_FAILED: the shop's API does not know the request: "
                   "'Syntax Error: Expected Name, found "
                   "<EOF>.'"},
        AnswerCase{"control_characters", 200, error("a\\u001b[2Jb", "X"),
                   "retry shop/X: the shop has a fault: 'a\\x1b[2Jb'"}),
    [](const auto& row) { return std::string(row.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Statuses, VendureAnswer,
    testing::Values(
        AnswerCase{"malformed_request", 400,
                   R"({"statusCode":400,"message":"Unexpected token","path":"/admin-api"})",
                   "halt shop/HTTP_400: the shop could not read the request: 'Unexpected token'"},
        AnswerCase{"proxy_login", 401, "<html>who are you</html>",
                   "halt shop/HTTP_401: the shop answered with HTTP status 401"},
        AnswerCase{"wrong_path", 404, "Cannot POST /admin-api",
                   "halt shop/HTTP_404: the shop answered with HTTP status 404"},
        AnswerCase{"moved", 301, "",
                   "halt shop/HTTP_301: the shop's address redirects to "
                   "'https://elsewhere.example/admin-api'"},
        AnswerCase{"busy", 429, "slow down",
                   "retry shop/HTTP_429: the shop answered with HTTP status 429"},
        AnswerCase{"down", 503, "<html>maintenance</html>",
                   "retry shop/HTTP_503: the shop answered with HTTP status 503"},
        AnswerCase{"down_with_json", 502, R"({"data":{"order":null}})",
                   "retry shop/HTTP_502: the shop answered with HTTP status 502"},
        AnswerCase{"web_page", 200, "<html>welcome</html>",
                   "retry shop/HTTP_200: the shop did not answer as Vendure does"},
        AnswerCase{"other_json", 200, R"({"ok":true})",
                   "retry shop/HTTP_200: the shop did not answer as Vendure does"},
        AnswerCase{"empty", 200, "",
                   "retry shop/HTTP_200: the shop did not answer as Vendure does"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace answer_test
}  // namespace norekey::connectors::vendure
