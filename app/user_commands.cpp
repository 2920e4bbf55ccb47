#include "app/user_commands.hpp"

#include <boost/json.hpp>

#include <iostream>
#include <memory>

#include "app/ask.hpp"
#include "app/fail.hpp"
#include "app/print.hpp"
#include "app/subcommand.hpp"

namespace norekey::app {
namespace {

namespace json = boost::json;

struct UserTyped {
  std::string directory, user, role, rep;
  bool as_json = false;
};

int answer_users(const UserTyped& typed, json::object request,
                 std::string (*text)(const json::value&)) {
  request["who"] = who();
  auto answer = ask(typed.directory, request);
  if (!answer) return fail(answer.error(), typed.as_json);
  std::cout << (typed.as_json ? json::serialize(*answer) + "\n" : text(*answer));
  return 0;
}

std::string users_text(const json::value& answer) {
  if (answer.as_array().empty())
    return "nobody can sign in yet: norekey users link NAME --role admin\n";
  return table(answer, {{"user", "USER"},
                        {"name", "NAME"},
                        {"role", "ROLE"},
                        {"rep", "REP"},
                        {"by", "BY"},
                        {"disabled", "DISABLED"},
                        {"last", "LAST IN"}});
}

/// With the daemon down nobody knows its port: the path alone is told.
std::string link_text(const json::value& answer) {
  const std::string link = text_at(answer, "link");
  return (link.empty() ? "below the console's address: " + text_at(answer, "path") : link) + "\n";
}

std::string disabled_text(const json::value& answer) {
  return text_at(answer, "user") + " is let in no more\n";
}

int list_users(const UserTyped& typed) {
  return answer_users(typed, {{"command", "users list"}}, users_text);
}

int link_user(const UserTyped& typed) {
  return answer_users(
      typed,
      {{"command", "users link"}, {"user", typed.user}, {"role", typed.role}, {"rep", typed.rep}},
      link_text);
}

int disable_user(const UserTyped& typed) {
  return answer_users(typed, {{"command", "users disable"}, {"user", typed.user}}, disabled_text);
}

}  // namespace

void add_users(CLI::App& app, int& exit_code) {
  auto typed = std::make_shared<UserTyped>();
  CLI::App* users = app.add_subcommand("users", "who may use the console");
  users->require_subcommand(1);
  subcommand(*users, app, exit_code, typed, "list", "who they are", list_users);
  CLI::App* link = subcommand(*users, app, exit_code, typed, "link",
                              "a link that signs one in, once, within 24 hours", link_user);
  link->add_option("user", typed->user, "the user's login")->required();
  link->add_option("--role", typed->role, "viewer, operator, admin or rep; makes a new user");
  link->add_option("--rep", typed->rep, "rep code, for the role rep");
  CLI::App* disable =
      subcommand(*users, app, exit_code, typed, "disable", "lets one in no more", disable_user);
  disable->add_option("user", typed->user, "the user's login")->required();
}

}  // namespace norekey::app
