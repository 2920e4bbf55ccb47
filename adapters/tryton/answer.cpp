#include "adapters/tryton/answer.hpp"

#include <boost/json.hpp>

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

std::string text_at(const json::array& list, std::size_t at) {
  if (at >= list.size() || !list[at].is_string()) return "";
  return std::string(list[at].get_string());
}

/// The message and, where it says more, the description of ["UserError", [message, description,
/// ...]].
std::string words(const json::array& parts, std::size_t from) {
  std::string message = text_at(parts, from);
  const std::string description = text_at(parts, from + 1);
  if (!description.empty()) message += " (" + description + ")";
  return message;
}

/// An error is a list; the first element is the class of an exception meant for users, or the text
/// of any other.
Answer read_error(const json::array& error) {
  Answer out;
  const std::string name = text_at(error, 0);
  const bool with_parts = error.size() > 1 && error[1].is_array();
  const json::array none;
  const json::array& parts = with_parts ? error[1].get_array() : none;
  if (name == "UserError") {
    out.kind = Kind::refused;
    out.text = words(parts, 0);
  } else if (name == "UserWarning") {
    out.kind = Kind::asks;
    out.warning = text_at(parts, 0);
    out.text = words(parts, 1);
  } else if (name == "ConcurrencyException") {
    out.kind = Kind::race;
    out.text = text_at(error, 1);
  } else if (name == "LoginException") {
    out.kind = Kind::session;
    out.text = "a login by password alone is not enough";
  } else {
    out.kind = name.starts_with("could not serialize") || name.starts_with("deadlock detected")
                   ? Kind::race
                   : Kind::fault;
    out.text = name.substr(0, name.find_last_not_of('\n') + 1);
  }
  return out;
}

Answer of_status(int status) {
  Answer out;
  out.text = "HTTP " + std::to_string(status);
  switch (status) {
    case 401:
      out.kind = Kind::session;
      break;
    case 403:
    case 404:
    case 405:
    case 308:
      out.kind = Kind::set_up;
      break;
    case 429:
    case 503:
      out.kind = Kind::busy;
      break;
    default:
      out.kind = Kind::broken;
  }
  return out;
}

}  // namespace

Answer read_answer(int status, std::string_view body) {
  if (status != 200) return of_status(status);
  boost::system::error_code ec;
  json::value value = json::parse(body, ec);
  json::object* reply = ec ? nullptr : value.if_object();
  if (reply == nullptr) return {Kind::broken, {}, "an answer that is no JSON object", ""};
  if (const json::value* error = reply->if_contains("error")) {
    if (error->is_array()) return read_error(error->get_array());
    return {Kind::broken, {}, "an error that is no list", ""};
  }
  json::value* result = reply->if_contains("result");
  if (result == nullptr) return {Kind::broken, {}, "an answer without a result", ""};
  return {Kind::result, std::move(*result), "", ""};
}

}  // namespace norekey::adapters::tryton
