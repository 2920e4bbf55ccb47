/// text: small functions on UTF-8 text that every folder needs.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace norekey {

/// 'text', control characters as \n, \t, \x1b, at most 80 bytes (then "…"): safe in one line of a
/// log or a table.
std::string shown(std::string_view text);

/// One word of a command line, whole: 'ELE-1181', 'O'\''Brien', $'a\033b' where it holds control
/// characters. What a stranger wrote stays a word in a command that a person copies.
std::string shell_word(std::string_view text);

/// Of `known` the one that was probably meant (edit distance at most a third of its length);
/// nullptr where none is near.
const std::string* nearest(std::string_view text, const std::vector<std::string>& known);

/// ", did you mean 'CT'?" for the nearest of `known`; "" where none is near.
std::string did_you_mean(std::string_view text, const std::vector<std::string>& known);

std::string_view trim(std::string_view);
std::string upper(std::string_view);  ///< ASCII letters; others stay
std::string lower(std::string_view);
/// Lower case for what people write and look for: the letters of Latin, Greek and Cyrillic (U+0000
/// to U+052F) as Unicode 15's UnicodeData.txt pairs them; others stay.
std::string folded(std::string_view);
bool equal_without_case(std::string_view, std::string_view);
std::vector<std::string> split(std::string_view, char by);
std::string join(const std::vector<std::string>&, std::string_view by);

/// Offset of the first byte that is not well-formed UTF-8 (Unicode 15, table 3-7); npos where all
/// is.
std::size_t invalid_utf8(std::string_view);

/// No control characters (U+0000 to U+001F, U+007F to U+009F), and nothing that shows no width or
/// turns the direction of what stands beside it (UAX #9): names look as they are.
bool is_one_line(std::string_view);

/// At most `most` characters (code points); never cuts one in two.
std::string first_characters(std::string_view, std::size_t most);
std::size_t count_characters(std::string_view);

/// Bytes of the character that begins at `at`; 1 where it is not well-formed UTF-8.
std::size_t character_length(std::string_view, std::size_t at);

std::string to_hex(std::string_view bytes);
std::string to_base64(std::string_view bytes);

}  // namespace norekey
