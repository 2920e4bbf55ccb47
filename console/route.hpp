/// route: the API's operations in one table, with the least role that each needs. The same stands
/// in openapi.yaml; a test holds the two together.
#pragma once
#include <span>
#include <string_view>

#include "console/call.hpp"

namespace norekey::console {

/// The least role, over those a user may have.
enum class Least {
  nobody,  ///< also who is not signed in
  any,     ///< whoever is signed in
  viewer,
  operator_,
  admin,
};

using Handler = awaitable<Result<Reply>> (*)(Call&);

struct Route {
  std::string_view method, path;  ///< below /api/v1; "{name}" is one segment
  std::string_view operation;     ///< its operationId; what the audit log says
  Least least;
  bool rep;               ///< reps as well
  std::string_view area;  ///< what a token's areas are compared with
  Handler handler;
  /// The names its query may have, with a blank between; "open?": yes or no. "*": any names.
  std::string_view query = "";
};

std::span<const Route> routes();

/// Whether a user of this role may use it.
bool may(const Route& route, Role role);

/// The route of a method and a path, and the values of its segments, percent-decoded. Where only
/// the method is another: its methods in `others`.
struct Found {
  const Route* route = nullptr;
  std::map<std::string, std::string> values{};
  std::string others{};  ///< "GET, POST"
};
/// reject: a segment that is no UTF-8 or badly encoded.
Result<Found> find_route(std::string_view method, std::string_view path);

/// reject: a name that the route does not have, or another word where it is yes or no.
Result<void> check_query(const Route& route, const std::map<std::string, std::string>& query);

/// Of "a=1&b=x%20y". reject: badly encoded, or a name with two values.
Result<std::map<std::string, std::string>> read_query(std::string_view query);

}  // namespace norekey::console
