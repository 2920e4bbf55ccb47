/// time: instants (UTC microseconds), business dates and zones. A date without a zone stays a date.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace norekey {

/// A moment, UTC, microseconds since 1970. The only form in which moments are stored.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// A day on a wall calendar, without a zone.
using Date = std::chrono::year_month_day;

/// A day and a time of day on a wall clock, without a zone. It stays as it stands.
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

/// Where time comes from. The daemon gives the system's; tests and the simulator give their own.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
};

/// The system's clock.
const Clock& system_clock();

/// "2026-11-21T23:00:21.990Z", "2026-11-21T18:00:21-05:00", "2026-11-21 23:00:21Z". reject: no
/// zone, or no instant at all (RFC 3339; a leap second is read as the next second).
Result<Instant> parse_instant(std::string_view text);

/// "2026-11-21 23:00", "2026-11-21T23:00:21.990". reject: a zone, or no time of day.
Result<LocalTime> parse_local(std::string_view text);

/// "2026-11-21T23:00:21.990000Z"; always UTC, always six digits, so that text order is time order.
std::string to_string(Instant);

/// "2026-11-21". reject: no such day.
Result<Date> parse_date(std::string_view text);
std::string to_string(Date);

/// The business date of an instant in an IANA zone such as "America/Chicago". halt: unknown zone,
/// with the nearest name.
Result<Date> date_in_zone(Instant, std::string_view zone);

/// The same time of day so many days before, as clocks in the zone showed it: also where they were
/// set in between. A time that there was not that day: the moment the clocks were set. halt:
/// unknown zone.
Result<Instant> days_before(Instant, int days, std::string_view zone);

/// A moment as `parse_instant` reads it, or a day: its first moment in the zone. reject: neither.
/// halt: unknown zone.
Result<Instant> parse_moment(std::string_view text, std::string_view zone);

/// strftime-like text of an instant in a zone: "%Y%m%d", "%H:%M". reject: a format that dates do
/// not have.
Result<std::string> format_in_zone(Instant, std::string_view zone, std::string_view format);
Result<std::string> format_date(Date, std::string_view format);
Result<std::string> format_local(LocalTime, std::string_view format);

/// halt: not an IANA zone of this machine; the text names the nearest.
Result<void> check_zone(std::string_view zone);

/// "250 ms", "30 s", "5 min", "7 d", "1h30m" are durations people write. reject: anything else.
Result<std::chrono::microseconds> parse_duration(std::string_view text);

/// "3 s ago", "2 min ago", "5 d ago": how old things are said in tables.
std::string age(Instant then, Instant now);

}  // namespace norekey
