/// gate: whether a request may be carried out, and by whom: session or token, role, area, CSRF.
#pragma once
#include "console/house.hpp"
#include "console/route.hpp"

namespace norekey::console {

/// Fills in `call.caller`. Errors: unauthorized, forbidden, the store's.
awaitable<Result<void>> admit(Call& call, const Route& route);

/// Whoever changes something by a cookie has to know the session's CSRF value, and come from our
/// own pages. forbidden otherwise.
Result<void> check_origin(const House& house, const net::Request& request);

/// What a 401 says there is to sign in by: {set_up, oidc}.
awaitable<boost::json::object> ways_in(House& house);

/// A session for the user, and its cookie.
struct SignedIn {
  SessionToken token;
  net::Header cookie;
  User user;  ///< as they are now
};

/// `change` sees the user as they are now, and whatever it refuses, nobody comes in; it is kept in
/// the same step (console::change_user). unauthorized: the user is gone, or disabled meanwhile.
awaitable<Result<SignedIn>> begin_session(House& house, std::string user, std::string by,
                                          UserChange change, std::string refresh_token);

/// Who has it, as a caller. `by` as of the session.
Caller caller_of(const User& user, const std::string& by);

}  // namespace norekey::console
