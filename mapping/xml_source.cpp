#include "mapping/xml_source.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/place.hpp"

namespace norekey::mapping {
namespace {

using formats::Charset;

Error at(std::string_view text, std::size_t offset, std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), place_of(text, offset), ""};
}

/// The encoding of <?xml version="1.0" encoding="…"?>; "" where it declares none.
std::string declared(std::string_view text) {
  if (text.substr(0, 5) != "<?xml") return "";
  const std::string_view head = text.substr(0, text.find("?>"));
  const auto word = head.find("encoding");
  const auto quote = word == std::string_view::npos ? word : head.find_first_of("'\"", word);
  if (quote == std::string_view::npos) return "";
  const auto end = head.find(head[quote], quote + 1);
  return end == std::string_view::npos ? "" : lower(head.substr(quote + 1, end - quote - 1));
}

/// Whether "name;" or "#39;" at the front of `text` is a reference that XML has by itself.
bool is_reference(std::string_view text) {
  const auto end = text.substr(0, 16).find(';');
  if (end == std::string_view::npos) return false;
  const std::string_view name = text.substr(0, end);
  constexpr std::array<std::string_view, 5> known = {"amp", "lt", "gt", "quot", "apos"};
  if (std::find(known.begin(), known.end(), name) != known.end()) return true;
  if (name.size() < 2 || name[0] != '#') return false;
  const bool hex = name[1] == 'x';
  const std::string_view digits = name.substr(hex ? 2 : 1);
  std::uint32_t code = 0;
  const auto read =
      std::from_chars(digits.data(), digits.data() + digits.size(), code, hex ? 16 : 10);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return false;
  return code != 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

/// The first & that begins no reference; npos where each does. Comments, CDATA and processing
/// instructions have none.
std::size_t bad_reference(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 3> apart = {
      {{"<![CDATA[", "]]>"}, {"<!--", "-->"}, {"<?", "?>"}}};
  std::size_t i = text.find('&') == std::string_view::npos ? text.size() : 0;
  while ((i = text.find_first_of("&<", i)) < text.size()) {
    if (text[i] == '&' && !is_reference(text.substr(i + 1))) return i;
    for (const auto& [open, close] : apart) {
      if (text.substr(i, open.size()) == open) i = std::min(text.find(close, i), text.size() - 1);
    }
    ++i;
  }
  return std::string_view::npos;
}

}  // namespace

Result<std::string> xml_as_utf8(std::string_view text) {
  if (auto fine = formats::no_utf16(text); !fine) return fine.error();
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    return at(text, nul, "a character U+0000 cannot be part of a document",
              "remove it at the source");
  }
  const std::string encoding = declared(text);
  std::string out(text);
  if (encoding == "iso-8859-1" || encoding == "windows-1252" || encoding == "cp1252") {
    auto read =
        formats::to_utf8(text, encoding == "iso-8859-1" ? Charset::latin1 : Charset::windows1252);
    if (!read) {  // windows-1252 has five bytes that mean nothing
      Error e = read.error();
      e.where = place_of(text, std::min(text.find_first_of("\x81\x8D\x8F\x90\x9D"), text.size()));
      return e;
    }
    out = std::move(*read);
  } else if (!encoding.empty() && encoding != "utf-8" && encoding != "us-ascii") {
    return at(text, 0, "the encoding " + shown(encoding) + " is not read",
              "have the sender write UTF-8, ISO-8859-1 or windows-1252");
  }
  if (const auto bad = invalid_utf8(out); bad != std::string_view::npos) {
    return at(out, bad, "a byte that is not UTF-8",
              "have the sender write UTF-8, or declare the encoding at the document's begin");
  }
  return out;
}

Result<void> check_references(std::string_view text) {
  const std::size_t bad = bad_reference(text);
  if (bad == std::string_view::npos) return {};
  const std::string_view rest = text.substr(bad);
  const std::size_t end = std::min(rest.find_first_of("; <&\n", 1), rest.size());
  const bool whole = end < rest.size() && rest[end] == ';';
  return at(text, bad, shown(rest.substr(0, whole ? end + 1 : end)) + " is no character",
            "have the sender write & as &amp;");
}

}  // namespace norekey::mapping
