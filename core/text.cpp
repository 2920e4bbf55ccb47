#include "core/text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <numeric>

namespace norekey {
namespace {

constexpr std::size_t kMostShown = 80;

/// Optimal string alignment: one for a change, an insertion, a deletion, and for two neighbours
/// swapped.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  std::iota(last.begin(), last.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    std::swap(before, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// How many bytes below 0x80 the text begins with, eight at a time; fewer than there are near its
/// end, but one where there is one.
std::size_t ascii_prefix(std::string_view s) {
  std::size_t i = 0;
  for (std::uint64_t eight = 0; i + sizeof eight <= s.size(); i += sizeof eight) {
    std::memcpy(&eight, s.data() + i, sizeof eight);
    if ((eight & 0x8080808080808080U) != 0) break;
  }
  return std::max<std::size_t>(i, 1);
}

/// Length of the well-formed sequence at `i`, 0 where it is not one.
std::size_t sequence_length(std::string_view s, std::size_t i) {
  const auto at = [&](std::size_t k) {
    return k < s.size() ? static_cast<unsigned char>(s[k]) : 0U;
  };
  const unsigned b0 = at(i), b1 = at(i + 1);
  const auto tail = [&](std::size_t k) { return at(k) >= 0x80 && at(k) <= 0xBF; };
  if (b0 < 0x80) return 1;
  if (b0 >= 0xC2 && b0 <= 0xDF) return tail(i + 1) ? 2 : 0;
  if (b0 >= 0xE0 && b0 <= 0xEF) {
    const unsigned low = b0 == 0xE0 ? 0xA0 : 0x80, high = b0 == 0xED ? 0x9F : 0xBF;
    return b1 >= low && b1 <= high && tail(i + 2) ? 3 : 0;
  }
  if (b0 >= 0xF0 && b0 <= 0xF4) {
    const unsigned low = b0 == 0xF0 ? 0x90 : 0x80, high = b0 == 0xF4 ? 0x8F : 0xBF;
    return b1 >= low && b1 <= high && tail(i + 2) && tail(i + 3) ? 4 : 0;
  }
  return 0;
}

std::size_t bytes_of_characters(std::string_view s, std::size_t most) {
  std::size_t i = 0;
  for (std::size_t n = 0; n < most && i < s.size(); ++n)
    i += std::max<std::size_t>(1, sequence_length(s, i));
  return i;
}

}  // namespace

std::string shown(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out = "'";
  std::size_t i = 0;
  while (i < text.size() && out.size() < kMostShown) {
    const auto c = static_cast<unsigned char>(text[i]);
    const std::size_t n = sequence_length(text, i);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c < 0x20 || c == 0x7f || n == 0) {
      out += "\\x";
      out += digits[c >> 4];
      out += digits[c & 15];
    } else {
      out += text.substr(i, n);
    }
    i += std::max<std::size_t>(1, n);
  }
  return out + (i < text.size() ? "…'" : "'");
}

std::string shell_word(std::string_view text) {
  const auto is_control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  const bool any = std::any_of(text.begin(), text.end(), is_control);
  std::string out = any ? "$'" : "'";
  for (const char c : text) {
    if (c == '\'') {
      out += any ? "\\'" : "'\\''";
    } else if (any && c == '\\') {
      out += "\\\\";
    } else if (is_control(c)) {  // octal: three digits, whatever follows
      const auto code = static_cast<unsigned char>(c);
      out += '\\';
      for (const int shift : {6, 3, 0}) out += static_cast<char>('0' + ((code >> shift) & 7));
    } else {
      out += c;
    }
  }
  return out + "'";
}

const std::string* nearest(std::string_view text, const std::vector<std::string>& known) {
  if (text.empty() || text.size() > 64) return nullptr;
  const std::string wanted = lower(text);
  std::size_t best = text.size() + 64;
  const std::string* found = nullptr;
  for (const std::string& one : known) {
    if (one.size() > 64) continue;
    const std::size_t d = edit_distance(wanted, lower(one));
    if (d < best) {
      best = d;
      found = &one;
    }
  }
  const std::size_t allowed =
      std::max<std::size_t>(1, std::max(text.size(), found ? found->size() : 0) / 3);
  return best <= allowed ? found : nullptr;
}

std::string did_you_mean(std::string_view text, const std::vector<std::string>& known) {
  const std::string* meant = nearest(text, known);
  return meant == nullptr ? "" : ", did you mean " + shown(*meant) + "?";
}

std::string_view trim(std::string_view s) {
  while (!s.empty() && is_space(s.front())) s.remove_prefix(1);
  while (!s.empty() && is_space(s.back())) s.remove_suffix(1);
  return s;
}

std::string upper(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  return out;
}

std::string lower(std::string_view s) {
  std::string out(s);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}

