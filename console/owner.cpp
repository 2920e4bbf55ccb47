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
  User user = found->value_or(User{});
  user.user = *name;
  if (!role.empty()) {
    auto read = role_of(role);
    if (!read) co_return read.error();
    user.role = *read;
    user.rep = text_of(in, "rep");
    if ((user.role == Role::rep) == user.rep.empty()) {
      co_return Error{Fate::reject,
                      "the role rep, and no other, has a rep code",
                      "give --role rep --rep CODE",
                      {},
                      "usage"};
    }
  }
  user.disabled = false;
  user.totp.clear();
  User copy = user;
  std::string by = who, why = "norekey users link";
  auto saved = co_await save_user(context, std::move(copy), std::move(by), std::move(why));
  if (!saved) co_return saved.error();
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
  std::string key = text_of(in, "user"), who = text_of(in, "who", "cli");
  auto found = co_await find_user(context, std::move(key));
  if (!found) co_return found.error();
  if (!*found) {
    co_return Error{Fate::reject,
                    "there is no user " + shown(text_of(in, "user")),
                    "see them: norekey users list",
                    {},
                    "usage"};
  }
  User user = std::move(**found);
  user.disabled = true;
  user.sessions_from = context.clock.now().time_since_epoch().count();
  const json::object told = to_json(user);
  std::string by = who, why = "norekey users disable";
  auto saved = co_await save_user(context, std::move(user), std::move(by), std::move(why));
  if (!saved) co_return saved.error();
  AuditEntry entry{who, "this machine", "users disable", text_of(in, "user")};
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
