#include "console/access/user.hpp"

#include <boost/json.hpp>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "flow/duty.hpp"
#include "flow/facts.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using flow::flag_of;
using flow::text_of;

constexpr const char* kUserKind = "console/user";
constexpr std::size_t kMostName = 100;
constexpr std::chrono::seconds kHold{10};  // of the duty, where a daemon dies in between
constexpr std::chrono::microseconds kBetween{50'000};
constexpr int kMostTries = 220;  // a dead one's duty is free by then

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
  out.made = Instant(std::chrono::microseconds(whole(in, "made")));
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
                                      {"last", user.last.time_since_epoch().count()},
                                      {"made", user.made.time_since_epoch().count()}});
}

std::optional<json::object> object_of(const queue::Record& record) {
  boost::system::error_code ec;
  json::value value = json::parse(record.value, ec);
  if (ec || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

/// What a user becomes; nullopt = they are removed.
using UserStep = std::function<Result<std::optional<User>>(std::optional<User>)>;

/// Reads, does and keeps. The duty is held already.
awaitable<Result<void>> read_and_keep(Context& context, std::string name, UserStep step,
                                      std::string who, std::string why) {
  std::string key = name;
  auto found = co_await find_user(context, std::move(key));
  if (!found) co_return found.error();
  auto then = step(std::move(*found));
  if (!then) co_return then.error();
  std::string kind = kUserKind, value = *then ? text_of_user(**then) : "";
  co_return co_await put_fact(context, std::move(kind), std::move(name), std::move(value),
                              std::move(who), std::move(why));
}

/// One at a time of a user: by turns in this daemon, by a duty of all daemons on the store.
awaitable<Result<void>> in_turn(Context& context, std::string name, UserStep step, std::string who,
                                std::string why) {
  const std::string duty = "console/user/" + sha256_hex(name).substr(0, 32);
  std::string key = "user/" + name;
  const auto turn = co_await context.turns.take(std::move(key));
  bool ours = false;
  for (int tries = 0; !ours && tries < kMostTries; ++tries) {
    if (tries > 0) co_await flow::rest_for(kBetween);
    std::string claimed = duty;
    auto got = co_await context.store.claim(std::move(claimed), kHold);
    if (!got) co_return got.error();
    ours = *got;
  }
  if (!ours) {
    co_return Error{
        Fate::retry, shown(name) + " is being changed by another daemon", "try again", {}, ""};
  }
  auto done = co_await read_and_keep(context, std::move(name), std::move(step), std::move(who),
                                     std::move(why));
  std::string left = duty;
  auto released = co_await context.store.claim(std::move(left), std::chrono::seconds{0});
  if (!done) co_return done.error();
  if (!released) co_return released.error();
  co_return done;
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
  const std::string name = folded(trim(typed));
  const bool dots = name == "." || name == "..";  // of a path, which browsers take out
  if (!name.empty() && name.size() <= kMostName && !dots && is_one_line(name) &&
      name.find_first_of(" /") == std::string::npos)
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

awaitable<Result<User>> make_user(Context& context, User user, std::string who, std::string why) {
  UserStep step = [&context, &user](std::optional<User> found) -> Result<std::optional<User>> {
    if (found)
      return Error{Fate::reject, "there is a user " + shown(user.user), "change it", {}, "changed"};
    user.made = context.clock.now();
    user.sessions_from = user.made.time_since_epoch().count();
    return std::optional<User>(user);
  };
  std::string name = user.user;
  auto made =
      co_await in_turn(context, std::move(name), std::move(step), std::move(who), std::move(why));
  if (!made) co_return made.error();
  co_return user;
}

awaitable<Result<User>> change_user(Context& context, std::string user, UserChange change,
                                    std::string who, std::string why) {
  User out;
  UserStep step = [&](std::optional<User> found) -> Result<std::optional<User>> {
    if (!found)
      return Error{
          Fate::reject, "there is no user " + shown(user), "look at the list", {}, "not found"};
    out = std::move(*found);
    if (auto fine = change(out); !fine) return fine.error();
    return std::optional<User>(out);
  };
  std::string name = user;
  auto changed =
      co_await in_turn(context, std::move(name), std::move(step), std::move(who), std::move(why));
  if (!changed) co_return changed.error();
  co_return out;
}

awaitable<Result<void>> remove_user(Context& context, std::string user, std::string who) {
  UserStep step = [](const std::optional<User>&) -> Result<std::optional<User>> {
    return std::optional<User>{};
  };
  std::string why;
  co_return co_await in_turn(context, std::move(user), std::move(step), std::move(who),
                             std::move(why));
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
