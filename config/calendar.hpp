/// calendar: the weekly times at which somebody cannot be called, as people write them:
/// "22:00-23:30", "Mon-Fri 22:00-02:00, Sun". Used by the checker and by flow/destination. It knows
/// no clock.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace norekey::config {

class Calendar {
 public:
  /// Entries are separated by commas: days (Mon … Sun, or a range), hours, or both; hours may pass
  /// midnight. "" = never closed. reject: anything else, naming the entry.
  static Result<Calendar> parse(const std::string& text);

  /// Until when it is closed, where it is closed at `now` in `zone`; to the minute, over entries
  /// that meet and nights in which clocks are set. Instant::max(): it never opens.
  std::optional<Instant> closed_until(Instant now, const std::string& zone) const;

 private:
  struct Span {
    int from = 0, until = 0;  ///< minutes since Monday 00:00; until may lie in the next week
  };

  /// So many minutes it is still closed, at that minute of the week; 0 = it is open.
  int left(int minute) const;

  std::vector<Span> spans_;
};

}  // namespace norekey::config
