/// Change: what one transaction did to the queue besides its rows, gathered operation by operation.
/// Filled by queue/rules/, used by commit/group_writer after the commit: wake-ups, counts, the
/// counter file.
#pragma once
#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "core/time.hpp"
#include "queue/message.hpp"

namespace norekey::queue {

/// Before these nothing is to be found, as of the last commit. What is dead there is not passed
/// over again, which matters to PostgreSQL while somebody holds a snapshot open.
struct Floors {
  Instant looked{};                 ///< when all of it was last looked for from the beginning
  Instant released{};               ///< what was due or ran out until then has been released
  Instant lapses = Instant::max();  ///< when the first of our leases may run out, at the earliest
  std::map<std::string, std::int64_t> turns;  ///< of each destination's first ready delivery
};

/// Messages of one channel and kind that were taken in, ended or were parked.
struct Beat {
  std::int64_t count = 0;
  std::chrono::microseconds took{}, longest{};  ///< since they were taken in: the sum, the longest

  void add(const Beat& other) {
    count += other.count;
    took += other.took;
    longest = std::max(longest, other.longest);
  }
};

struct Change {
  std::function<Instant()> time{};  ///< the transaction's, the database's own where it has one
  std::optional<bool>
      ready;  ///< the last word: true = something may be leased, false = a lease took all there was
  Floors floors;       ///< as they will be
  bool timed = false;  ///< a moment at which something becomes due was added or moved
  std::int64_t intents = 0;
  std::map<std::pair<std::string, State>, std::int64_t> ended;        ///< per channel
  std::map<std::tuple<std::string, std::string, State>, Beat> beats;  ///< channel, kind; fresh: in

  Instant now() const { return time(); }
  /// One operation's, which is added once it has succeeded.
  Change of_operation() const {
    Change one;
    one.time = [this] { return now(); };
    one.floors = floors;
    return one;
  }

  void add(const Change& operation) {
    if (operation.ready) ready = operation.ready;
    timed = timed || operation.timed;
    floors = operation.floors;
    intents += operation.intents;
    for (const auto& [what, count] : operation.ended) ended[what] += count;
    for (const auto& [what, beat] : operation.beats) beats[what].add(beat);
  }
};

}  // namespace norekey::queue
