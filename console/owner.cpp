#include <boost/json.hpp>

#include "console/access/audit.hpp"
#include "console/access/session.hpp"
#include "console/console.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using flow::text_of;

constexpr std::chrono::hours kLinkLasts{24};

awaitable<Result<json::value>> list(Context& context) {
  auto users = co_await all_users(context);
  if (!users) co_return users.error();
  json::array out;
  for (const User& one : *users) out.push_back(to_json(one));
  co_return out;
}

/// Whose statement and orders they would see: a slip would show them nothing.
Result<void> known_rep(const Context& context, const std::string& rep) {
  const auto& reps = context.setup->sales_credit.reps;
  if (rep.empty() || reps.contains(rep)) return {};
  std::vector<std::string> codes;
  for (const auto& one : reps) codes.push_back(one.first);
  return Error{Fate::reject,
               "there is no rep " + shown(rep) + did_you_mean(rep, codes),
               "use a code of reps.csv",
               {},
               "usage"};
}

/// A one-time link for a user; one who is not there yet is made, where a role is given.
awaitable<Result<json::value>> link(Context& context, const json::object& in) {
  auto name = user_name(text_of(in, "user"));
  if (!name) co_return name.error();
  const std::string role = text_of(in, "role"), who = text_of(in, "who", "cli");
  std::string key = *name;
  auto found = co_await find_user(context, std::move(key));
  if (!found) co_return found.error();
  if (!*found && role.empty()) {
    co_return Error{Fate::reject,
                    "there is no user " + shown(*name),
                    "make one: norekey users link " + *name + " --role admin",
                    {},
                    "usage"};
  }
  User asked;
  asked.user = *name;
  if (!role.empty()) {
    auto read = role_of(role);
    if (!read) co_return read.error();
    asked.role = *read;
    asked.rep = text_of(in, "rep");
    if ((asked.role == Role::rep) == asked.rep.empty()) {
      co_return Error{Fate::reject,
                      "the role rep, and no other, has a rep code",
                      "give --role rep --rep CODE",
                      {},
                      "usage"};
    }
    if (auto known = known_rep(context, asked.rep); !known) co_return known.error();
  }
  if (!*found) {
    User fresh = asked;
    std::string maker = who, reason = "norekey users link";
    auto made = co_await make_user(context, std::move(fresh), std::move(maker), std::move(reason));
    if (!made) co_return made.error();
  }
  UserChange change = [&](User& now) -> Result<void> {
    if (!role.empty()) {
      now.role = asked.role;
      now.rep = asked.rep;
    }
    now.disabled = false;
    now.totp.clear();
    now.sessions_from = context.clock.now().time_since_epoch().count();
    return {};
  };
  std::string own = *name, by = who, why = "norekey users link";
  auto changed = co_await change_user(context, std::move(own), std::move(change), std::move(by),
                                      std::move(why));
  if (!changed) co_return changed.error();
  const User& user = *changed;
  Link made{"sign_in", user.user, context.clock.now() + kLinkLasts};
  by = who;
  auto token = co_await make_link(context, std::move(made), std::move(by));
  if (!token) co_return token.error();
  AuditEntry entry{who, "this machine", "users link", user.user};
  entry.after = to_json(user);
  auto noted = co_await audit(context, std::move(entry));
  if (!noted) co_return noted.error();
  co_return json::object{
      {"user", user.user}, {"role", to_string(user.role)}, {"path", "/#/in/" + *token}};
}

awaitable<Result<json::value>> disable(Context& context, const json::object& in) {
  const std::string named = lower(trim(text_of(in, "user"))), who = text_of(in, "who", "cli");
  UserChange change = [&context](User& now) -> Result<void> {
    now.disabled = true;
    now.sessions_from = context.clock.now().time_since_epoch().count();
    return {};
  };
  std::string key = named, by = who, why = "norekey users disable";
  auto changed = co_await change_user(context, std::move(key), std::move(change), std::move(by),
                                      std::move(why));
  if (!changed && changed.error().cause == "not found") {
    co_return Error{Fate::reject,
                    "there is no user " + shown(named),
                    "see them: norekey users list",
                    {},
                    "usage"};
  }
  if (!changed) co_return changed.error();
  const json::object told = to_json(*changed);
  AuditEntry entry{who, "this machine", "users disable", named};
  entry.after = told;
  auto noted = co_await audit(context, std::move(entry));
  if (!noted) co_return noted.error();
  co_return told;
}

}  // namespace

bool Console::is_command(const json::object& request) {
  return text_of(request, "command").rfind("users ", 0) == 0;
}

awaitable<Result<json::value>> Console::run_command(Context& context, json::object request) {
  const std::string name = text_of(request, "command");
  if (name == "users list") co_return co_await list(context);
  if (name == "users link") co_return co_await link(context, request);
  if (name == "users disable") co_return co_await disable(context, request);
  co_return Error{Fate::reject,
                  "the daemon has no command " + shown(name),
                  "use the norekey program of the same version as the daemon",
                  {},
                  "usage"};
}

}  // namespace norekey::console
