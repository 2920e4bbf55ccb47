/// session: who is signed in by a browser. The store keeps a hash of the cookie's token, so that
/// whoever reads the store cannot come in by it; any daemon on the store knows the session.
#pragma once
#include <boost/json/object.hpp>
#include <memory>
#include <string>

#include "console/access/user.hpp"

namespace norekey::console {

struct Session {
  std::string key;  ///< hash of the token
  std::string user;
  std::string by;  ///< "password", "link", "oidc"
  Instant made{}, expires{}, seen{};
  std::string kept;   ///< OIDC: the sealed refresh token; "" = none
  Instant checked{};  ///< OIDC: the provider last said that the user may come in
};

/// What stands in the cookie and, made of it, in X-CSRF-Token: the page cannot read the cookie, and
/// another site cannot read the page.
struct SessionToken {
  std::string token;
  std::string key() const;
  std::string csrf() const;
};

/// nullopt: there is none, or it is over.
awaitable<Result<std::optional<Session>>> find_session(Context& context, std::string key);
awaitable<Result<void>> save_session(Context& context, Session session);
awaitable<Result<void>> end_session(Context& context, std::string key);
/// One at a time, of this daemon, asks about a session, keeps or ends it, for as long as what is
/// returned lives.
awaitable<std::shared_ptr<void>> session_turn(Context& context, std::string key);

/// A token that works once: a first administrator's, a new user's, somebody's who has lost the
/// password.
struct Link {
  std::string purpose;  ///< "set_up", "sign_in"
  std::string user;     ///< of "sign_in"
  Instant expires{};
  Instant made{};  ///< filled in; one from before the user's `sessions_from` is over
};

/// Its token, which is kept nowhere.
awaitable<Result<std::string>> make_link(Context& context, Link link, std::string who);

/// The link of a token, which is used up by that. reject: unknown, used, or over.
awaitable<Result<Link>> use_link(Context& context, std::string token, std::string purpose);

/// How one is refused that is unknown, used, or over.
Error link_is_over();

/// Secrets that only the holder of `token` can open (AES-256-GCM).
std::string seal(const std::string& token, std::string_view secret);
std::optional<std::string> unseal(const std::string& token, std::string_view sealed);

}  // namespace norekey::console
