#include "edi/charset.hpp"

#include <iconv.h>

#include <algorithm>

#include "core/text.hpp"

namespace norekey::edi {
namespace {

bool ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

std::string convert(std::string_view text, const char* from, const char* to, bool* lost = nullptr) {
  const iconv_t how = iconv_open(to, from);
  // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX says so, iconv_open
  if (how == reinterpret_cast<iconv_t>(-1)) return std::string(text);
  std::string out, in(text);
  char* at = in.data();
  std::size_t left = in.size();
  while (left > 0) {
    char room[256];
    char* put = room;
    std::size_t free = sizeof room;
    const std::size_t done = iconv(how, &at, &left, &put, &free);
    out.append(room, sizeof room - free);
    if (done != static_cast<std::size_t>(-1) || free < 8) continue;
    out += '?';
    if (lost != nullptr) *lost = true;
    do {
      ++at;
      --left;
    } while (left > 0 && (static_cast<unsigned char>(*at) & 0xc0) == 0x80);
  }
  iconv_close(how);
  return out;
}

}  // namespace

const char* charset_of(std::string_view syntax) {
  static constexpr const char* kNames[] = {"ISO-8859-1", "ISO-8859-2", "ISO-8859-5",
                                           "ISO-8859-7", "ISO-8859-3", "ISO-8859-4",
                                           "ISO-8859-6", "ISO-8859-8", "ISO-8859-9"};
  if (syntax.size() != 4 || !syntax.starts_with("UNO")) return "UTF-8";
  return syntax[3] >= 'C' && syntax[3] <= 'K' ? kNames[syntax[3] - 'C'] : "UTF-8";
}

bool can_be_written(const std::string& charset) {
  const iconv_t how = iconv_open(charset.c_str(), "UTF-8");
  // NOLINTNEXTLINE(performance-no-int-to-ptr): POSIX says so, iconv_open
  if (how == reinterpret_cast<iconv_t>(-1)) return false;
  iconv_close(how);
  const std::string segment = "UNB+ISA*az09:?'~^<>|\r\n";
  return convert(segment, "UTF-8", charset.c_str()) == segment;
}

std::string to_utf8(std::string_view bytes, const char* charset) {
  if (ascii(bytes)) return std::string(bytes);
  if (std::string_view(charset) == "UTF-8") {
    if (invalid_utf8(bytes) == std::string_view::npos) return std::string(bytes);
    charset = "ISO-8859-1";
  }
  return convert(bytes, charset, "UTF-8");
}

std::string from_utf8(std::string_view text, const char* charset, bool* lost) {
  if (ascii(text) || std::string_view(charset) == "UTF-8") return std::string(text);
  return convert(text, "UTF-8", charset, lost);
}

}  // namespace norekey::edi
