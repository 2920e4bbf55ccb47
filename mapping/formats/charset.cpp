#include "mapping/formats/charset.hpp"

#include <array>
#include <cstdint>
#include <cstdio>

#include "core/text.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/place.hpp"

namespace norekey::mapping::formats {
namespace {

/// IBM code page 037 (CCSID 37), byte to Latin-1: every byte has a character.
constexpr std::array<std::uint8_t, 256> kEbcdic = {
    0x00, 0x01, 0x02, 0x03, 0x9C, 0x09, 0x86, 0x7F, 0x97, 0x8D, 0x8E, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F,
    0x10, 0x11, 0x12, 0x13, 0x9D, 0x85, 0x08, 0x87, 0x18, 0x19, 0x92, 0x8F, 0x1C, 0x1D, 0x1E, 0x1F,
    0x80, 0x81, 0x82, 0x83, 0x84, 0x0A, 0x17, 0x1B, 0x88, 0x89, 0x8A, 0x8B, 0x8C, 0x05, 0x06, 0x07,
    0x90, 0x91, 0x16, 0x93, 0x94, 0x95, 0x96, 0x04, 0x98, 0x99, 0x9A, 0x9B, 0x14, 0x15, 0x9E, 0x1A,
    0x20, 0xA0, 0xE2, 0xE4, 0xE0, 0xE1, 0xE3, 0xE5, 0xE7, 0xF1, 0xA2, 0x2E, 0x3C, 0x28, 0x2B, 0x7C,
    0x26, 0xE9, 0xEA, 0xEB, 0xE8, 0xED, 0xEE, 0xEF, 0xEC, 0xDF, 0x21, 0x24, 0x2A, 0x29, 0x3B, 0xAC,
    0x2D, 0x2F, 0xC2, 0xC4, 0xC0, 0xC1, 0xC3, 0xC5, 0xC7, 0xD1, 0xA6, 0x2C, 0x25, 0x5F, 0x3E, 0x3F,
    0xF8, 0xC9, 0xCA, 0xCB, 0xC8, 0xCD, 0xCE, 0xCF, 0xCC, 0x60, 0x3A, 0x23, 0x40, 0x27, 0x3D, 0x22,
    0xD8, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0xAB, 0xBB, 0xF0, 0xFD, 0xFE, 0xB1,
    0xB0, 0x6A, 0x6B, 0x6C, 0x6D, 0x6E, 0x6F, 0x70, 0x71, 0x72, 0xAA, 0xBA, 0xE6, 0xB8, 0xC6, 0xA4,
    0xB5, 0x7E, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7A, 0xA1, 0xBF, 0xD0, 0xDD, 0xDE, 0xAE,
    0x5E, 0xA3, 0xA5, 0xB7, 0xA9, 0xA7, 0xB6, 0xBC, 0xBD, 0xBE, 0x5B, 0x5D, 0xAF, 0xA8, 0xB4, 0xD7,
    0x7B, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0xAD, 0xF4, 0xF6, 0xF2, 0xF3, 0xF5,
    0x7D, 0x4A, 0x4B, 0x4C, 0x4D, 0x4E, 0x4F, 0x50, 0x51, 0x52, 0xB9, 0xFB, 0xFC, 0xF9, 0xFA, 0xFF,
    0x5C, 0xF7, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5A, 0xB2, 0xD4, 0xD6, 0xD2, 0xD3, 0xD5,
    0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0xB3, 0xDB, 0xDC, 0xD9, 0xDA, 0x9F};

/// Windows-1252, bytes 0x80 to 0x9F; 0 where it has none.
constexpr std::array<std::uint16_t, 32> kWindows = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

const std::array<std::uint8_t, 256>& to_ebcdic() {
  static const std::array<std::uint8_t, 256> table = [] {
    std::array<std::uint8_t, 256> out{};
    for (unsigned i = 0; i < 256; ++i) out[kEbcdic[i]] = static_cast<std::uint8_t>(i);
    return out;
  }();
  return table;
}

void append(std::string& out, unsigned code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

Error bad_byte(std::string_view bytes, std::size_t at, Charset charset) {
  std::array<char, 8> hex{};
  std::snprintf(hex.data(), hex.size(), "0x%02X", static_cast<unsigned char>(bytes[at]));
  Error out{Fate::reject,
            std::string("the byte ") + hex.data() + " is not " + to_string(charset),
            "name the charset that the sender uses, such as  charset: latin-1",
            {},
            ""};
  out.where.column = static_cast<unsigned>(at) + 1;
  return out;
}

/// The character at `i` of well-formed UTF-8, and its length.
std::pair<unsigned, std::size_t> character(std::string_view s, std::size_t i) {
  const auto at = [&](std::size_t k) { return static_cast<unsigned char>(s[k]) & 0x3FU; };
  const auto lead = static_cast<unsigned char>(s[i]);
  if (lead < 0x80) return {lead, 1};
  if (lead < 0xE0) return {(lead & 0x1FU) << 6 | at(i + 1), 2};
  if (lead < 0xF0) return {(lead & 0x0FU) << 12 | at(i + 1) << 6 | at(i + 2), 3};
  return {(lead & 0x07U) << 18 | at(i + 1) << 12 | at(i + 2) << 6 | at(i + 3), 4};
}

/// The byte of a character; -1 where the charset has none.
int byte_of(unsigned code, Charset charset) {
  if (charset == Charset::ebcdic037) return code < 256 ? static_cast<int>(to_ebcdic()[code]) : -1;
  if (code < 0x80) return static_cast<int>(code);
  if (charset == Charset::latin1) return code < 256 ? static_cast<int>(code) : -1;
  if (charset == Charset::windows1252) {
    if (code >= 0xA0 && code < 256) return static_cast<int>(code);
    for (std::size_t i = 0; i < kWindows.size(); ++i) {
      if (kWindows[i] == code) return static_cast<int>(0x80 + i);
    }
  }
  return -1;
}

}  // namespace

Result<std::string> to_utf8(std::string_view bytes, Charset charset) {
  if (charset == Charset::utf8) {
    const auto bad = invalid_utf8(bytes);
    if (bad != std::string_view::npos) return bad_byte(bytes, bad, charset);
    return std::string(bytes);
  }
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    unsigned code = byte;
    if (charset == Charset::ebcdic037) code = kEbcdic[byte];
    if (charset == Charset::windows1252 && byte >= 0x80 && byte < 0xA0)
      code = kWindows[byte - 0x80];
    if ((charset == Charset::ascii && byte >= 0x80) || (code == 0 && byte != 0))
      return bad_byte(bytes, i, charset);
    append(out, code);
  }
  return out;
}

Result<void> no_utf16(std::string_view bytes) {
  const std::string_view mark = bytes.substr(0, 2);
  const auto none = [&](std::size_t i) { return bytes.size() >= 4 && bytes[i] == '\0'; };
  const bool latin = (none(0) && none(2) && !none(1)) || (none(1) && none(3) && !none(0));
  if (mark != "\xFF\xFE" && mark != "\xFE\xFF" && !latin) return {};
  return Error{
      Fate::reject, "the document is UTF-16", "have the sender write UTF-8", {"", 1, 1, ""}, ""};
}

Result<std::string> whole_utf8(std::string_view bytes, Charset charset) {
  if (auto fine = no_utf16(bytes); !fine) return fine.error();
  auto out = to_utf8(bytes, charset);
  if (out) {
    if (auto fine = no_nul(*out); !fine) return fine.error();
    return out;
  }
  Error e = out.error();
  e.where = place_of(bytes, e.where.column - 1);
  return e;
}

Result<std::string> from_utf8(std::string_view text, Charset charset) {
  if (charset == Charset::utf8) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto [code, length] = character(text, i);
    const int byte = byte_of(code, charset);
    if (byte < 0) {
      return Error{Fate::reject,
                   std::string(to_string(charset)) + " has no " + shown(text.substr(i, length)),
                   "add  ascii: yes  to the field, or name another charset",
                   {},
                   ""};
    }
    out += static_cast<char>(byte);
    i += length;
  }
  return out;
}

std::optional<Charset> charset_of(std::string_view word) {
  for (const Charset one :
       {Charset::utf8, Charset::ascii, Charset::latin1, Charset::windows1252, Charset::ebcdic037}) {
    if (word == to_string(one)) return one;
  }
  return std::nullopt;
}

const char* to_string(Charset charset) {
  switch (charset) {
    case Charset::ascii:
      return "ascii";
    case Charset::latin1:
      return "latin-1";
    case Charset::windows1252:
      return "windows-1252";
    case Charset::ebcdic037:
      return "ebcdic-037";
    case Charset::utf8:
      break;
  }
  return "utf-8";
}

}  // namespace norekey::mapping::formats
