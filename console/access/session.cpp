#include "console/access/session.hpp"

#include <openssl/evp.h>

#include <boost/json.hpp>

#include <array>
#include <memory>
#include <set>

#include "core/digest.hpp"
#include "core/random.hpp"
#include "core/sign.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using flow::text_of;

constexpr const char* kSessionKind = "console/session";
constexpr const char* kLinkKind = "console/link";
constexpr std::size_t kNonce = 12, kTag = 16;

Instant instant_of(const json::object& in, std::string_view key) {
  return value_or(parse_instant(text_of(in, key)), Instant{});
}

struct FreeCipher {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, FreeCipher>;

const unsigned char* raw(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string key_to_seal(const std::string& token) { return hmac_sha256(token, "seal"); }

}  // namespace

std::string SessionToken::key() const { return sha256_hex("session " + token); }
std::string SessionToken::csrf() const { return to_base64url(hmac_sha256(token, "csrf")); }

awaitable<Result<std::optional<Session>>> find_session(Context& context, std::string key) {
  std::string kind = kSessionKind, copy = key;
  auto found = co_await fact(context, std::move(kind), std::move(copy));
  if (!found) co_return found.error();
  if (!*found) co_return std::optional<Session>{};
  const json::object& in = **found;
  Session out{key,
              text_of(in, "user"),
              text_of(in, "by"),
              instant_of(in, "made"),
              instant_of(in, "expires"),
              instant_of(in, "seen"),
              text_of(in, "kept"),
              instant_of(in, "checked")};
  if (out.expires <= context.clock.now()) co_return std::optional<Session>{};
  co_return std::optional<Session>(std::move(out));
}

awaitable<Result<void>> save_session(Context& context, Session session) {
  std::string kind = kSessionKind;
  std::string value =
      json::serialize(json::object{{"user", session.user},
                                   {"by", session.by},
                                   {"made", norekey::to_string(session.made)},
                                   {"expires", norekey::to_string(session.expires)},
                                   {"seen", norekey::to_string(session.seen)},
                                   {"kept", session.kept},
                                   {"checked", norekey::to_string(session.checked)}});
  co_return co_await put_fact(context, std::move(kind), std::move(session.key), std::move(value));
}

awaitable<std::shared_ptr<void>> session_turn(Context& context, std::string key) {
  std::string own = "console/session/" + key;
  co_return co_await context.turns.take(std::move(own));
}

awaitable<Result<void>> end_session(Context& context, std::string key) {
  std::string kind = kSessionKind, none;
  co_return co_await put_fact(context, std::move(kind), std::move(key), std::move(none));
}

awaitable<Result<std::string>> make_link(Context& context, Link link, std::string who) {
  std::string token = random_token();
  std::string kind = kLinkKind, key = sha256_hex("link " + token);
  std::string value =
      json::serialize(json::object{{"purpose", link.purpose},
                                   {"user", link.user},
                                   {"expires", norekey::to_string(link.expires)},
                                   {"made", norekey::to_string(context.clock.now())}});
  auto put =
      co_await put_fact(context, std::move(kind), std::move(key), std::move(value), std::move(who));
  if (!put) co_return put.error();
  co_return token;
}

Error link_is_over() {
  return {Fate::reject,
          "this link was used already, or its time is over",
          "ask for a new one: norekey users link NAME",
          {},
          "unauthorized"};
}

awaitable<Result<Link>> use_link(Context& context, std::string token, std::string purpose) {
  const Error refused = link_is_over();
  const std::string key = sha256_hex("link " + token);
  std::string kind = kLinkKind, copy = key;
  auto found = co_await fact(context, std::move(kind), std::move(copy));
  if (!found) co_return found.error();
  if (!*found) co_return refused;
  Link out{text_of(**found, "purpose"), text_of(**found, "user"), instant_of(**found, "expires"),
           instant_of(**found, "made")};
  if (out.purpose != purpose || out.expires <= context.clock.now()) co_return refused;
  // Of two who use it at the same time one is refused: by the duty where they came to two daemons,
  // by `under_way` where they came to one.
  static std::set<std::string> under_way;
  if (!under_way.insert(key).second) co_return refused;
  const auto ended = std::shared_ptr<void>(nullptr, [key](void*) { under_way.erase(key); });
  std::string duty = "console/link/" + key.substr(0, 32);
  auto ours = co_await context.store.claim(std::move(duty), std::chrono::hours{1});
  if (!ours) co_return ours.error();
  std::string again = key, kind_again = kLinkKind;
  auto still = co_await fact(context, std::move(kind_again), std::move(again));
  if (!still) co_return still.error();
  if (!*ours || !*still) co_return refused;
  std::string none, kind_gone = kLinkKind, key_gone = key;
  auto gone =
      co_await put_fact(context, std::move(kind_gone), std::move(key_gone), std::move(none));
  if (!gone) co_return gone.error();
  co_return out;
}

std::string seal(const std::string& token, std::string_view secret) {
  const std::string key = key_to_seal(token), nonce = random_bytes(kNonce);
  std::string out(secret.size(), '\0'), tag(kTag, '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  EVP_EncryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(nonce));
  EVP_EncryptUpdate(cipher.get(), raw(out), &size, raw(secret), static_cast<int>(secret.size()));
  EVP_EncryptFinal_ex(cipher.get(), nullptr, &size);
  EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTag, tag.data());
  return to_base64(nonce + tag + out);
}

std::optional<std::string> unseal(const std::string& token, std::string_view sealed) {
  auto bytes = from_base64(sealed);
  if (!bytes || bytes->size() < kNonce + kTag) return std::nullopt;
  const std::string key = key_to_seal(token), nonce = bytes->substr(0, kNonce);
  std::string tag = bytes->substr(kNonce, kTag), secret = bytes->substr(kNonce + kTag);
  std::string out(secret.size(), '\0');
  const Cipher cipher(EVP_CIPHER_CTX_new());
  int size = 0;
  EVP_DecryptInit_ex(cipher.get(), EVP_aes_256_gcm(), nullptr, raw(key), raw(nonce));
  EVP_DecryptUpdate(cipher.get(), raw(out), &size, raw(secret), static_cast<int>(secret.size()));
  EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_SET_TAG, kTag, tag.data());
  if (EVP_DecryptFinal_ex(cipher.get(), nullptr, &size) != 1) return std::nullopt;
  return out;
}

}  // namespace norekey::console
