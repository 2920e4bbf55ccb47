#include <boost/json.hpp>

#include <set>

#include "console/access/audit.hpp"
#include "console/access/gate.hpp"
#include "console/access/totp.hpp"
#include "console/api/handlers.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::console::api {
namespace {

namespace json = boost::json;
using flow::text_of;

Error unauthorized(std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {}, "unauthorized"};
}

json::object session_json(const Call& call, const Caller& caller) {
  std::set<std::string> companies;
  json::object zones;
  json::array channels;
  for (const auto& [name, route] : call.flow.setup->routes) {
    companies.insert(route.company.name);
    zones[route.company.name] = route.company.zone;
    channels.emplace_back(name);
  }
  json::array named;
  for (const std::string& one : companies) named.emplace_back(one);
  return {{"user", caller.user},
          {"name", caller.name},
          {"role", to_string(caller.role)},
          {"rep", caller.rep},
          {"csrf", caller.token.token.empty() ? "" : caller.token.csrf()},
          {"by", caller.by},
          {"totp", caller.totp},
          {"companies", std::move(named)},
          {"zones", std::move(zones)},
          {"channels", std::move(channels)},
          {"version", call.house.version},
          {"expires", norekey::to_string(caller.expires)},
          {"must_change", caller.must_change}};
}

awaitable<Result<Reply>> come_in(Call& call, User user, std::string by) {
  User copy = user;
  std::string way = by;
  auto in = co_await begin_session(call.house, std::move(copy), std::move(way));
  if (!in) co_return in.error();
  Caller caller = caller_of(user, by);
  caller.token = in->token;
  caller.expires = call.flow.clock.now() + call.house.config.session;
  Reply out;
  out.body = session_json(call, caller);
  out.headers.push_back(in->cookie);
  out.on = user.user;
  call.caller = std::move(caller);
  co_return out;
}

Error too_often(std::chrono::seconds wait) {
  return {Fate::retry,
          "too many tries were wrong; the next is taken in " + std::to_string(wait.count()) + " s",
          "wait, or ask an administrator for a new link",
          {},
          "throttled"};
}

std::chrono::seconds wait_of(const Call& call, const std::string& name) {
  const Instant now = call.flow.clock.now();
  return std::max(call.house.names.wait(name, now),
                  call.house.addresses.wait(call.request.remote, now));
}

void note_wrong(Call& call, const std::string& name) {
  const Instant now = call.flow.clock.now();
  call.house.names.wrong(name, now);
  call.house.addresses.wrong(call.request.remote, now);
}

awaitable<Result<void>> audit_refused(Call& call, std::string name) {
  AuditEntry entry{first_characters(name, 100), call.request.remote, "sign_in refused", name};
  co_return co_await audit(call.flow, std::move(entry));
}

/// Counts a code as used; unauthorized where it is none.
Result<void> take_code(Call& call, User& user, const std::string& code) {
  const auto step = totp_step(user.totp, code, call.flow.clock.now(), user.totp_used);
  if (!step) return unauthorized("this code is not right, or was used", "wait for the next one");
  user.totp_used = *step;
  return {};
}

awaitable<Result<Reply>> sign_in_by_password(Call& call, std::string typed) {
  const Error wrong = unauthorized("user or password is not right",
                                   "try again, or ask an administrator for a new link");
  auto name = user_name(typed);
  if (!name) co_return wrong;
  if (const auto wait = wait_of(call, *name); wait.count() > 0) co_return too_often(wait);
  std::string key = *name;
  auto user = co_await find_user(call.flow, std::move(key));
  if (!user) co_return user.error();
  const bool usable = *user && !(*user)->disabled && !(*user)->oidc;
  std::string kept = usable ? (*user)->password : "", given = call.in_body("password");
  auto right = co_await call.house.passwords.is(std::move(given), std::move(kept));
  if (!right) co_return right.error();
  if (!*right) {
    note_wrong(call, *name);
    auto noted = co_await audit_refused(call, *name);
    if (!noted) co_return noted.error();
    co_return wrong;
  }
  if (!(*user)->totp.empty()) {
    const std::string code = call.in_body("code");
    if (code.empty()) {
      Error needed = unauthorized("a code is asked for as well", "read it from the app");
      needed.cause = "code needed";
      co_return needed;
    }
    if (auto taken = take_code(call, **user, code); !taken) {
      note_wrong(call, *name);
      Error again = taken.error();
      again.cause = "code needed";
      co_return again;
    }
  }
  call.house.names.right(*name);
  std::string by = "password";
  User in = **user;
  co_return co_await come_in(call, std::move(in), std::move(by));
}

