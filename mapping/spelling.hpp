/// spelling: one spelling for what people write in many: letters without accents, names of firms,
/// streets. For matching customers and addresses; both sides go through it.
#pragma once
#include <string>
#include <string_view>

namespace norekey::mapping {

/// How keys are made alike before they are compared. Each includes the ones before it.
enum class Spelling {
  exact,    ///< byte by byte
  blanks,   ///< blanks at the ends go, several become one
  letters,  ///< capital letters without accents
  codes,    ///< letters and digits only: "ab-12 x" is "AB12X"
  names,    ///< of firms: punctuation, &, Inc, LLC, GmbH, the and such are left out
  address,  ///< as names; Street is ST, North is N, Suite is STE, Saint is ST
};

/// "é" -> "e", "ß" -> "ss", "Ø" -> "O": Latin letters of Europe; other characters stay.
std::string without_accents(std::string_view text);

/// Without blanks at the ends; blanks, tabs and line breaks in a row are one blank.
std::string squeezed(std::string_view text);

/// The text in that spelling. '/' joins the parts of a key and stays; each part is spelled by
/// itself.
std::string spelled(std::string_view text, Spelling how);

/// By the word that mappings use, such as "letters"; false where it is none.
bool read_spelling(std::string_view word, Spelling& out);
std::string_view word_of(Spelling);

}  // namespace norekey::mapping
