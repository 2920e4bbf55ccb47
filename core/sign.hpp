/// sign: signatures that anybody can check with the public key (Ed25519, RFC 8032; OpenSSL computes
/// them). Used for sales-credit receipts.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace norekey {

class SigningKey {
 public:
  /// A PEM private key as `openssl genpkey -algorithm ed25519` writes it. halt: anything else.
  static Result<SigningKey> read(const std::string& pem);

  std::string sign(std::string_view bytes) const;  ///< 64 raw bytes
  std::string public_pem() const;

 private:
  struct Key;
  explicit SigningKey(std::shared_ptr<const Key> key) : key_(std::move(key)) {}
  std::shared_ptr<const Key> key_;
};

/// Whether `signature` is of these bytes by the owner of the public key. halt: the PEM holds no
/// Ed25519 public key.
Result<bool> is_signed(std::string_view bytes, std::string_view signature,
                       const std::string& public_pem);

/// nullopt: not base64 (RFC 4648, section 4), blanks and line breaks left out.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace norekey
