#include "console/access/user.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using flow::flag_of;
using flow::text_of;

constexpr const char* kUserKind = "console/user";
constexpr std::size_t kMostName = 100;

std::int64_t whole(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_int64() ? v->get_int64() : 0;
}

User user_from(const std::string& name, const json::object& in) {
  User out;
  out.user = name;
  out.name = text_of(in, "name");
  out.role = value_or(role_of(text_of(in, "role")), Role::viewer);
  out.rep = text_of(in, "rep");
  out.oidc = flag_of(in, "oidc");
  out.disabled = flag_of(in, "disabled");
  out.password = text_of(in, "password");
  out.totp = text_of(in, "totp");
  out.totp_new = text_of(in, "totp_new");
  out.totp_used = whole(in, "totp_used");
  out.sessions_from = whole(in, "sessions_from");
  out.last = Instant(std::chrono::microseconds(whole(in, "last")));
  return out;
}

std::string text_of_user(const User& user) {
  return json::serialize(json::object{{"name", user.name},
                                      {"role", to_string(user.role)},
                                      {"rep", user.rep},
                                      {"oidc", user.oidc},
                                      {"disabled", user.disabled},
                                      {"password", user.password},
                                      {"totp", user.totp},
                                      {"totp_new", user.totp_new},
                                      {"totp_used", user.totp_used},
                                      {"sessions_from", user.sessions_from},
                                      {"last", user.last.time_since_epoch().count()}});
}

std::optional<json::object> object_of(const queue::Record& record) {
  boost::system::error_code ec;
  json::value value = json::parse(record.value, ec);
  if (ec || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

}  // namespace

const char* to_string(Role role) {
  switch (role) {
    case Role::viewer:
      return "viewer";
    case Role::operator_:
      return "operator";
    case Role::admin:
      return "admin";
    case Role::rep:
      return "rep";
  }
  return "";
}

Result<Role> role_of(const std::string& text) {
  for (const Role one : {Role::viewer, Role::operator_, Role::admin, Role::rep}) {
    if (text == to_string(one)) return one;
  }
  return Error{Fate::reject,
               "there is no role " + shown(text) +
                   did_you_mean(text, {"viewer", "operator", "admin", "rep"}),
               "use one of: viewer, operator, admin, rep",
               {},
               "usage"};
}

json::object to_json(const User& user) {
  json::object out{{"user", user.user},
                   {"name", user.name},
                   {"role", to_string(user.role)},
                   {"rep", user.rep},
                   {"by", user.oidc ? "oidc" : "local"},
                   {"disabled", user.disabled},
                   {"totp", !user.totp.empty()},
                   {"has_password", !user.password.empty()},
                   {"last", nullptr}};
  if (user.last != Instant{}) out["last"] = norekey::to_string(user.last);
  return out;
}

Result<std::string> user_name(const std::string& typed) {
  const std::string name = lower(trim(typed));
  const auto bad = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == '\x7f';
  };
  if (!name.empty() && name.size() <= kMostName && std::none_of(name.begin(), name.end(), bad))
    return name;
  return Error{Fate::reject,
               shown(typed) + " is no user's name",
               "give 1 to 100 characters without blanks and slashes",
               {},
               "usage"};
}

awaitable<Result<std::optional<User>>> find_user(Context& context, std::string user) {
  std::string kind = kUserKind, key = user;
  auto found = co_await fact(context, std::move(kind), std::move(key));
  if (!found) co_return found.error();
  if (!*found) co_return std::optional<User>{};
  co_return std::optional<User>(user_from(user, **found));
}

awaitable<Result<std::vector<User>>> all_users(Context& context) {
  std::string kind = kUserKind;
  auto records = co_await flow::all_records(context.journal, std::move(kind));
  if (!records) co_return records.error();
  std::vector<User> out;
  for (const queue::Record& record : *records) {
    if (auto in = object_of(record)) out.push_back(user_from(record.key, *in));
  }
  co_return out;
}

awaitable<Result<void>> save_user(Context& context, User user, std::string who, std::string why) {
  std::string kind = kUserKind, key = user.user, value = text_of_user(user);
  co_return co_await put_fact(context, std::move(kind), std::move(key), std::move(value),
                              std::move(who), std::move(why));
}

awaitable<Result<void>> remove_user(Context& context, std::string user, std::string who) {
  std::string kind = kUserKind, value;
  co_return co_await put_fact(context, std::move(kind), std::move(user), std::move(value),
                              std::move(who));
}

awaitable<Result<void>> put_fact(Context& context, std::string kind, std::string key,
                                 std::string value, std::string who, std::string why) {
  queue::Effects effects;
  queue::Record& record = effects.records.emplace_back();
  record.kind = std::move(kind);
  record.key = std::move(key);
  record.value = std::move(value);
  record.who = std::move(who);
  record.why = std::move(why);
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return Result<void>{};
}

awaitable<Result<std::optional<json::object>>> fact(Context& context, std::string kind,
                                                    std::string key) {
  auto record = co_await context.journal.record(std::move(kind), std::move(key));
  if (!record) co_return record.error();
  if (!*record) co_return std::optional<json::object>{};
  co_return object_of(**record);
}

}  // namespace norekey::console
