#include <boost/json.hpp>

#include <algorithm>

#include "console/access/audit.hpp"
#include "console/access/token.hpp"
#include "console/api/handlers.hpp"
#include "console/house.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::console::api {
namespace {

namespace json = boost::json;
using flow::flag_of;

constexpr std::chrono::hours kLinkLasts{24};

Error no_user(const std::string& name) {
  return {Fate::reject, "there is no user " + shown(name), "look at the list", {}, "not found"};
}

awaitable<Result<User>> there(Call& call, std::string name) {
  std::string key = value_or(user_name(name), name);
  auto user = co_await find_user(call.flow, std::move(key));
  if (!user) co_return user.error();
  if (!*user) co_return no_user(name);
  co_return std::move(**user);
}

/// Whose statement and orders they would see.
Result<void> check_known(const Call& call, const std::string& rep) {
  const auto& reps = call.flow.setup->sales_credit.reps;
  if (rep.empty() || reps.contains(rep)) return {};
  std::vector<std::string> codes;
  for (const auto& one : reps) codes.push_back(one.first);
  return wanted("there is no rep " + shown(rep) + did_you_mean(rep, codes),
                "give a code of reps.csv");
}

bool is_own_admin(const User& user) {
  return user.role == Role::admin && !user.disabled && !user.oidc;
}

/// Nobody may lock everybody out.
awaitable<Result<void>> not_the_last(Call& call, std::string name) {
  auto users = co_await all_users(call.flow);
  if (!users) co_return users.error();
  const bool others = std::any_of(users->begin(), users->end(), [&](const User& one) {
    return one.user != name && is_own_admin(one);
  });
  if (others) co_return Result<void>{};
  co_return Error{Fate::reject,
                  shown(name) + " is the last administrator of the console's own",
                  "make another one first",
                  {},
                  ""};
}

awaitable<Result<json::value>> with_link(Call& call, const User& user) {
  Link link{"sign_in", user.user, call.flow.clock.now() + kLinkLasts};
  std::string who = call.caller.who();
  auto token = co_await make_link(call.flow, std::move(link), std::move(who));
  if (!token) co_return token.error();
  json::object out = to_json(user);
  out["link"] = "/#/in/" + *token;
  co_return json::value(std::move(out));
}

Result<void> check_rep(Role role, const std::string& rep) {
  if (role == Role::rep && rep.empty())
    return wanted("a rep needs a rep code", "give rep, a code of reps.csv");
  if (role != Role::rep && !rep.empty())
    return wanted("only the role rep has a rep code", "leave rep out, or make the role rep");
  return {};
}

/// What a PATCH asks for. A new link ends what was before it, and the codes.
Result<void> do_as_asked(const Call& call, User& user) {
  const json::object& in = call.body;
  const std::string before = user.rep;  // may have left since
  if (in.contains("name")) user.name = call.in_body("name");
  if (in.contains("role")) {
    auto role = role_of(call.in_body("role"));
    if (!role) return role.error();
    user.role = *role;
    if (*role != Role::rep) user.rep.clear();
  }
  if (in.contains("rep")) user.rep = call.in_body("rep");
  if (auto fits = check_rep(user.role, user.rep); !fits) return fits.error();
  if (user.rep != before) {
    if (auto known = check_known(call, user.rep); !known) return known.error();
  }
  if (in.contains("disabled")) user.disabled = flag_of(in, "disabled");
  const bool link = flag_of(in, "link");
  if (link && user.oidc)
    return wanted("this user comes by the company's sign-in", "no link is needed");
  if (link || user.disabled) user.sessions_from = call.flow.clock.now().time_since_epoch().count();
  if (link) user.totp.clear();
  return {};
}

Result<std::vector<std::string>> areas_of(const json::object& in) {
  static const std::vector<std::string> known{
      "*",      "messages", "exceptions",   "lookups", "mappings", "sync",
      "credit", "partners", "destinations", "users",   "alerts"};
  const json::value* all = in.if_contains("areas");
  if (all == nullptr) return std::vector<std::string>{"*"};
  std::vector<std::string> out;
  if (all->is_array()) {
    for (const json::value& one : all->get_array()) {
      const std::string area = one.is_string() ? std::string(one.get_string()) : "";
      if (std::find(known.begin(), known.end(), area) == known.end())
        return wanted("there is no area " + shown(area) + did_you_mean(area, known),
                      "use some of: " + join(known, ", "));
      out.push_back(area);
    }
  }
  if (out.empty()) return wanted("a token needs an area", "leave areas out for all of them");
  return out;
}

}  // namespace

awaitable<Result<Reply>> users(Call& call) {
  auto all = co_await all_users(call.flow);
  if (!all) co_return all.error();
  json::array out;
  for (const User& one : *all) out.push_back(to_json(one));
  co_return Reply{list_of(std::move(out))};
}

