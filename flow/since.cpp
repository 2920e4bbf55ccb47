#include "flow/since.hpp"

#include "core/text.hpp"

namespace norekey::flow {

Result<Instant> parse_since(const std::string& text, Instant now) {
  if (const auto at = parse_instant(text)) return *at;
  if (const auto ago = parse_duration(text)) return now - *ago;
  if (const auto day = parse_date(text)) return Instant(std::chrono::sys_days(*day));
  return Error{Fate::reject,
               "since: " + shown(text) + " is neither a duration nor a date",
               "write it like 2 h or 7 d, 2026-03-01, or 2026-03-01T08:00:00Z",
               {},
               "usage"};
}

}  // namespace norekey::flow
