#include "console/access/totp.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

#include "core/digest.hpp"
#include "core/random.hpp"

namespace norekey::console {
namespace {

constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::int64_t kStep = 30;

}  // namespace

std::string to_base32(std::string_view bytes) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const char byte : bytes) {
    held = held << 8 | static_cast<unsigned char>(byte);
    for (bits += 8; bits >= 5; bits -= 5) out += kBase32[held >> (bits - 5) & 31];
  }
  if (bits > 0) out += kBase32[held << (5 - bits) & 31];
  return out;
}

std::optional<std::string> from_base32(std::string_view text) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const char c : text) {
    const auto value = kBase32.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    held = held << 5 | static_cast<unsigned>(value);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    out += static_cast<char>(held >> bits & 0xff);
  }
  return out;
}

std::string new_totp_secret() { return to_base32(random_bytes(20)); }

std::string totp_uri(const std::string& secret, const std::string& user) {
  return "otpauth://totp/Norekey:" + user + "?secret=" + secret + "&issuer=Norekey";
}

std::string totp_code(std::string_view raw_secret, std::int64_t step) {
  std::array<unsigned char, 8> counter{};
  for (std::size_t i = 0; i < counter.size(); ++i)
    counter[i] = static_cast<unsigned char>(step >> (56 - 8 * i) & 0xff);
  std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
  unsigned size = 0;
  HMAC(EVP_sha1(), raw_secret.data(), static_cast<int>(raw_secret.size()), counter.data(),
       counter.size(), mac.data(), &size);
  const std::size_t at = mac[19] & 15;  // RFC 4226, 5.3
  const unsigned number = (mac[at] & 0x7fU) << 24 | static_cast<unsigned>(mac[at + 1]) << 16 |
                          static_cast<unsigned>(mac[at + 2]) << 8 | mac[at + 3];
  std::string digits = std::to_string(number % 1000000);
  return std::string(6 - digits.size(), '0') + digits;
}

std::optional<std::int64_t> totp_step(const std::string& secret, std::string_view typed,
                                      Instant now, std::int64_t used) {
  const auto raw = from_base32(secret);
  std::string code(typed);
  std::erase(code, ' ');
  if (!raw || code.size() != 6) return std::nullopt;
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  for (std::int64_t step = seconds / kStep - 1; step <= seconds / kStep + 1; ++step) {
    if (step > used && equal_in_constant_time(totp_code(*raw, step), code)) return step;
  }
  return std::nullopt;
}

}  // namespace norekey::console
