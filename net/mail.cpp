#include "net/mail.hpp"

#include <algorithm>
#include <array>
#include <ctime>

#include "core/text.hpp"

namespace norekey::net {
namespace {

constexpr std::size_t kWord = 45;  // bytes in an encoded word: 60 characters of base64, 72 in all

/// RFC 5322, 3.3: "Sun, 22 Nov 2026 08:00:00 +0000".
std::string mail_date(std::chrono::system_clock::time_point at) {
  static constexpr std::array<const char*, 7> kDays{"Sun", "Mon", "Tue", "Wed",
                                                    "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  const auto two = [](int n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::string(kDays[static_cast<std::size_t>(parts.tm_wday)]) + ", " + two(parts.tm_mday) +
         " " + kMonths[static_cast<std::size_t>(parts.tm_mon)] + " " +
         std::to_string(parts.tm_year + 1900) + " " + two(parts.tm_hour) + ":" + two(parts.tm_min) +
         ":" + two(parts.tm_sec) + " +0000";
}

bool is_plain(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

bool valid_address(const std::string& address) {
  const auto at = address.find('@');
  const auto is_part = [](std::string_view part, std::string_view specials) {
    return !part.empty() && part.front() != '.' && part.back() != '.' &&
           part.find("..") == part.npos &&
           std::all_of(part.begin(), part.end(), [specials](char c) {
             return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    specials.find(c) != specials.npos;
           });
  };
  const std::string_view all = address;
  return at != address.npos && address.size() <= 254 &&
         is_part(all.substr(0, at), ".!#$%&'*+-/=?^_`{|}~") && is_part(all.substr(at + 1), ".-");
}

std::string header_text(const std::string& text) {
  std::string line = text;
  std::replace_if(
      line.begin(), line.end(),
      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
  if (std::all_of(line.begin(), line.end(), is_plain) && line.size() < 900 &&
      line.find("=?") == line.npos)
    return line;
  std::string out;
  while (!line.empty()) {
    std::size_t size = std::min(line.size(), kWord);
    while (size < line.size() && (static_cast<unsigned char>(line[size]) & 0xC0) == 0x80) --size;
    out +=
        (out.empty() ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?") + to_base64(line.substr(0, size)) + "?=";
    line.erase(0, size);
  }
  return out;
}

Call mail_call(const Mail& mail, Call way) {
  way.method = "MAIL";
  way.mail_from = mail.from;
  way.mail_to = {mail.to};
  way.headers = {{"Date", mail_date(mail.at)},
                 {"From", mail.from},
                 {"To", mail.to},
                 {"Subject", header_text(mail.subject)},
                 {"Message-ID", "<" + mail.id + ">"},
                 {"Auto-Submitted", "auto-generated"}};
  way.body = mail.text;
  return way;
}

}  // namespace norekey::net
