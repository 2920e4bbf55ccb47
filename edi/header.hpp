/// header: how an interchange begins, and the separators that follow from it. Called by reader at
/// each start of an interchange.
#pragma once
#include <string>
#include <string_view>

#include "edi/scan.hpp"
#include "edi/segment.hpp"

namespace norekey::edi {

/// What the first bytes of an interchange say.
struct Header {
  Family family = Family::none;  ///< none: this is no EDI; `why` says it
  Separators separators;
  std::size_t skip = 0;  ///< bytes before the first segment: UNA
  bool complete = true;  ///< false: more bytes are needed to tell
  bool trimmed = false;  ///< ISA elements do not have their fixed lengths
  bool had_una = false;
  bool distinct = true;        ///< false: two separators are the same character
  std::string syntax;          ///< EDIFACT: "UNOA"
  char syntax_version = '\0';  ///< EDIFACT: '1' to '4'
};

/// `text` begins with the first byte that is no blank or line break. `ended`: there is no more.
Header read_header(std::string_view text, bool ended, bool lenient);

/// The set to scan for: separators as marks, and the character set of the syntax level.
ScanSet scan_set(const Header&);

}  // namespace norekey::edi
