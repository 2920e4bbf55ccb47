#include "config/calendar.hpp"

#include <algorithm>
#include <charconv>

#include "core/text.hpp"

namespace norekey::config {
namespace {

constexpr int kDay = 24 * 60, kWeek = 7 * kDay;
constexpr std::string_view kDays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};

std::optional<int> day_of(std::string_view text) {
  for (int day = 0; day < 7; ++day) {
    if (text == kDays[day]) return day;
  }
  return std::nullopt;
}

/// "22:00" -> minutes; 24:00 is the day's end.
std::optional<int> minutes_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  int hours = 0, minutes = 0;
  const auto read = [&](std::size_t at, int& out) {
    const auto [end, wrong] = std::from_chars(text.data() + at, text.data() + at + 2, out);
    return wrong == std::errc() && end == text.data() + at + 2;
  };
  if (!read(0, hours) || !read(3, minutes)) return std::nullopt;
  const int all = hours * 60 + minutes;
  if (hours < 0 || minutes < 0 || minutes > 59 || all > kDay) return std::nullopt;
  return all;
}

struct Pair {
  int from = 0, until = 0;
};

/// "A-B" by `read`; "A" alone is A-A where `alone` allows it.
template <class Read>
std::optional<Pair> pair_of(std::string_view text, Read read, bool alone) {
  const auto dash = text.find('-');
  if (dash == text.npos && !alone) return std::nullopt;
  const auto from = read(text.substr(0, dash));
  const auto until = dash == text.npos ? from : read(text.substr(dash + 1));
  if (!from || !until) return std::nullopt;
  return Pair{*from, *until};
}

/// Days and hours of one entry.
std::optional<std::pair<Pair, Pair>> entry_of(std::string_view text) {
  const auto space = text.find(' ');
  if (space != text.npos) {
    const auto days = pair_of(text.substr(0, space), day_of, true);
    const auto hours = pair_of(trim(text.substr(space + 1)), minutes_of, false);
    if (!days || !hours) return std::nullopt;
    return std::pair(*days, *hours);
  }
  if (const auto days = pair_of(text, day_of, true)) return std::pair(*days, Pair{0, kDay});
  if (const auto hours = pair_of(text, minutes_of, false)) return std::pair(Pair{0, 6}, *hours);
  return std::nullopt;
}

/// Since Monday 00:00 there. nullopt: there is no such zone.
std::optional<int> minute_of_week(Instant moment, const std::string& zone) {
  const auto local = format_in_zone(moment, zone, "%u %H:%M");  // "1 22:05"
  if (!local || local->size() != 7) return std::nullopt;
  return ((*local)[0] - '1') * kDay + minutes_of(local->substr(2)).value_or(0);
}

}  // namespace

Result<Calendar> Calendar::parse(const std::string& text) {
  Calendar calendar;
  std::string_view rest = trim(text);
  while (!rest.empty()) {
    const auto comma = rest.find(',');
    const auto one = trim(rest.substr(0, comma));
    rest = comma == rest.npos ? std::string_view() : trim(rest.substr(comma + 1));
    const auto entry = entry_of(one);
    if (!entry || entry->second.from == entry->second.until) {
      return Error{Fate::reject,
                   shown(one) + " is no time of the week",
                   "write such as  Mon-Fri 22:00-23:30, Sun",
                   {},
                   ""};
    }
    const auto& [days, hours] = *entry;
    const int length =
        hours.until > hours.from ? hours.until - hours.from : hours.until + kDay - hours.from;
    for (int day = days.from;; day = (day + 1) % 7) {
      calendar.spans_.push_back({day * kDay + hours.from, day * kDay + hours.from + length});
      if (day == days.until) break;
    }
  }
  return calendar;
}

/// Of a week without nights in which clocks are set. A whole week: it never opens.
int Calendar::left(int minute) const {
  int until = minute;
  for (int more = 1; more > 0 && until < minute + kWeek; until += more) {
    more = 0;
    const int at = until % kWeek;
    for (const auto& span : spans_) {
      for (const int week : {0, kWeek}) {
        if (at + week >= span.from && at + week < span.until)
          more = std::max(more, span.until - at - week);
      }
    }
  }
  return until - minute;
}

/// Where clocks were set on, the end is looked for backwards: it may be a time that there was not.
std::optional<Instant> Calendar::closed_until(Instant now, const std::string& zone) const {
  if (spans_.empty()) return std::nullopt;
  constexpr std::chrono::minutes minute{1};
  const auto left_at = [&](Instant moment) {
    const auto at = minute_of_week(moment, zone);
    return at ? left(*at) : 0;
  };
  const Instant start = std::chrono::floor<std::chrono::minutes>(now);
  int more = left_at(start);
  if (more == 0) return std::nullopt;
  Instant end = start;
  for (; more > 0 && more < kWeek; more = left_at(end)) end += more * minute;
  if (more > 0) return Instant::max();
  while (end - minute > start && left_at(end - minute) == 0) end -= minute;
  return end;
}

}  // namespace norekey::config
