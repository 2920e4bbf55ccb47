#include "mapping/letters.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/text.hpp"

namespace norekey::mapping {
namespace {

constexpr char32_t kNone = 0xFFFD;  ///< of a byte that is no UTF-8

/// The character of `n` bytes at `i`.
char32_t code_at(std::string_view s, std::size_t i, std::size_t n) {
  const auto low = [&](std::size_t k) -> char32_t {
    return static_cast<unsigned char>(s[i + k]) & 0x3FU;
  };
  const char32_t lead = static_cast<unsigned char>(s[i]);
  if (n == 1) return lead < 0x80 ? lead : kNone;
  if (n == 2) return (lead & 0x1FU) << 6 | low(1);
  if (n == 3) return (lead & 0x0FU) << 12 | low(1) << 6 | low(2);
  return (lead & 0x07U) << 18 | low(1) << 12 | low(2) << 6 | low(3);
}

/// Where capital and small letters take turns, a capital is even, or odd.
enum class Turns { none, even, odd };

Turns turns_of(char32_t c) {
  if ((c >= 0x100 && c <= 0x12F) || (c >= 0x132 && c <= 0x137) || (c >= 0x14A && c <= 0x177))
    return Turns::even;
  return (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E) ? Turns::odd : Turns::none;
}

char32_t capital(char32_t c) {
  if (c >= 'a' && c <= 'z') return c - 0x20;
  if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 0x20;
  if (c == 0xFF) return 0x178;  // ÿ
  if (c == 0x131) return 'I';   // ı
  if (c == 0x17F) return 'S';   // ſ
  const Turns turns = turns_of(c);
  const bool small = (turns == Turns::even && c % 2 == 1) || (turns == Turns::odd && c % 2 == 0);
  return small ? c - 1 : c;
}

char32_t small(char32_t c) {
  if (c >= 'A' && c <= 'Z') return c + 0x20;
  if (c >= 0xC0 && c <= 0xDE && c != 0xD7) return c + 0x20;
  if (c == 0x178) return 0xFF;  // Ÿ
  if (c == 0x130) return 'i';   // İ
  const Turns turns = turns_of(c);
  const bool large = (turns == Turns::even && c % 2 == 0) || (turns == Turns::odd && c % 2 == 1);
  return large ? c + 1 : c;
}

/// Below U+0800, as all letters that change are.
void append(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

template <class Change>
std::string changed(std::string_view text, Change change) {
  std::string out;
  for (std::size_t i = 0, n = 0; i < text.size(); i += n) {
    n = character_length(text, i);
    const char32_t c = code_at(text, i, n);
    const char32_t to = change(c);
    if (to == c) {
      out += text.substr(i, n);
    } else {
      append(out, to);
    }
  }
  return out;
}

/// Blocks of signs, punctuation and pictures from U+0250 on (Unicode 15, Blocks.txt); what is in
/// none of them counts as a letter.
constexpr std::array<std::pair<char32_t, char32_t>, 15> kSigns = {{{0x02B9, 0x02FF},
                                                                   {0x2000, 0x2BFF},
                                                                   {0x2E00, 0x2E7F},
                                                                   {0x2FF0, 0x3004},
                                                                   {0x3008, 0x3020},
                                                                   {0x3030, 0x3030},
                                                                   {0xD800, 0xF8FF},
                                                                   {0xFE00, 0xFE6F},
                                                                   {0xFEFF, 0xFF20},
                                                                   {0xFF3B, 0xFF40},
                                                                   {0xFF5B, 0xFF65},
                                                                   {0xFFDD, 0xFFFF},
                                                                   {0x1D000, 0x1D3FF},
                                                                   {0x1F000, 0x1FAFF},
                                                                   {0xE0000, 0x10FFFF}}};

bool is_letter(char32_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  if (c < 0xC0) return c == 0xAA || c == 0xB5 || c == 0xBA;  // ª, µ, º
  if (c < 0x250) return c != 0xD7 && c != 0xF7;              // ×, ÷
  return std::none_of(kSigns.begin(), kSigns.end(),
                      [c](const auto& block) { return c >= block.first && c <= block.second; });
}

}  // namespace

std::string capital_letters(std::string_view text) {
  std::string out = changed(text, capital);
  for (std::size_t at = 0; (at = out.find("ß", at)) != std::string::npos; at += 2)
    out.replace(at, 2, "SS");
  return out;
}

std::string small_letters(std::string_view text) { return changed(text, small); }

std::string only_letters(std::string_view text, bool digits) {
  std::string out;
  for (std::size_t i = 0, n = 0; i < text.size(); i += n) {
    n = character_length(text, i);
    const bool digit = text[i] >= '0' && text[i] <= '9';
    if (digit ? digits : is_letter(code_at(text, i, n))) out += text.substr(i, n);
  }
  return out;
}

}  // namespace norekey::mapping
