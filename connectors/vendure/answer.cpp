#include "connectors/vendure/answer.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace norekey::connectors::vendure {
namespace {

const char* const kCheckUrl =
    "check the channel's url: Vendure's admin API is expected below it, at /admin-api";
const char* const kCheckShop = "look into the shop's log for this time";

Error answered(Fate fate, const std::string& code, std::string what, std::string fix) {
  return Error{fate, std::move(what), std::move(fix), {}, "shop/" + code};
}

std::string said(const pugi::xml_node& error) { return shown(error.child("message").text().get()); }

/// `data.<mutation>.errorCode`: the request was understood and refused.
Error error_result(const pugi::xml_node& result) {
  const std::string code = result.child("errorCode").text().get();
  if (code == "INVALID_CREDENTIALS_ERROR" || code == "NATIVE_AUTH_STRATEGY_ERROR" ||
      code == "NOT_VERIFIED_ERROR") {
    return answered(Fate::halt, code, "the shop refused the login: " + said(result),
                    "correct login and password of the channel");
  }
  return answered(Fate::reject, code, "the shop refused: " + code + " " + said(result),
                  "open the order in the shop's admin page");
}

/// `errors[0]`: the request failed as a whole.
Error graphql_error(const pugi::xml_node& error) {
  const std::string code = error.child("extensions").child("code").text().get();
  if (code == "FORBIDDEN" || code == "UNAUTHORIZED") {
    return answered(
        Fate::halt, "FORBIDDEN",
        "the shop does not let the channel's login do this: " + said(error),
        "give its role the permissions ReadOrder and UpdateOrder, or check the API key");
  }
  if (code == "CHANNEL_NOT_FOUND") {
    return answered(Fate::halt, code, "the shop does not know the channel: " + said(error),
                    "correct channel-token");
  }
  if (code == "GRAPHQL_VALIDATION_FAILED" || code == "GRAPHQL_PARSE_FAILED" ||
      code == "BAD_USER_INPUT") {
    return answered(
        Fate::halt, "GRAPHQL_VALIDATION_FAILED",
        "the shop's API does not know the request: " + said(error),
        "look which of its fields the shop's version lacks: Norekey was made for Vendure 3.7");
  }
  if (code == "ENTITY_NOT_FOUND" || code == "USER_INPUT_ERROR" || code == "ILLEGAL_OPERATION") {
    return answered(Fate::reject, code, "the shop refused: " + said(error),
                    "open the order in the shop's admin page");
  }
  return answered(Fate::retry, code.empty() ? "INTERNAL" : code,
                  "the shop has a fault: " + said(error), kCheckShop);
}

/// What a status means that comes without a GraphQL answer: a proxy's, a maintenance page's,
/// another program's.
Error http_error(const net::Response& response, const pugi::xml_node& root) {
  const std::string status = std::to_string(response.status);
  const std::string code = "HTTP_" + status;
  if (response.status >= 500 || response.status == 408 || response.status == 425 ||
      response.status == 429) {
    return answered(Fate::retry, code, "the shop answered with HTTP status " + status, kCheckShop);
  }
  if (response.status >= 300 && response.status < 400) {
    return answered(Fate::halt, code,
                    "the shop's address redirects to " + shown(find(response.headers, "Location")),
                    "give that address as the channel's url");
  }
  if (response.status == 400 && !root.child("message").empty()) {
    return answered(Fate::halt, code, "the shop could not read the request: " + said(root),
                    kCheckShop);
  }
  if (response.status >= 400) {
    return answered(Fate::halt, code, "the shop answered with HTTP status " + status, kCheckUrl);
  }
  return answered(Fate::retry, code, "the shop did not answer as Vendure does", kCheckUrl);
}

}  // namespace

Result<mapping::Document> read_answer(const net::Response& response) {
  auto document = mapping::from_json(response.body, "answer");
  if (!document) return http_error(response, {});
  const pugi::xml_node root = document->root();
  if (const auto error = root.child("errors").child("message"); error)
    return graphql_error(root.child("errors"));
  const pugi::xml_node data = root.child("data");
  if (response.status >= 300 || !data) return http_error(response, root);
  for (const pugi::xml_node result : data.children()) {
    if (result.child("errorCode")) return error_result(result);
  }
  return document;
}

}  // namespace norekey::connectors::vendure
