#include "console/access/gate.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <memory>

#include "console/access/oidc.hpp"
#include "console/access/token.hpp"
#include "core/digest.hpp"
#include "core/random.hpp"
#include "core/text.hpp"

namespace norekey::console {
namespace {

constexpr std::chrono::minutes kSeenEvery{5};  // a session's last use is written so often

Error unauthorized() {
  return {
      Fate::reject, "nobody is signed in, or the session is over", "sign in", {}, "unauthorized"};
}

Error forbidden(std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {}, "forbidden"};
}

std::string bearer_of(const net::Request& request) {
  const std::string_view value = net::find(request.headers, "Authorization");
  if (value.size() < 7 || !equal_without_case(value.substr(0, 7), "Bearer ")) return "";
  return std::string(trim(value.substr(7)));
}

awaitable<Result<Caller>> by_token(Call& call, std::string text) {
  auto found = co_await find_token(call.flow, std::move(text));
  if (!found) co_return found.error();
  if (!*found) {
    co_return Error{
        Fate::reject,
        "the token is unknown, its time is over, or whoever made it is disabled or gone",
        "ask an administrator for a new one",
        {},
        "unauthorized"};
  }
  Caller out;
  out.user = "token " + (*found)->name;
  out.owner = (*found)->owner;
  out.name = (*found)->name;
  out.by = "token";
  out.role = (*found)->role;
  out.rep = (*found)->rep;
  out.areas = (*found)->areas;
  out.expires = (*found)->expires;
  co_return out;
}

bool is_to_be_asked(const Call& call, const Session& session) {
  return session.by == "oidc" &&
         call.flow.clock.now() - session.checked >= call.house.config.oidc.check_every;
}

/// Of who came by OIDC: asks the provider from time to time, and takes over what it says of groups.
/// false: the session is over.
awaitable<Result<bool>> still_known(Call& call, Session& session, User& user,
                                    const SessionToken& token) {
  const Instant now = call.flow.clock.now();
  if (!is_to_be_asked(call, session)) co_return true;
  if (!call.house.oidc) co_return false;
  const auto refresh = unseal(token.token, session.kept);
  if (!refresh) co_return false;
  std::string asked = *refresh;
  auto told = co_await call.house.oidc->refresh(std::move(asked));
  if (!told) {
    if (told.error().fate == Fate::retry) co_return told.error();
    co_return false;
  }
  if (told->user.role != user.role || told->user.rep != user.rep) {
    UserChange groups = [&told](User& known) -> Result<void> {
      known.role = told->user.role;
      known.rep = told->user.rep;
      return {};
    };
    std::string name = user.user, who = "oidc", why = "groups changed";
    auto changed = co_await change_user(call.flow, std::move(name), std::move(groups),
                                        std::move(who), std::move(why));
    if (!changed && changed.error().cause == "not found") co_return false;
    if (!changed) co_return changed.error();
    user = std::move(*changed);
    if (user.disabled) co_return false;
  }
  session.checked = now;
  if (!told->refresh_token.empty()) session.kept = seal(token.token, told->refresh_token);
  co_return true;
}

/// Kept only while it is there: one that was ended meanwhile does not come back. `turn`: as
/// session_turn gives it, or none yet.
awaitable<Result<void>> keep_session(Call& call, Session session, std::shared_ptr<void> turn) {
  std::string own = session.key, key = session.key;
  if (!turn) turn = co_await session_turn(call.flow, std::move(own));
  auto found = co_await find_session(call.flow, std::move(key));
  if (!found) co_return found.error();
  if (!*found) co_return unauthorized();
  co_return co_await save_session(call.flow, std::move(session));
}

awaitable<Result<Caller>> by_session(Call& call, SessionToken token) {
  std::string key = token.key();
  auto found = co_await find_session(call.flow, key);
  if (!found) co_return found.error();
  if (!*found) co_return unauthorized();
  Session session = std::move(**found);
  std::shared_ptr<void> turn;
  if (is_to_be_asked(call, session)) {
    // Many providers take a refresh token once. Of the requests that a page sends together the
    // first asks; the others find what it was told.
    std::string own = key, again = key;
    turn = co_await session_turn(call.flow, std::move(own));
    found = co_await find_session(call.flow, std::move(again));
    if (!found) co_return found.error();
    if (!*found) co_return unauthorized();
    session = std::move(**found);
  }
  std::string name = session.user;
  auto user = co_await find_user(call.flow, std::move(name));
  if (!user) co_return user.error();
  const Instant now = call.flow.clock.now();
  const bool over = !*user || (*user)->disabled || now - session.seen > call.house.config.idle ||
                    session.made.time_since_epoch().count() < (*user)->sessions_from;
  if (over) co_return unauthorized();
  const Instant checked = session.checked;
  auto known = co_await still_known(call, session, **user, token);
  if (!known) co_return known.error();
  if (!*known) {
    auto ended = co_await end_session(call.flow, std::move(key));
    if (!ended) co_return ended.error();
    co_return unauthorized();
  }
  Caller out = caller_of(**user, session.by);
  out.token = token;
  out.expires = session.expires;
  if (now - session.seen > kSeenEvery || session.checked != checked) {
    session.seen = now;
    auto saved = co_await keep_session(call, std::move(session), std::move(turn));
    if (!saved) co_return saved.error();
  }
  co_return out;
}

bool has_area(const Caller& caller, std::string_view area) {
  return area == "session" ||
         std::any_of(caller.areas.begin(), caller.areas.end(),
                     [area](const std::string& one) { return one == "*" || one == area; });
}

Result<void> check_may(const Caller& caller, const Route& route) {
  if (!may(route, caller.role)) {
    return forbidden("the role " + std::string(to_string(caller.role)) + " may not do this",
                     "ask an administrator for another role");
  }
  if (!has_area(caller, route.area)) {
    return forbidden(
        "this token may not do this: it is not for the area " + std::string(route.area),
        "make a token with that area");
  }
  return {};
}

}  // namespace

