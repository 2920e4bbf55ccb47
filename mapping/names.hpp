/// names: object keys that are no XML names, written reversibly as element names.
#pragma once
#include <string>
#include <string_view>

namespace norekey::mapping {

/// "po number" -> "po_x0020_number". A name is letters, digits, '_', '-', '.', not beginning with a
/// digit, '-' or '.'; bytes of UTF-8 beyond ASCII stay. "_x" followed by four hex digits and '_' is
/// written with its '_' encoded. "" is "_x".
std::string encode_name(std::string_view key);

/// The key that encode_name was given.
std::string decode_name(std::string_view name);

/// The element of a name that a person wrote, as it is or encoded already; "@" in front stays.
std::string element_name(std::string_view written);

}  // namespace norekey::mapping
