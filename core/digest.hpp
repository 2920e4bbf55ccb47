/// digest: the hashes that identify content and sign messages (OpenSSL computes them).
#pragma once
#include <string>
#include <string_view>

namespace norekey {

/// 64 hex digits.
std::string sha256_hex(std::string_view bytes);

/// 32 raw bytes (RFC 2104 with SHA-256).
std::string hmac_sha256(std::string_view secret, std::string_view bytes);

/// Takes the same time wherever the two differ; false for different lengths.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace norekey
