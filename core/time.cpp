#include "core/time.hpp"

#include <date/date.h>
#include <date/tz.h>

#include <array>
#include <cstdio>
#include <sstream>

#include "core/text.hpp"

namespace norekey {
namespace {

using namespace std::chrono;

class SystemClock : public Clock {
 public:
  Instant now() const override {
    return time_point_cast<microseconds>(std::chrono::system_clock::now());
  }
};

Error bad_instant(std::string_view text, const char* why) {
  return {Fate::reject,
          shown(text) + " is not a moment in time: " + why,
          "write it like 2026-11-21T23:00:21Z",
          {},
          ""};
}

/// Reads exactly `count` digits at `at`; -1 where they are not.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return -1;
  int out = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    out = out * 10 + (text[i] - '0');
  }
  return out;
}

/// "Z", "+02:00", "-0500": seconds east of UTC.
Result<int> read_offset(std::string_view zone, std::string_view whole) {
  if (zone == "Z" || zone == "z") return 0;
  if (zone.empty()) return bad_instant(whole, "it names no zone");
  const int hours_ = digits(zone, 1, 2);
  const int minutes_ = zone.size() == 6 && zone[3] == ':' ? digits(zone, 4, 2)
                       : zone.size() == 5                 ? digits(zone, 3, 2)
                                                          : -1;
  if ((zone[0] != '+' && zone[0] != '-') || hours_ < 0 || hours_ > 23 || minutes_ < 0 ||
      minutes_ > 59) {
    return bad_instant(whole, "its zone is not an offset");
  }
  return (zone[0] == '-' ? -1 : 1) * (hours_ * 3600 + minutes_ * 60);
}

Result<const date::time_zone*> find_zone(std::string_view zone) {
  const auto& zones = date::get_tzdb().zones;  // sorted by name; links stand among them
  const auto at =
      std::lower_bound(zones.begin(), zones.end(), zone,
                       [](const auto& one, std::string_view name) { return one.name() < name; });
  if (at != zones.end() && at->name() == zone) return &*at;
  std::vector<std::string> names;
  for (const auto& one : date::get_tzdb().zones) names.push_back(one.name());
  return Error{Fate::halt,
               "unknown time zone " + shown(zone) + did_you_mean(zone, names),
               "use an IANA name such as America/Chicago",
               {},
               ""};
}

template <class Time>
Result<std::string> format_time(std::string_view format, const Time& time) {
  std::ostringstream out;
  date::to_stream(out, std::string(format).c_str(), time);
  if (out.fail()) {
    return Error{Fate::reject,
                 "date format " + shown(format) + " has a part that a date does not have",
                 "use strftime letters such as %Y%m%d",
                 {},
                 ""};
  }
  return out.str();
}

date::year_month_day to_date_lib(Date d) {
  return date::year{static_cast<int>(d.year())} / date::month{static_cast<unsigned>(d.month())} /
         date::day{static_cast<unsigned>(d.day())};
}

/// What a wall clock showed, and the text behind it.
struct WallClock {
  LocalTime time;
  std::string_view rest;
};

Result<WallClock> read_wall_clock(std::string_view text) {
  auto day = parse_date(text.substr(0, 10));
  if (!day) return bad_instant(text, "it does not begin with a date");
  if (text.size() < 16 || (text[10] != 'T' && text[10] != ' ' && text[10] != 't')) {
    return bad_instant(text, "it has no time of day");
  }
  const int h = digits(text, 11, 2), m = digits(text, 14, 2);
  if (h < 0 || h > 23 || m < 0 || m > 59 || text[13] != ':')
    return bad_instant(text, "it has no such time of day");
  int s = 0;
  std::size_t at = 16;
  if (at < text.size() && text[at] == ':') {
    s = digits(text, 17, 2);
    at = 19;
    if (s < 0 || s > 60) return bad_instant(text, "it has no such second");
  }
  std::int64_t micros = 0, unit = 100'000;
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      micros += (text[at] - '0') * unit;
  }
  const LocalTime time =
      local_days{*day} + hours{h} + minutes{m} + seconds{s} + microseconds{micros};
  return WallClock{time, text.substr(at)};
}

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

Result<Date> parse_date(std::string_view text) {
  const int y = digits(text, 0, 4), m = digits(text, 5, 2), d = digits(text, 8, 2);
  const bool shape =
      text.size() == 10 && text[4] == '-' && text[7] == '-' && y >= 0 && m >= 0 && d >= 0;
  const Date out{year{y}, month{static_cast<unsigned>(m)}, day{static_cast<unsigned>(d)}};
  if (!shape || !out.ok()) {
    return Error{Fate::reject, shown(text) + " is not a date", "write it like 2026-11-21", {}, ""};
  }
  return out;
}

