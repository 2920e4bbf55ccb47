#include "core/sign.hpp"

#include <gtest/gtest.h>

#include "core/text.hpp"

namespace norekey {
namespace sign_test {

/// The secret key of RFC 8032, section 7.1, test 2, as PKCS #8 (RFC 8410).
const char* kKey =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
    "-----END PRIVATE KEY-----\n";

std::string bytes_of_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

TEST(Sign, AgreesWithTheStandardsOwnExample) {
  const auto key = SigningKey::read(kKey);
  ASSERT_TRUE(key) << to_string(key.error());
  EXPECT_EQ(to_hex(key->sign(bytes_of_hex("72"))),
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Sign, AnybodyWithThePublicKeySeesWhatWasAltered) {
  const auto key = SigningKey::read(kKey);
  const std::string signature = key->sign("REP02 103.29 USD");
  EXPECT_TRUE(*is_signed("REP02 103.29 USD", signature, key->public_pem()));
  EXPECT_FALSE(*is_signed("REP02 103.30 USD", signature, key->public_pem()));
  EXPECT_FALSE(*is_signed("REP02 103.29 USD", signature.substr(1), key->public_pem()));
  EXPECT_FALSE(*is_signed("REP02 103.29 USD", "", key->public_pem()));
}

TEST(Sign, RefusesWhatIsNoKeyOfItsKind) {
  const char* wrong = "the signing key is no Ed25519 private key in PEM form without a password";
  const std::string x25519 =
      "-----BEGIN PRIVATE KEY-----\n"
      "MC4CAQAwBQYDK2VuBCIEIEzNCJso/5banbbDRuwRTg9bijGfNaumJNqM9u1PuKb7\n"
      "-----END PRIVATE KEY-----\n";
  for (const std::string& pem : {std::string(), std::string("hunter2"), x25519}) {
    const auto key = SigningKey::read(pem);
    ASSERT_FALSE(key) << pem;
    EXPECT_EQ(key.error().what, wrong);
    EXPECT_EQ(key.error().fate, Fate::halt);
  }
  EXPECT_EQ(is_signed("a", "b", kKey).error().what, "the key is no Ed25519 public key in PEM form");
}

TEST(Sign, ReadsBase64WithLineBreaksAndNothingElse) {
  EXPECT_EQ(from_base64("UkVQ\r\n MDI="), "REP02");
  EXPECT_EQ(from_base64(""), "");
  EXPECT_EQ(from_base64("UkVQMA=="), "REP0");
  for (const char* bad : {"UkVQMDI", "UkVQ!DI=", "U", "Uk=QMDI=", "UkVQM===", "MA==3D=="})
    EXPECT_EQ(from_base64(bad), std::nullopt);
  for (std::size_t size = 0; size < 70; ++size) {
    const std::string bytes(size, '\xfe');
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
}

}  // namespace sign_test
}  // namespace norekey
