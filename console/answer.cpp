#include "console/answer.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

#include "core/digest.hpp"
#include "core/text.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;

struct Status {
  int status;
  const char *cause, *title;
};

constexpr std::array<Status, 18> kStatuses{{
    {400, "usage", "The request cannot be understood"},
    {401, "unauthorized", "Not signed in"},
    {401, "code needed", "A code is asked for"},
    {403, "forbidden", "Not allowed"},
    {404, "not found", "Not found"},
    {405, "method", "Not possible here"},
    {408, "too slow", "The request did not arrive in time"},
    {409, "changed", "Changed meanwhile"},
    {412, "precondition", "Changed meanwhile"},
    {413, "too large", "Too large"},
    {415, "media type", "Not JSON"},
    {422, "", "Refused"},
    {428, "if-match", "If-Match is needed"},
    {429, "throttled", "Too many tries"},
    {431, "head too large", "Too large"},
    {500, "halt", "The set-up is wrong"},
    {502, "gateway", "Somebody else did not answer"},
    {503, "retry", "Not now"},
}};

int status_of(const Error& error) {
  if (error.fate == Fate::retry) return error.cause == "throttled" ? 429 : 503;
  for (const Status& one : kStatuses) {
    if (error.cause == one.cause && *one.cause != '\0') return one.status;
  }
  if (error.cause == "store/refused") {
    return error.what.find("does not exist") == std::string::npos ? 409 : 404;
  }
  return error.fate == Fate::halt ? 500 : 422;
}

const char* title_of(int status) {
  for (const Status& one : kStatuses) {
    if (one.status == status) return one.title;
  }
  return "Refused";
}

std::string place_of(const Where& where) {
  std::string out = where.file;
  if (where.line != 0) out += ":" + std::to_string(where.line);
  if (where.column != 0) out += ":" + std::to_string(where.column);
  if (!where.field.empty()) out += (out.empty() ? "" : ": ") + where.field;
  return out;
}

/// Header values hold no control characters; a file's name no quotes and no path either.
std::string safe_name(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-';
    out += plain ? c : '_';
  }
  return out;
}

}  // namespace

net::Response problem(int status, std::string detail, std::string fix, json::object more) {
  json::object out{
      {"type", "about:blank"}, {"title", title_of(status)}, {"status", status}, {"detail", detail}};
  if (!fix.empty()) out["fix"] = fix;
  for (auto& one : more) out[one.key()] = std::move(one.value());
  net::Response answer{status, {{"Content-Type", "application/problem+json"}}, {}};
  answer.headers.push_back({"Cache-Control", "no-store"});
  if (status == 503 || status == 429) answer.headers.push_back({"Retry-After", "5"});
  if (status == 401) answer.headers.push_back({"WWW-Authenticate", "Bearer realm=\"norekey\""});
  answer.body = json::serialize(out);
  return answer;
}

net::Response problem(const Error& error) {
  json::object more;
  if (error.cause == "code needed") more["code_needed"] = true;
  if (const std::string place = place_of(error.where); !place.empty()) more["where"] = place;
  return problem(status_of(error), error.what, error.fix, std::move(more));
}

net::Response json_answer(const Reply& reply, const net::Request& request) {
  net::Response out{reply.status, reply.headers, {}};
  if (reply.status == 204) return out;
  out.body = json::serialize(reply.body);
  out.headers.push_back({"Content-Type", "application/json"});
  out.headers.push_back({"Cache-Control", "no-cache, private"});
  const bool reading = request.method == "GET" || request.method == "HEAD";
  if (!reading || reply.status != 200) return out;
  std::string tag(net::find(out.headers, "ETag"));
  if (tag.empty()) {
    tag = etag_of(out.body);
    out.headers.push_back({"ETag", tag});
  }
  if (names_tag(net::find(request.headers, "If-None-Match"), tag)) {
    out.status = 304;
    out.body.clear();
  }
  return out;
}

std::string etag_of(std::string_view text) { return "\"" + sha256_hex(text).substr(0, 32) + "\""; }

bool names_tag(std::string_view if_match, std::string_view tag) {
  for (const std::string& one : split(if_match, ',')) {
    std::string_view given = trim(one);
    if (given.substr(0, 2) == "W/") given.remove_prefix(2);
    if (given == tag || given == "*") return true;
  }
  return false;
}

net::Response file_answer(std::string text, std::string type, const std::string& name) {
  net::Response out{200, {{"Content-Type", std::move(type)}}, std::move(text)};
  out.headers.push_back(
      {"Content-Disposition", "attachment; filename=\"" + safe_name(name) + "\""});
  out.headers.push_back({"Cache-Control", "no-store"});
  return out;
}

}  // namespace norekey::console
