/// charset: the bytes that legacy systems write, to UTF-8 and back.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "mapping/formats/format.hpp"

namespace norekey::mapping::formats {

/// reject: bytes that the charset does not have, with the offset in the error's column.
Result<std::string> to_utf8(std::string_view bytes, Charset charset);

/// A whole text with its line and column in the error. reject: also UTF-16 and U+0000.
Result<std::string> whole_utf8(std::string_view bytes, Charset charset);

/// reject: the text is UTF-16, which its first two bytes show.
Result<void> no_utf16(std::string_view bytes);

/// reject: a character that the charset does not have, with the fix.
Result<std::string> from_utf8(std::string_view text, Charset charset);

std::optional<Charset> charset_of(std::string_view word);
const char* to_string(Charset charset);

}  // namespace norekey::mapping::formats
