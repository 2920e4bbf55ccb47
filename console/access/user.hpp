/// user: who may come in: local users and those who came by OIDC, as records of the store. A change
/// is in force with the next request, of every daemon on the store.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/json/object.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "flow/context.hpp"

namespace norekey::console {

using boost::asio::awaitable;
using flow::Context;

/// A rep stands beside the others: sees only what is credited to them.
enum class Role { viewer, operator_, admin, rep };

const char* to_string(Role);
/// reject: no such role, with those there are.
Result<Role> role_of(const std::string& text);

struct User {
  std::string user;  ///< the login; lower case
  std::string name;  ///< for people
  Role role = Role::viewer;
  std::string rep;  ///< code, for the role rep
  bool oidc = false, disabled = false;
  std::string password;  ///< encoded hash; "" = none
  std::string totp;      ///< base32; "" = no codes are asked for
  std::string totp_new;  ///< one that is not confirmed yet
  std::int64_t totp_used = 0;
  std::int64_t sessions_from = 0;  ///< microseconds since 1970: older sessions and links are over
  Instant last{};                  ///< signed in; epoch = never
  Instant made{};                  ///< epoch = before this was kept
};

/// As the API shows it: no hash, no secret.
boost::json::object to_json(const User& user);

/// As users are kept: in lower case. reject: empty, over 100 bytes, with blanks, a slash or what is
/// not seen, or "." and "..".
Result<std::string> user_name(const std::string& typed);

/// nullopt: there is none.
awaitable<Result<std::optional<User>>> find_user(Context& context, std::string user);
awaitable<Result<std::vector<User>>> all_users(Context& context);

/// Durable on return. Sessions and links of somebody of that name who was there before are over.
/// changed: there is one.
awaitable<Result<User>> make_user(Context& context, User user, std::string who, std::string why);

/// What is changed of a user as they are now; may refuse.
using UserChange = std::function<Result<void>(User&)>;

/// The user is read, changed and kept in one step: nobody else's change comes in between, whichever
/// daemon it came to. Returns them as they are then. not found: there is none. retry: another
/// daemon is at it for too long.
awaitable<Result<User>> change_user(Context& context, std::string user, UserChange change,
                                    std::string who, std::string why);
/// No error where there is none.
awaitable<Result<void>> remove_user(Context& context, std::string user, std::string who);

/// One fact of the console; value "" withdraws it. Durable on return.
awaitable<Result<void>> put_fact(Context& context, std::string kind, std::string key,
                                 std::string value, std::string who = "console",
                                 std::string why = "");
/// nullopt: not there, or no JSON object.
awaitable<Result<std::optional<boost::json::object>>> fact(Context& context, std::string kind,
                                                           std::string key);

}  // namespace norekey::console
