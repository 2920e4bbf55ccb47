/// Change: what one transaction did to the queue besides its rows, gathered operation by operation.
/// Filled by queue/rules/, used by commit/group_writer after the commit: wake-ups, counts, the
/// counter file.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "core/time.hpp"
#include "queue/message.hpp"

namespace norekey::queue {

struct Change {
  Instant now{};  ///< the transaction's time, the database's own where it has one
  std::optional<bool>
      ready;  ///< the last word: true = something may be leased, false = a lease took all there was
  bool timed = false;  ///< a moment at which something becomes due was added or moved
  std::int64_t intents = 0;
  std::map<std::pair<std::string, State>, std::int64_t> ended;  ///< per channel

  void add(const Change& operation) {
    if (operation.ready) ready = operation.ready;
    timed = timed || operation.timed;
    intents += operation.intents;
    for (const auto& [what, count] : operation.ended) ended[what] += count;
  }
};

}  // namespace norekey::queue