awaitable<Result<Reply>> sign_in_by_link(Call& call, std::string token) {
  if (const auto wait = wait_of(call, ""); wait.count() > 0) co_return too_often(wait);
  std::string purpose = "sign_in";
  auto link = co_await use_link(call.flow, std::move(token), std::move(purpose));
  if (!link) {
    if (link.error().fate == Fate::reject)
      call.house.addresses.wrong(call.request.remote, call.flow.clock.now());
    co_return link.error();
  }
  std::string name = link->user;
  auto user = co_await find_user(call.flow, std::move(name));
  if (!user) co_return user.error();
  if (!*user || (*user)->disabled)
    co_return unauthorized("this user may not come in", "ask an administrator");
  std::string by = "link";
  User in = **user;
  co_return co_await come_in(call, std::move(in), std::move(by));
}

awaitable<Result<User>> own_user(Call& call) {
  std::string name = call.caller.user;
  auto user = co_await find_user(call.flow, std::move(name));
  if (!user) co_return user.error();
  if (!*user || (*user)->oidc || call.caller.token.token.empty()) {
    co_return Error{Fate::reject,
                    "this is kept by the company's sign-in, not here",
                    "change it there",
                    {},
                    "forbidden"};
  }
  co_return std::move(**user);
}

Reply nothing(std::string on) {
  Reply out;
  out.status = 204;
  out.on = std::move(on);
  return out;
}

}  // namespace

awaitable<Result<Reply>> whoami(Call& call) {
  Reply out;
  out.body = session_json(call, call.caller);
  co_return out;
}

awaitable<Result<Reply>> sign_in(Call& call) {
  std::string link = call.in_body("link"), user = call.in_body("user");
  if (!link.empty()) co_return co_await sign_in_by_link(call, std::move(link));
  if (user.empty() || call.in_body("password").empty())
    co_return wanted("user and password are needed", "give both, or a link");
  co_return co_await sign_in_by_password(call, std::move(user));
}

awaitable<Result<Reply>> sign_out(Call& call) {
  Reply out = nothing(call.caller.user);
  if (call.caller.token.token.empty()) co_return out;
  std::string key = call.caller.token.key();
  auto ended = co_await end_session(call.flow, std::move(key));
  if (!ended) co_return ended.error();
  out.headers.push_back(set_cookie(call.house, call.house.cookie(), "", 0));
  co_return out;
}

/// Without a password so far, or signed in by a link within the last quarter of an hour, the old
/// one is not asked for: it may be lost.
awaitable<Result<Reply>> change_password(Call& call) {
  auto user = co_await own_user(call);
  if (!user) co_return user.error();
  const bool forgotten = user->password.empty() || call.caller.by == "link";
  if (!forgotten) {
    if (const auto wait = wait_of(call, user->user); wait.count() > 0) co_return too_often(wait);
    std::string old = call.in_body("old"), kept = user->password;
    auto right = co_await call.house.passwords.is(std::move(old), std::move(kept));
    if (!right) co_return right.error();
    if (!*right) {
      note_wrong(call, user->user);
      co_return Error{Fate::reject, "the old password is not right", "try again", {}, "forbidden"};
    }
  }
  std::string fresh = call.in_body("password");
  if (auto good = check_password(fresh, user->user); !good) co_return good.error();
  auto hash = co_await call.house.passwords.hash(std::move(fresh));
  if (!hash) co_return hash.error();
  user->password = std::move(*hash);
  user->sessions_from = call.flow.clock.now().time_since_epoch().count();
  std::string by = "password";
  User copy = *user;
  auto again = co_await come_in(call, std::move(copy), std::move(by));
  if (!again) co_return again.error();
  Reply out = nothing(user->user);
  out.headers = again->headers;
  co_return out;
}