awaitable<Result<Reply>> add_user(Call& call) {
  auto name = user_name(call.in_body("user"));
  if (!name) co_return name.error();
  auto role = role_of(call.in_body("role"));
  if (!role) co_return role.error();
  User user;
  user.user = *name;
  user.name = call.in_body("name");
  user.role = *role;
  user.rep = call.in_body("rep");
  if (auto fits = check_rep(user.role, user.rep); !fits) co_return fits.error();
  if (auto known_rep = check_known(call, user.rep); !known_rep) co_return known_rep.error();
  std::string key = *name;
  auto known = co_await find_user(call.flow, std::move(key));
  if (!known) co_return known.error();
  if (*known)
    co_return Error{Fate::reject, "there is a user " + shown(*name), "change it", {}, "changed"};
  std::string password = call.in_body("password");
  const bool by_link = password.empty();
  if (!by_link) {
    if (auto good = check_password(password, *name); !good) co_return good.error();
    auto hash = co_await call.house.passwords.hash(std::move(password));
    if (!hash) co_return hash.error();
    user.password = std::move(*hash);
  }
  User copy = user;
  std::string who = call.caller.who(), why = call.in_body("why");
  auto made = co_await make_user(call.flow, std::move(copy), std::move(who), std::move(why));
  if (!made) co_return made.error();
  Reply out{to_json(user), 201};
  out.on = user.user;
  out.after = to_json(user);
  if (!by_link) co_return out;
  auto linked = co_await with_link(call, user);
  if (!linked) co_return linked.error();
  out.body = std::move(*linked);
  co_return out;
}

awaitable<Result<Reply>> change_user(Call& call) {
  std::string name = call.text("name");
  auto user = co_await there(call, std::move(name));
  if (!user) co_return user.error();
  User asked = *user;
  if (auto fine = do_as_asked(call, asked); !fine) co_return fine.error();
  if (is_own_admin(*user) && !is_own_admin(asked)) {
    std::string own = user->user;
    auto fine = co_await not_the_last(call, std::move(own));
    if (!fine) co_return fine.error();
  }
  Reply out;
  out.on = user->user;
  UserChange change = [&](User& now) -> Result<void> {
    out.before = to_json(now);
    return do_as_asked(call, now);
  };
  std::string own = user->user, who = call.caller.who(), why = call.in_body("why");
  auto changed = co_await console::change_user(call.flow, std::move(own), std::move(change),
                                               std::move(who), std::move(why));
  if (!changed) co_return changed.error();
  out.after = out.body = to_json(*changed);
  if (!flag_of(call.body, "link")) co_return out;
  auto linked = co_await with_link(call, *changed);
  if (!linked) co_return linked.error();
  out.body = std::move(*linked);
  co_return out;
}

awaitable<Result<Reply>> remove_user(Call& call) {
  std::string name = call.text("name");
  auto user = co_await there(call, std::move(name));
  if (!user) co_return user.error();
  if (is_own_admin(*user)) {
    std::string own = user->user;
    auto fine = co_await not_the_last(call, std::move(own));
    if (!fine) co_return fine.error();
  }
  Reply out;
  out.status = 204;
  out.on = user->user;
  out.before = to_json(*user);
  std::string key = user->user, who = call.caller.who();
  auto gone = co_await console::remove_user(call.flow, std::move(key), std::move(who));
  if (!gone) co_return gone.error();
  co_return out;
}

awaitable<Result<Reply>> tokens(Call& call) {
  auto all = co_await all_tokens(call.flow);
  if (!all) co_return all.error();
  json::array out;
  for (const Token& one : *all) {
    if (one.expires > call.flow.clock.now()) out.push_back(to_json(one));
  }
  co_return Reply{list_of(std::move(out))};
}

awaitable<Result<Reply>> add_token(Call& call) {
  auto role = role_of(call.in_body("role"));
  if (!role) co_return role.error();
  auto areas = areas_of(call.body);
  if (!areas) co_return areas.error();
  Token token;
  token.name = call.in_body("name");
  if (trim(token.name).empty() || token.name.size() > 100)
    co_return wanted("a token needs a name of 1 to 100 bytes", "say what it is for");
  token.role = *role;
  token.rep = call.in_body("rep");
  if (auto fits = check_rep(token.role, token.rep); !fits) co_return fits.error();
  if (auto known = check_known(call, token.rep); !known) co_return known.error();
  token.areas = std::move(*areas);
  token.owner = call.caller.owner;
  const json::value* days = call.body.if_contains("days");
  const std::int64_t lasts = days != nullptr && days->is_int64() ? days->get_int64() : 90;
  if (lasts < 1 || lasts > 366)
    co_return wanted("a token lasts 1 to 366 days", "leave days out: 90");
  token.expires = call.flow.clock.now() + std::chrono::days{lasts};
  std::string who = call.caller.who(), why = call.in_body("why");
  auto text = co_await console::add_token(call.flow, token, std::move(who), std::move(why));
  if (!text) co_return text.error();
  Reply out{to_json(token), 201};
  out.on = token.name;
  out.after = out.body;
  out.body.get_object()["token"] = *text;
  co_return out;
}

awaitable<Result<Reply>> remove_token(Call& call) {
  std::string id = call.text("id"), who = call.caller.who();
  auto gone = co_await console::remove_token(call.flow, std::move(id), std::move(who));
  if (!gone) co_return gone.error();
  Reply out;
  out.status = 204;
  out.on = gone->name;
  out.before = to_json(*gone);
  co_return out;
}

awaitable<Result<Reply>> audit(Call& call) {
  auto limit = call.limit();
  if (!limit) co_return limit.error();
  std::string who = call.text("who"), what = call.text("what"), cursor = call.text("cursor");
  if (!cursor.empty() && !is_audit_cursor(cursor))
    co_return wanted(shown(cursor) + " is no cursor", "give it as it was given to you");
  auto page =
      co_await audit_page(call.flow, std::move(who), std::move(what), std::move(cursor), *limit);
  if (!page) co_return page.error();
  json::object out{{"items", std::move(page->items)}, {"next", nullptr}};
  if (!page->next.empty()) out["next"] = page->next;
  co_return Reply{std::move(out)};
}

}  // namespace norekey::console::api
