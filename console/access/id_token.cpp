#include "console/access/id_token.hpp"

#include <cjose/cjose.h>

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

#include "core/digest.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;

constexpr std::array kAlgorithms = {"RS256", "RS384", "RS512", "PS256", "PS384",
                                    "PS512", "ES256", "ES384", "ES512"};
constexpr std::int64_t kClockLeeway = 60;  // seconds that the two clocks may differ

struct FreeJws {
  void operator()(cjose_jws_t* one) const { cjose_jws_release(one); }
};
struct FreeJwk {
  void operator()(cjose_jwk_t* one) const { cjose_jwk_release(one); }
};
using Jws = std::unique_ptr<cjose_jws_t, FreeJws>;
using Jwk = std::unique_ptr<cjose_jwk_t, FreeJwk>;

Error refused(std::string why) {
  return {Fate::reject,
          "the sign-in's answer was not accepted: " + std::move(why),
          "look at issuer and client-id in norekey.yaml, and at both clocks",
          {},
          "unauthorized"};
}

std::string header_of(const Jws& jws, const char* name) {
  cjose_err ignored;
  const char* value = cjose_header_get(cjose_jws_get_protected(jws.get()), name, &ignored);
  return value == nullptr ? "" : value;
}

std::string text_at(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
}

std::int64_t seconds_at(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  if (v == nullptr || !v->is_number()) return 0;
  boost::system::error_code ec;
  return v->to_number<std::int64_t>(ec);
}

/// Keys of the set that the token may be signed with: the named one, or all where none is named.
bool fits(const json::object& key, const std::string& kid, const std::string& algorithm) {
  const std::string own = text_at(key, "kid"), use = text_at(key, "use"), alg = text_at(key, "alg");
  if (!kid.empty() && own != kid) return false;
  if (!use.empty() && use != "sig") return false;
  if (!alg.empty() && alg != algorithm) return false;
  return text_at(key, "kty") == (algorithm[0] == 'E' ? "EC" : "RSA");
}

bool verified(const Jws& jws, const json::value& keys, const std::string& algorithm) {
  const json::value* all = keys.is_object() ? keys.get_object().if_contains("keys") : nullptr;
  if (all == nullptr || !all->is_array()) return false;
  for (const json::value& one : all->get_array()) {
    if (!one.is_object() || !fits(one.get_object(), header_of(jws, "kid"), algorithm)) continue;
    const std::string text = json::serialize(one);
    cjose_err ignored;
    const Jwk key(cjose_jwk_import(text.data(), text.size(), &ignored));
    if (key && cjose_jws_verify(jws.get(), key.get(), &ignored)) return true;
  }
  return false;
}

bool is_for(const json::object& claims, const std::string& client) {
  const json::value* aud = claims.if_contains("aud");
  if (aud == nullptr) return false;
  if (aud->is_string()) return aud->get_string() == client;
  if (!aud->is_array()) return false;
  const auto& all = aud->get_array();
  const bool named = std::any_of(all.begin(), all.end(), [&](const json::value& one) {
    return one.is_string() && one.get_string() == client;
  });
  return named && (all.size() == 1 || text_at(claims, "azp") == client);
}

std::optional<Error> wrong_claims(const json::object& claims, const IdTokenTerms& terms) {
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(terms.now.time_since_epoch()).count();
  if (text_at(claims, "iss") != terms.issuer) return refused("it is from another issuer");
  if (!is_for(claims, terms.client_id)) return refused("it is for another client");
  if (text_at(claims, "sub").empty()) return refused("it names nobody");
  if (seconds_at(claims, "exp") + kClockLeeway < now) return refused("its time is over");
  if (seconds_at(claims, "iat") - kClockLeeway > now) return refused("it is from the future");
  if (!terms.nonce.empty() && !equal_in_constant_time(text_at(claims, "nonce"), terms.nonce))
    return refused("it answers another question (nonce)");
  return std::nullopt;
}

}  // namespace

Result<json::object> read_id_token(const std::string& token, const std::string& jwks,
                                   const IdTokenTerms& terms) {
  cjose_err ignored;
  const Jws jws(cjose_jws_import(token.data(), token.size(), &ignored));
  if (!jws) return refused("it is no signed token");
  const std::string algorithm = header_of(jws, "alg");
  if (std::find(kAlgorithms.begin(), kAlgorithms.end(), algorithm) == kAlgorithms.end())
    return refused("it is not signed by a public key");
  boost::system::error_code ec;
  const json::value keys = json::parse(jwks, ec);
  if (ec || !verified(jws, keys, algorithm)) return refused("it is not signed by the issuer");
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &ignored)) return refused("it is empty");
  json::value claims = json::parse({reinterpret_cast<const char*>(bytes), size}, ec);
  if (ec || !claims.is_object()) return refused("it holds no claims");
  if (auto wrong = wrong_claims(claims.get_object(), terms)) return *wrong;
  return std::move(claims.get_object());
}

}  // namespace norekey::console
