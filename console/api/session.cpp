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

/// `change`: see begin_session.
awaitable<Result<Reply>> come_in(Call& call, std::string user, std::string by, UserChange change) {
  std::string way = by, no_refresh;
  auto in = co_await begin_session(call.house, std::move(user), std::move(way), std::move(change),
                                   std::move(no_refresh));
  if (!in) co_return in.error();
  Caller caller = caller_of(in->user, by);
  caller.token = in->token;
  caller.expires = call.flow.clock.now() + call.house.config.session;
  Reply out;
  out.body = session_json(call, caller);
  out.headers.push_back(in->cookie);
  out.on = in->user.user;
  call.caller = std::move(caller);
  co_return out;
}

Error too_often(Call& call, std::chrono::seconds wait) {
  call.wait_for = wait;
  return {Fate::retry,
          "too many tries were wrong; the next is taken in " + std::to_string(wait.count()) + " s",
          "wait, or ask an administrator for a new link",
          {},
          "throttled"};
}

std::chrono::seconds wait_of(const Call& call, const std::string& name) {
  const Instant now = call.flow.clock.now();
  return std::max(call.house.names.wait(name, now), call.house.addresses.wait(call.from, now));
}

void note_wrong(Call& call, const std::string& name) {
  const Instant now = call.flow.clock.now();
  call.house.names.wrong(name, now);
  call.house.addresses.wrong(call.from, now);
}

awaitable<Result<void>> audit_refused(Call& call, std::string name) {
  AuditEntry entry{first_characters(name, 100), call.from, "sign_in refused", name};
  co_return co_await audit(call.flow, std::move(entry));
}

/// Counts a code as used, where codes are asked for; "code needed" where it is none. Called while
/// the user is changed, so that a code counts once.
Result<void> take_code(Call& call, User& user, const std::string& code) {
  if (user.totp.empty()) return {};
  Error out = unauthorized("a code is asked for as well", "read it from the app");
  out.cause = "code needed";
  if (code.empty()) return out;
  const auto step = totp_step(user.totp, code, call.flow.clock.now(), user.totp_used);
  if (step) {
    user.totp_used = *step;
    return {};
  }
  out.what = "this code is not right, or was used";
  out.fix = "wait for the next one";
  return out;
}

Error not_allowed(const Error& error) {
  return {Fate::reject, error.what, error.fix, {}, "forbidden"};
}

awaitable<Result<Reply>> sign_in_by_password(Call& call, std::string typed) {
  const Error wrong = unauthorized("user or password is not right",
                                   "try again, or ask an administrator for a new link");
  auto name = user_name(typed);
  if (!name) co_return wrong;
  if (const auto wait = wait_of(call, *name); wait.count() > 0) co_return too_often(call, wait);
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
  const std::string code = call.in_body("code"), hash = (*user)->password;
  UserChange change = [&](User& now) -> Result<void> {
    if (now.password != hash) return wrong;  // changed while it was compared
    return take_code(call, now, code);
  };
  std::string by = "password", own = *name;
  auto in = co_await come_in(call, std::move(own), std::move(by), std::move(change));
  if (in) call.house.names.right(*name);
  if (!in && in.error().cause == "code needed" && !code.empty()) note_wrong(call, *name);
  co_return in;
}

