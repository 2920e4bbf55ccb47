/// letters: which characters are letters, and capital and small ones of the Latin script: ASCII,
/// Latin-1 and Latin Extended-A. Only steps.cpp uses it; codes and keys go by core/text.
#pragma once
#include <string>
#include <string_view>

namespace norekey::mapping {

/// "Müller" is "MÜLLER", "ß" is "SS" (Unicode 15, SpecialCasing); other scripts stay as they are.
std::string capital_letters(std::string_view text);
std::string small_letters(std::string_view text);

/// Only the letters and, where `digits`, 0 to 9. Letters of every script; no °, –, €, ™ or emoji.
std::string only_letters(std::string_view text, bool digits);

}  // namespace norekey::mapping
