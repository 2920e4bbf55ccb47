/// random: bytes that nobody can guess, from the kernel. Names, tokens and keys are made of them.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace norekey {

/// `size` raw bytes (getrandom(2)); never fails once the machine has booted.
std::string random_bytes(std::size_t size);

/// 43 characters of base64url (RFC 4648, section 5) over 32 random bytes: a token that may stand in
/// a URL, a cookie or a header.
std::string random_token();

/// base64url without padding.
std::string to_base64url(std::string_view bytes);

}  // namespace norekey
