/// call: one request of the API as its handler sees it, and what the handler says of it. Made by
/// console.cpp; handlers are in api/.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "console/access/session.hpp"
#include "console/access/user.hpp"
#include "net/http.hpp"

namespace norekey::console {

struct House;  ///< house.hpp

/// Who asks. Of operations that need nobody: empty.
struct Caller {
  std::string user, name, rep;
  std::string by;  ///< "password", "link", "oidc", "token"
  Role role = Role::viewer;
  std::string owner;  ///< the user behind a token; otherwise as `user`
  std::vector<std::string> areas{"*"};
  SessionToken token{};  ///< of the cookie; "" = came by an API token
  Instant expires{};
  bool totp = false, must_change = false;

  bool is_rep() const { return role == Role::rep; }
  std::string who() const { return by == "token" ? user + " (api)" : user + " (console)"; }
};

struct Call {
  Context& flow;
  House& house;
  const net::Request& request;
  Caller caller{};
  std::map<std::string, std::string> path{}, query{};
  boost::json::object body{};
  std::string from{};               ///< the address of who asks: address_of
  std::chrono::seconds wait_for{};  ///< where it came too often: goes into Retry-After

  /// A value of the path or the query; "" = not given.
  std::string text(const std::string& name) const;
  /// Given, and neither "0", "no" nor "false".
  bool flag(const std::string& name) const;
  /// A text of the body; "" = not given.
  std::string in_body(std::string_view name) const;
  /// A page's size; reject: no number, or out of 1 to 500.
  Result<int> limit(int other = 100) const;
};

/// What an operation answers. For the audit log: what it was done to, before and after.
struct Reply {
  boost::json::value body{};
  int status = 200;
  net::Headers headers{};
  std::optional<net::Response> raw{};  ///< in place of JSON
  std::string on{};
  boost::json::value before{}, after{};
};

/// The address of who asks: the peer's, or, with proxies before the daemon, the one that the
/// outermost of them saw. Each appends to X-Forwarded-For whom it saw, so that only the last
/// `proxies` can be believed. What is no address there is passed by for the peer's.
std::string address_of(const net::Request& request, int proxies);

/// GET and HEAD change nothing.
inline bool is_reading(const std::string& method) { return method == "GET" || method == "HEAD"; }

/// The number that an order is asked for by, without the blanks that are copied along.
std::string key_of(const Call& call);

/// {items, next: null}.
boost::json::object list_of(boost::json::value items);

/// A missing or wrong member of the body or the query.
Error wanted(std::string what, std::string fix);

}  // namespace norekey::console
