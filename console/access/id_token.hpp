/// id_token: what a provider signed of who came (OpenID Connect Core 1.0, 3.1.3.7). libcjose checks
/// the signature.
#pragma once
#include <boost/json/object.hpp>
#include <string>

#include "core/error.hpp"
#include "core/time.hpp"

namespace norekey::console {

struct IdTokenTerms {
  std::string issuer, client_id;
  std::string nonce;  ///< "" = none was sent (a refreshed token)
  Instant now{};
};

/// The claims. reject: not signed by a key of `jwks` with RS, PS or ES and SHA-2, not for us, not
/// now, or another nonce; the text says which, and holds nothing of the token.
Result<boost::json::object> read_id_token(const std::string& token, const std::string& jwks,
                                          const IdTokenTerms& terms);

}  // namespace norekey::console
