#include "mapping/names.hpp"

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>

namespace norekey::mapping {
namespace {

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_name_part(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '.'; }

/// "_x00HH" at the front of `s`: of one byte.
bool begins_escape(std::string_view s) {
  return s.size() >= 6 && s.substr(0, 4) == "_x00" &&
         std::isxdigit(static_cast<unsigned char>(s[4])) != 0 &&
         std::isxdigit(static_cast<unsigned char>(s[5])) != 0;
}

/// "_x00HH_" at the front of `s`.
bool is_escape(std::string_view s) { return begins_escape(s) && s.size() > 6 && s[6] == '_'; }

/// The text itself reads like an escape, or would before a character that is escaped.
bool looks_like_escape(std::string_view s) {
  return begins_escape(s) && s.size() > 6 && (s[6] == '_' || !is_name_part(s[6]));
}

std::string escape(char c) {
  std::array<char, 8> out{};
  std::snprintf(out.data(), out.size(), "_x%04X_",
                static_cast<unsigned>(static_cast<unsigned char>(c)));
  return out.data();
}

/// Most names: nothing in them has to be written otherwise, and no escape can be read in them.
bool is_plain(std::string_view key) {
  if (!is_letter(key[0])) return false;
  for (std::size_t i = 0; i < key.size(); ++i) {
    if (!is_name_part(key[i]) || (key[i] == '_' && i + 1 < key.size() && key[i + 1] == 'x'))
      return false;
  }
  return true;
}

}  // namespace

std::string encode_name(std::string_view key) {
  if (key.empty()) return "_x";
  if (is_plain(key)) return std::string(key);
  if (key == "_x") return escape('_') + "x";
  std::string out;
  for (std::size_t i = 0; i < key.size(); ++i) {
    const bool plain = i == 0 ? is_letter(key[i]) : is_name_part(key[i]);
    out += plain && !looks_like_escape(key.substr(i)) ? std::string(1, key[i]) : escape(key[i]);
  }
  return out;
}

std::string decode_name(std::string_view name) {
  if (name == "_x") return "";
  std::string out;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (is_escape(name.substr(i))) {
      out +=
          static_cast<char>(std::strtol(std::string(name.substr(i + 2, 4)).c_str(), nullptr, 16));
      i += 6;
    } else {
      out += name[i];
    }
  }
  return out;
}

std::string element_name(std::string_view written) {
  const bool attribute = written.starts_with('@');
  if (attribute) written.remove_prefix(1);
  return (attribute ? "@" : "") + encode_name(decode_name(written));
}

}  // namespace norekey::mapping
