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

/// reject: a character that the charset does not have, with the fix.
Result<std::string> from_utf8(std::string_view text, Charset charset);

std::optional<Charset> charset_of(std::string_view word);
const char* to_string(Charset charset);

}  // namespace norekey::mapping::formats
