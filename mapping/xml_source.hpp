/// xml_source: what an XML text is before it is parsed: its bytes as UTF-8, its references known.
/// Used by from_xml; it knows no tree.
#pragma once
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace norekey::mapping {

/// The text in UTF-8, by the encoding that it declares: UTF-8, US-ASCII, ISO-8859-1 or
/// windows-1252. reject, with line and column: another encoding, a byte that the encoding does not
/// have, U+0000.
Result<std::string> xml_as_utf8(std::string_view text);

/// reject: a reference to an entity or a character that XML does not have, with line and column.
/// The text is well-formed otherwise.
Result<void> check_references(std::string_view text);

}  // namespace norekey::mapping
