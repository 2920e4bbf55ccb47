/// totp: codes of an authenticator app: RFC 6238 with SHA-1, 30 seconds, 6 digits, which is what
/// the apps know.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace norekey::console {

/// 160 random bits in base32 (RFC 4648, section 6; RFC 4226, 4 R6).
std::string new_totp_secret();

/// otpauth://totp/…, which apps read as a QR code.
std::string totp_uri(const std::string& secret, const std::string& user);

/// The code of a 30 s step.
std::string totp_code(std::string_view raw_secret, std::int64_t step);

/// The step a code is of: this one, the one before or the next, but none at or before `used`.
/// nullopt: it is none of them.
std::optional<std::int64_t> totp_step(const std::string& secret, std::string_view code, Instant now,
                                      std::int64_t used);

/// nullopt: no base32.
std::optional<std::string> from_base32(std::string_view text);
std::string to_base32(std::string_view bytes);

}  // namespace norekey::console