awaitable<Result<Reply>> begin_totp(Call& call) {
  auto user = co_await own_user(call);
  if (!user) co_return user.error();
  user->totp_new = new_totp_secret();
  Reply out;
  out.body =
      json::object{{"secret", user->totp_new}, {"uri", totp_uri(user->totp_new, user->user)}};
  out.on = user->user;
  std::string who = call.caller.who(), why;
  auto saved = co_await save_user(call.flow, std::move(*user), std::move(who), std::move(why));
  if (!saved) co_return saved.error();
  co_return out;
}

awaitable<Result<Reply>> confirm_totp(Call& call) {
  auto user = co_await own_user(call);
  if (!user) co_return user.error();
  if (user->totp_new.empty()) co_return wanted("there is no secret to confirm", "ask for one");
  const auto step = totp_step(user->totp_new, call.in_body("code"), call.flow.clock.now(), 0);
  if (!step) {
    co_return Error{Fate::reject,
                    "this code is not right",
                    "look at the phone's clock, then try "
                    "the next code",
                    {},
                    ""};
  }
  user->totp = std::exchange(user->totp_new, "");
  user->totp_used = *step;
  const std::string name = user->user;
  std::string who = call.caller.who(), why;
  auto saved = co_await save_user(call.flow, std::move(*user), std::move(who), std::move(why));
  if (!saved) co_return saved.error();
  co_return nothing(name);
}

awaitable<Result<Reply>> end_totp(Call& call) {
  auto user = co_await own_user(call);
  if (!user) co_return user.error();
  if (const auto wait = wait_of(call, user->user); wait.count() > 0) co_return too_often(wait);
  if (auto taken = take_code(call, *user, call.in_body("code")); !taken) {
    note_wrong(call, user->user);
    co_return Error{Fate::reject, taken.error().what, taken.error().fix, {}, "forbidden"};
  }
  user->totp.clear();
  const std::string name = user->user;
  std::string who = call.caller.who(), why;
  auto saved = co_await save_user(call.flow, std::move(*user), std::move(who), std::move(why));
  if (!saved) co_return saved.error();
  co_return nothing(name);
}

awaitable<Result<Reply>> set_up(Call& call) {
  if (const auto wait = wait_of(call, ""); wait.count() > 0) co_return too_often(wait);
  auto name = user_name(call.in_body("user"));
  if (!name) co_return name.error();
  std::string password = call.in_body("password");
  if (auto good = check_password(password, *name); !good) co_return good.error();
  auto users = co_await all_users(call.flow);
  if (!users) co_return users.error();
  if (!users->empty())
    co_return unauthorized("the console is set up already", "sign in, or: norekey users link NAME");
  std::string token = call.in_body("token"), purpose = "set_up";
  auto link = co_await use_link(call.flow, std::move(token), std::move(purpose));
  if (!link) {
    call.house.addresses.wrong(call.request.remote, call.flow.clock.now());
    co_return link.error();
  }
  auto hash = co_await call.house.passwords.hash(std::move(password));
  if (!hash) co_return hash.error();
  User admin;
  admin.user = *name;
  admin.name = call.in_body("name");
  admin.role = Role::admin;
  admin.password = std::move(*hash);
  std::string by = "password";
  co_return co_await come_in(call, std::move(admin), std::move(by));
}

}  // namespace norekey::console::api
