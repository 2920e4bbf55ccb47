/// oidc: sign-in by the company's provider: OpenID Connect, authorisation code (RFC 6749, 4.1) with
/// PKCE (RFC 7636). Groups become roles. What is under way is kept in memory, of this daemon.
#pragma once
#include <map>

#include "config/console.hpp"
#include "console/access/user.hpp"

namespace norekey::console {

class Oidc {
 public:
  /// `url`: of the console, as the provider knows it.
  Oidc(Context& context, config::Oidc config, std::string url);

  struct Begun {
    std::string url;    ///< of the provider, for the browser
    std::string state;  ///< for a cookie: only the browser that began may come back
  };
  /// `to`: where the console goes on. Errors: gateway, where the provider does not answer.
  awaitable<Result<Begun>> begin(std::string to);

  struct Came {
    User user{};
    std::string refresh_token{};  ///< "" = the provider gave none
    std::string to{};
  };
  /// unauthorized: not begun here, or the token is not right. forbidden: no group of theirs may.
  awaitable<Result<Came>> finish(std::string code, std::string state, std::string cookie);

  /// What the provider says of the user now. unauthorized: that they may not come in any more.
  awaitable<Result<Came>> refresh(std::string refresh_token);

 private:
  struct Provider {
    std::string authorize, token, userinfo, jwks;
    Instant until{};
  };
  struct Pending {
    std::string nonce, verifier, to;
    Instant until{};
  };

  awaitable<Result<Provider>> provider();
  awaitable<Result<std::string>> get(std::string url, std::string bearer);
  awaitable<Result<boost::json::object>> ask_token(
      std::vector<std::pair<std::string, std::string>> form);
  awaitable<Result<Came>> came(boost::json::object answer, std::string nonce);
  Result<User> user_of(const boost::json::object& claims) const;

  Context& context_;
  const config::Oidc config_;
  const std::string url_;
  Provider provider_;
  std::map<std::string, Pending> pending_;
};

}  // namespace norekey::console
