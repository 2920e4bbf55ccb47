/// charset: the bytes of values to UTF-8 and back. Used by tree and write.
#pragma once
#include <string>
#include <string_view>

namespace norekey::edi {

/// The character set that a syntax level names: "UNOC" gives "ISO-8859-1"; "UTF-8" for X12 ("") and
/// for levels that name none.
const char* charset_of(std::string_view syntax);

/// Whether there is such a character set, and letters, digits and separators stand in it as in
/// ASCII: an interchange is not written in any other.
bool can_be_written(const std::string& charset);

/// UTF-8. Bytes that are wrong in `charset` are read as ISO 8859-1.
std::string to_utf8(std::string_view bytes, const char* charset);

/// Characters that `charset` does not have become '?', and `lost` true.
std::string from_utf8(std::string_view text, const char* charset, bool* lost = nullptr);

}  // namespace norekey::edi