Result<Instant> parse_instant(std::string_view text) {
  auto clock = read_wall_clock(text);
  if (!clock) return clock.error();
  auto offset = read_offset(clock->rest, text);
  if (!offset) return offset.error();
  return Instant{clock->time.time_since_epoch()} - seconds{*offset};
}

Result<LocalTime> parse_local(std::string_view text) {
  auto clock = read_wall_clock(text);
  if (!clock) return clock.error();
  if (!clock->rest.empty()) return bad_instant(text, "it names a zone");
  return clock->time;
}

std::string to_string(Instant t) {
  const auto day = floor<days>(t);
  const hh_mm_ss<microseconds> time{t - day};
  std::array<char, 40> out{};
  const auto us = static_cast<long>(time.subseconds().count());
  std::snprintf(out.data(), out.size(), "%sT%02d:%02d:%02d.%06ldZ", to_string(Date{day}).c_str(),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()), us);
  return out.data();
}

std::string to_string(Date d) {
  std::array<char, 24> out{};
  std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", static_cast<int>(d.year()),
                static_cast<unsigned>(d.month()), static_cast<unsigned>(d.day()));
  return out.data();
}

Result<void> check_zone(std::string_view zone) {
  auto found = find_zone(zone);
  if (!found) return found.error();
  return {};
}

Result<Date> date_in_zone(Instant t, std::string_view zone) {
  auto found = find_zone(zone);
  if (!found) return found.error();
  const auto local = (*found)->to_local(t);
  const date::year_month_day day{date::floor<date::days>(local)};
  return Date{year{static_cast<int>(day.year())}, month{static_cast<unsigned>(day.month())},
              std::chrono::day{static_cast<unsigned>(day.day())}};
}

Result<Instant> days_before(Instant t, int days, std::string_view zone) {
  auto found = find_zone(zone);
  if (!found) return found.error();
  const auto local = (*found)->to_local(t) - date::days{days};
  return Instant{(*found)->to_sys(local, date::choose::earliest).time_since_epoch()};
}

Result<Instant> parse_moment(std::string_view text, std::string_view zone) {
  const auto day = parse_date(text);
  if (!day) return parse_instant(text);
  auto found = find_zone(zone);
  if (!found) return found.error();
  const date::local_time<microseconds> midnight = date::local_days{to_date_lib(*day)};
  return Instant{(*found)->to_sys(midnight, date::choose::earliest).time_since_epoch()};
}

Result<std::string> format_in_zone(Instant t, std::string_view zone, std::string_view format) {
  auto found = find_zone(zone);
  if (!found) return found.error();
  return format_time(format, date::make_zoned(*found, date::floor<seconds>(t)));
}

Result<std::string> format_date(Date d, std::string_view format) {
  return format_time(format, to_date_lib(d));
}

Result<std::string> format_local(LocalTime t, std::string_view format) {
  return format_time(format, date::local_seconds{floor<seconds>(t.time_since_epoch())});
}

Result<microseconds> parse_duration(std::string_view text) {
  struct Unit {
    std::string_view name;
    std::int64_t micros;
  };
  static constexpr std::array<Unit, 9> units{{{"ms", 1'000},
                                              {"us", 1},
                                              {"s", 1'000'000},
                                              {"sec", 1'000'000},
                                              {"min", 60'000'000},
                                              {"m", 60'000'000},
                                              {"h", 3'600'000'000},
                                              {"d", 86'400'000'000},
                                              {"w", 604'800'000'000}}};
  const Error bad{Fate::reject,
                  shown(text) + " is not a duration",
                  "write it like 30 s, 5 min, 2 h or 7 d",
                  {},
                  ""};
  std::int64_t total = 0;
  std::size_t i = 0;
  bool any = false;
  while (i < text.size()) {
    std::int64_t value = 0;
    const std::size_t from = i;
    for (; i < text.size() && text[i] >= '0' && text[i] <= '9' && i - from < 9; ++i)
      value = value * 10 + (text[i] - '0');
    if (i == from) return bad;
    while (i < text.size() && text[i] == ' ') ++i;
    const std::size_t name_from = i;
    while (i < text.size() && text[i] >= 'a' && text[i] <= 'z') ++i;
    const Unit* unit = nullptr;
    for (const Unit& one : units) {
      if (one.name == text.substr(name_from, i - name_from)) unit = &one;
    }
    if (unit == nullptr) return bad;
    total += value * unit->micros;
    any = true;
    while (i < text.size() && text[i] == ' ') ++i;
  }
  if (!any) return bad;
  return microseconds{total};
}

std::string age(Instant then, Instant now) {
  const std::int64_t s = duration_cast<seconds>(now - then).count();
  if (s < 0) return "in " + std::to_string(-s) + " s";
  if (s < 120) return std::to_string(s) + " s ago";
  if (s < 7200) return std::to_string(s / 60) + " min ago";
  if (s < 172'800) return std::to_string(s / 3600) + " h ago";
  return std::to_string(s / 86'400) + " d ago";
}

}  // namespace norekey