Caller caller_of(const User& user, const std::string& by) {
  Caller out;
  out.user = out.owner = user.user;
  out.name = user.name.empty() ? user.user : user.name;
  out.rep = user.rep;
  out.by = by;
  out.role = user.role;
  out.totp = !user.totp.empty();
  out.must_change = !user.oidc && (user.password.empty() || by == "link");
  return out;
}

awaitable<Result<void>> admit(Call& call, const Route& route) {
  if (route.least == Least::nobody) {
    if (!is_reading(call.request.method)) co_return check_origin(call.house, call.request);
    co_return Result<void>{};
  }
  if (std::string text = bearer_of(call.request); !text.empty()) {
    auto caller = co_await by_token(call, std::move(text));
    if (!caller) co_return caller.error();
    call.caller = std::move(*caller);
    co_return check_may(call.caller, route);
  }
  SessionToken token{cookie_of(call.request, call.house.cookie())};
  if (token.token.empty()) co_return unauthorized();
  auto caller = co_await by_session(call, std::move(token));
  if (!caller) co_return caller.error();
  call.caller = std::move(*caller);
  if (!is_reading(call.request.method)) {
    if (auto fine = check_origin(call.house, call.request); !fine) co_return fine.error();
    const std::string_view given = net::find(call.request.headers, "X-CSRF-Token");
    if (!equal_in_constant_time(given, call.caller.token.csrf())) {
      co_return forbidden("the header X-CSRF-Token is not the session's",
                          "send the value of csrf that GET /api/v1/session gives");
    }
  }
  co_return check_may(call.caller, route);
}

Result<void> check_origin(const House& house, const net::Request& request) {
  const auto foreign = [] {
    return forbidden("this came from a page of another site", "use the console's own pages");
  };
  const std::string_view site = net::find(request.headers, "Sec-Fetch-Site");
  if (!site.empty() && site != "same-origin" && site != "none") return foreign();
  const std::string_view origin = net::find(request.headers, "Origin");
  if (origin.empty()) return {};
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return foreign();
  const std::string_view host = net::find(request.headers, "Host");
  const bool ours =
      origin.substr(scheme + 3) == host || (!house.url.empty() && origin == house.url);
  if (!ours) return foreign();
  return {};
}

awaitable<boost::json::object> ways_in(House& house) {
  auto users = co_await all_users(house.context);
  boost::json::object out{{"oidc", house.oidc != nullptr}};
  out["set_up"] = users && users->empty() && house.oidc == nullptr;
  co_return out;
}

awaitable<Result<SignedIn>> begin_session(House& house, std::string user, std::string by,
                                          UserChange change, std::string refresh_token) {
  const Error may_not{
      Fate::reject, "this user may not come in", "ask an administrator", {}, "unauthorized"};
  SignedIn out;
  Instant made{};
  UserChange come_in = [&](User& now) -> Result<void> {
    if (now.disabled) return may_not;
    if (change) {
      if (auto fine = change(now); !fine) return fine.error();
    }
    made = now.last = house.context.clock.now();
    return {};
  };
  std::string name = user, who = "console", why = "signed in";
  auto changed = co_await change_user(house.context, std::move(name), std::move(come_in),
                                      std::move(who), std::move(why));
  if (!changed && changed.error().cause == "not found") co_return may_not;
  if (!changed) co_return changed.error();
  out.user = std::move(*changed);
  out.token.token = random_token();
  Session session;
  session.key = out.token.key();
  session.user = std::move(user);
  session.by = std::move(by);
  session.made = session.seen = session.checked = made;
  session.expires = session.made + house.config.session;
  if (session.by == "oidc" && refresh_token.empty())
    session.expires = session.made + std::chrono::minutes{5};  // nobody can be asked later
  if (!refresh_token.empty()) session.kept = seal(out.token.token, refresh_token);
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(session.expires - session.made).count();
  auto saved = co_await save_session(house.context, std::move(session));
  if (!saved) co_return saved.error();
  out.cookie = set_cookie(house, house.cookie(), out.token.token, seconds);
  co_return out;
}

}  // namespace norekey::console
