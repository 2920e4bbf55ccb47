#include <date/date.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>

#include "net/http_client.hpp"

namespace norekey::net {
namespace {

constexpr std::chrono::seconds kLongest = std::chrono::hours(24 * 7);

std::optional<std::chrono::seconds> as_seconds(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return {};
  long seconds = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (parsed.ec == std::errc::result_out_of_range) return kLongest;
  return std::chrono::seconds(std::min<long>(seconds, kLongest.count()));
}

/// RFC 9110, 5.6.7: the preferred form, then the two obsolete ones that a recipient must still
/// read. The day's name is not compared with the date.
std::optional<date::sys_seconds> as_date(std::string_view text) {
  const auto comma = text.find(',');
  const std::string rest(comma == std::string_view::npos ? text : text.substr(comma + 1));
  const char* formats[] = {" %d %b %Y %H:%M:%S GMT", " %d-%b-%y %H:%M:%S GMT"};
  const char* asctime_format = "%a %b %d %H:%M:%S %Y";
  for (const char* format : formats) {
    std::istringstream in(rest);
    date::sys_seconds at;
    in >> date::parse(format, at);
    if (comma != std::string_view::npos && !in.fail() && in.peek() == EOF) return at;
  }
  std::istringstream in(rest);
  date::sys_seconds at;
  in >> date::parse(asctime_format, at);
  if (comma == std::string_view::npos && !in.fail() && in.peek() == EOF) return at;
  return {};
}

}  // namespace

std::chrono::seconds retry_after(const Headers& headers,
                                 std::chrono::system_clock::time_point now) {
  const auto text = find(headers, "Retry-After");
  if (const auto seconds = as_seconds(text)) return *seconds;
  const auto at = as_date(text);
  if (!at) return std::chrono::seconds(0);
  const auto wait = *at - std::chrono::floor<std::chrono::seconds>(now);
  return std::clamp(std::chrono::duration_cast<std::chrono::seconds>(wait), std::chrono::seconds(0),
                    kLongest);
}

}  // namespace norekey::net
