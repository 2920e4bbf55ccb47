/// postal_text: the letters and digits that postal codes are made of. Used by postal and area
/// alone.
#pragma once
#include <algorithm>
#include <cctype>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace norekey::credit {

inline bool digit(char c) { return c >= '0' && c <= '9'; }
inline bool letter(char c) { return c >= 'A' && c <= 'Z'; }
inline bool all_digits(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), digit);
}
inline bool all_letters(std::string_view s) {
  return !s.empty() && std::all_of(s.begin(), s.end(), letter);
}

/// Upper case, without spaces, hyphens and dots.
inline std::string compact(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0)
      out += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return out;
}

/// "D-80331", "CH 8001": in countries whose codes are digits, the country's letters that people in
/// Europe write in front are no part of the code.
inline void strip_country(std::string& code, std::string_view country) {
  static constexpr std::pair<std::string_view, std::string_view> kCars[] = {
      {"AT", "A"}, {"BE", "B"},   {"CH", "CH"}, {"CZ", "CZ"}, {"DE", "D"},   {"DK", "DK"},
      {"ES", "E"}, {"FI", "FIN"}, {"FR", "F"},  {"HU", "H"},  {"IT", "I"},   {"LU", "L"},
      {"NO", "N"}, {"PL", "PL"},  {"PT", "P"},  {"SE", "S"},  {"SI", "SLO"}, {"SK", "SK"}};
  const auto known = std::find_if(std::begin(kCars), std::end(kCars),
                                  [&](const auto& one) { return one.first == country; });
  if (known == std::end(kCars)) return;
  const std::size_t digits = code.find_first_of("0123456789");
  if (digits == std::string::npos || digits == 0 || !all_digits(code.substr(digits))) return;
  const std::string_view front = std::string_view(code).substr(0, digits);
  if (front == country || front == known->second) code.erase(0, digits);
}

/// A British outward code: A9, A99, AA9, AA99, A9A or AA9A; the letter at the end is none that
/// looks like a digit (Royal Mail, PAF Digest: I, L, O, Q and Z are never there).
inline bool is_outward(std::string_view s) {
  std::size_t i = 0;
  while (i < s.size() && i < 2 && letter(s[i])) ++i;
  if (i == 0 || i == s.size() || !digit(s[i])) return false;
  const std::string_view rest = s.substr(i + 1);
  if (rest.size() > 1) return false;
  return rest.empty() || digit(rest[0]) ||
         (letter(rest[0]) && std::string_view("ILOQZ").find(rest[0]) == std::string_view::npos);
}

/// The beginning of a Canadian code, "M", "M5V" or a whole one: letters and digits take turns, and
/// D, F, I, O, Q, U are never used, W and Z not in front (Canada Post, Addressing Guidelines).
inline bool begins_canadian(std::string_view s) {
  if (s.empty() || s.size() > 6) return false;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool unused =
        std::string_view(i == 0 ? "DFIOQUWZ" : "DFIOQU").find(s[i]) != std::string_view::npos;
    if (i % 2 == 0 ? !letter(s[i]) || unused : !digit(s[i])) return false;
  }
  return true;
}

}  // namespace norekey::credit