namespace {

/// U+0080 to U+07FF, which UTF-8 writes in two bytes.
unsigned folded_letter(unsigned c) {
  const auto within = [c](unsigned from, unsigned to) { return c >= from && c <= to; };
  if (within(0xC0, 0xDE) && c != 0xD7) return c + 32;
  if (c == 0x178) return 0xFF;
  if (within(0x139, 0x148) || within(0x179, 0x17E)) return c % 2 == 1 ? c + 1 : c;
  if (within(0x100, 0x177) && !within(0x130, 0x131) && c != 0x138) return c % 2 == 0 ? c + 1 : c;
  if (c == 0x386) return 0x3AC;
  if (within(0x388, 0x38A)) return c + 37;
  if (c == 0x38C) return 0x3CC;
  if (within(0x38E, 0x38F)) return c + 63;
  if (within(0x391, 0x3AB) && c != 0x3A2) return c + 32;
  if (within(0x400, 0x40F)) return c + 80;
  if (within(0x410, 0x42F)) return c + 32;
  if (within(0x460, 0x481) || within(0x48A, 0x4BF) || within(0x4D0, 0x52F))
    return c % 2 == 0 ? c + 1 : c;
  return c;
}

/// Two bytes of UTF-8 as a code point; 0 where there are none.
unsigned two_bytes(std::string_view s, std::size_t at) {
  const auto byte = [s](std::size_t i) { return static_cast<unsigned char>(s[i]); };
  if (at + 1 >= s.size() || (byte(at) & 0xE0) != 0xC0 || (byte(at + 1) & 0xC0) != 0x80) return 0;
  return (byte(at) & 0x1FU) << 6 | (byte(at + 1) & 0x3FU);
}

/// Three bytes that show no width, end a line or turn the direction of text: U+200B to U+200F,
/// U+2028 to U+202E, U+2060 to U+2069, U+FEFF.
bool is_unseen(std::string_view s, std::size_t at) {
  const std::string_view two = s.substr(at, 2);
  const unsigned last = at + 2 < s.size() ? static_cast<unsigned char>(s[at + 2]) : 0;
  if (two == "\xE2\x80") return (last >= 0x8B && last <= 0x8F) || (last >= 0xA8 && last <= 0xAE);
  if (two == "\xE2\x81") return last >= 0xA0 && last <= 0xA9;
  return two == "\xEF\xBB" && last == 0xBF;
}

}  // namespace

std::string folded(std::string_view s) {
  std::string out = lower(s);
  for (std::size_t at = 0; at < out.size(); ++at) {
    const unsigned c = two_bytes(out, at);
    if (c < 0x80) continue;
    const unsigned to = folded_letter(c);
    out[at] = static_cast<char>(0xC0 | to >> 6);
    out[++at] = static_cast<char>(0x80 | (to & 0x3F));
  }
  return out;
}

bool is_one_line(std::string_view s) {
  for (std::size_t at = 0; at < s.size(); ++at) {
    const auto c = static_cast<unsigned char>(s[at]);
    const unsigned two = two_bytes(s, at);
    if (c < 0x20 || c == 0x7F || (two >= 0x80 && two <= 0x9F) || is_unseen(s, at)) return false;
  }
  return true;
}

bool equal_without_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && lower(a) == lower(b);
}

std::vector<std::string> split(std::string_view s, char by) {
  std::vector<std::string> out;
  std::size_t from = 0;
  for (std::size_t at = s.find(by); at != std::string_view::npos; at = s.find(by, from)) {
    out.emplace_back(s.substr(from, at - from));
    from = at + 1;
  }
  out.emplace_back(s.substr(from));
  return out;
}

std::string join(const std::vector<std::string>& parts, std::string_view by) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += by;
    out += parts[i];
  }
  return out;
}

std::size_t invalid_utf8(std::string_view s) {
  for (std::size_t i = 0; i < s.size();) {
    if (static_cast<unsigned char>(s[i]) < 0x80) {
      i += ascii_prefix(s.substr(i));
      continue;
    }
    const std::size_t n = sequence_length(s, i);
    if (n == 0) return i;
    i += n;
  }
  return std::string_view::npos;
}

std::string first_characters(std::string_view s, std::size_t most) {
  return std::string(s.substr(0, bytes_of_characters(s, most)));
}

std::size_t count_characters(std::string_view s) {
  std::size_t n = 0;
  for (std::size_t i = 0; i < s.size(); ++n) i += std::max<std::size_t>(1, sequence_length(s, i));
  return n;
}

std::size_t character_length(std::string_view s, std::size_t at) {
  return std::max<std::size_t>(1, sequence_length(s, at));
}

std::string to_hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4];
    out += digits[static_cast<unsigned char>(c) & 15];
  }
  return out;
}

std::string to_base64(std::string_view bytes) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto at = [&](std::size_t k) {
      return k < bytes.size() ? static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[k]))
                              : 0U;
    };
    const std::uint32_t three = at(i) << 16 | at(i + 1) << 8 | at(i + 2);
    out += digits[three >> 18];
    out += digits[three >> 12 & 63];
    out += i + 1 < bytes.size() ? digits[three >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? digits[three & 63] : '=';
  }
  return out;
}

}  // namespace norekey