awaitable<Result<Reply>> sign_in_by_link(Call& call, std::string token) {
  if (const auto wait = wait_of(call, ""); wait.count() > 0) co_return too_often(call, wait);
  std::string purpose = "sign_in";
  auto link = co_await use_link(call.flow, std::move(token), std::move(purpose));
  if (!link) {
    if (link.error().fate == Fate::reject)
      call.house.addresses.wrong(call.from, call.flow.clock.now());
    co_return link.error();
  }
  UserChange change = [&link](User& now) -> Result<void> {
    if (link->made.time_since_epoch().count() < now.sessions_from) return link_is_over();
    return {};
  };
  std::string by = "link", name = link->user;
  co_return co_await come_in(call, std::move(name), std::move(by), std::move(change));
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

/// One's own codes; needs one, where they are asked for.
awaitable<Result<User>> change_with_code(Call& call, std::string name, UserChange change) {
  if (const auto wait = wait_of(call, name); wait.count() > 0) co_return too_often(call, wait);
  bool wrong = false;
  UserChange both = [&](User& now) -> Result<void> {
    if (auto taken = take_code(call, now, call.in_body("code")); !taken) {
      wrong = true;
      return not_allowed(taken.error());
    }
    return change(now);
  };
  std::string own = name, who = call.caller.who(), why;
  auto changed = co_await console::change_user(call.flow, std::move(own), std::move(both),
                                               std::move(who), std::move(why));
  if (wrong) note_wrong(call, name);
  co_return changed;
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
  std::string key = call.caller.token.key(), own = key;
  const auto turn = co_await session_turn(call.flow, std::move(own));
  auto ended = co_await end_session(call.flow, std::move(key));
  if (!ended) co_return ended.error();
  out.headers.push_back(set_cookie(call.house, call.house.cookie(), "", 0));
  co_return out;
}

/// Without a password so far, or signed in by a link, the old one is not asked for: it may be lost.
awaitable<Result<Reply>> change_password(Call& call) {
  auto user = co_await own_user(call);
  if (!user) co_return user.error();
  const bool forgotten = user->password.empty() || call.caller.by == "link";
  if (!forgotten) {
    if (const auto wait = wait_of(call, user->user); wait.count() > 0)
      co_return too_often(call, wait);
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
  UserChange change = [&](User& now) -> Result<void> {
    if (now.password != user->password) {
      return Error{
          Fate::reject, "the password was changed meanwhile", "sign in again", {}, "changed"};
    }
    now.password = *hash;
    now.sessions_from = call.flow.clock.now().time_since_epoch().count();
    return {};
  };
  std::string by = "password", name = user->user;
  auto again = co_await come_in(call, std::move(name), std::move(by), std::move(change));
  if (!again) co_return again.error();
  Reply out = nothing(user->user);
  out.headers = again->headers;
  co_return out;
}

/// Where codes are asked for already, one of the app that gives them: who has a session alone does
/// not change what they come from.
awaitable<Result<Reply>> begin_totp(Call& call) {
  auto user = co_await own_user(call);
  if (!user) co_return user.error();
  const std::string secret = new_totp_secret();
  UserChange change = [&secret](User& now) -> Result<void> {
    now.totp_new = secret;
    return {};
  };
  auto changed = co_await change_with_code(call, user->user, std::move(change));
  if (!changed) co_return changed.error();
  Reply out;
  out.body = json::object{{"secret", secret}, {"uri", totp_uri(secret, user->user)}};
  out.on = user->user;
  co_return out;
}

awaitable<Result<Reply>> confirm_totp(Call& call) {
  auto user = co_await own_user(call);
  if (!user) co_return user.error();
  UserChange change = [&call](User& now) -> Result<void> {
    if (now.totp_new.empty()) return wanted("there is no secret to confirm", "ask for one");
    const auto step = totp_step(now.totp_new, call.in_body("code"), call.flow.clock.now(), 0);
    if (!step) {
      return Error{Fate::reject,
                   "this code is not right",
                   "look at the phone's clock, then try the next code",
                   {},
                   ""};
    }
    now.totp = std::exchange(now.totp_new, "");
    now.totp_used = *step;
    return {};
  };
  std::string name = user->user, who = call.caller.who(), why;
  auto changed = co_await console::change_user(call.flow, std::move(name), std::move(change),
                                               std::move(who), std::move(why));
  if (!changed) co_return changed.error();
  co_return nothing(user->user);
}

awaitable<Result<Reply>> end_totp(Call& call) {
  auto user = co_await own_user(call);
  if (!user) co_return user.error();
  UserChange change = [](User& now) -> Result<void> {
    now.totp.clear();
    return {};
  };
  auto changed = co_await change_with_code(call, user->user, std::move(change));
  if (!changed) co_return changed.error();
  co_return nothing(user->user);
}

awaitable<Result<Reply>> set_up(Call& call) {
  if (const auto wait = wait_of(call, ""); wait.count() > 0) co_return too_often(call, wait);
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
    call.house.addresses.wrong(call.from, call.flow.clock.now());
    co_return link.error();
  }
  auto hash = co_await call.house.passwords.hash(std::move(password));
  if (!hash) co_return hash.error();
  User admin;
  admin.user = *name;
  admin.name = call.in_body("name");
  admin.role = Role::admin;
  admin.password = std::move(*hash);
  std::string who = "console", why = "set up";
  auto made = co_await make_user(call.flow, std::move(admin), std::move(who), std::move(why));
  if (!made) co_return made.error();
  std::string by = "password", own = *name;
  UserChange nothing_more;
  co_return co_await come_in(call, std::move(own), std::move(by), std::move(nothing_more));
}

}  // namespace norekey::console::api
