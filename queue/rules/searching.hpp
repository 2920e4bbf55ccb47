/// searching: what the Index answers, as functions on one snapshot; words and pulses as they are
/// written. Bounded: see kLooks.
#pragma once
#include "queue/commit/change.hpp"
#include "queue/index.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

/// Messages that one search looks at, at most.
inline constexpr std::int64_t kLooks = 10'000;

FoundRows search(Sql& sql, const Search& search);
std::vector<Pulse> read_pulses(Sql& sql, Instant since);

/// The newest message of that kind and identity is found by these words from now on; none: nothing
/// happens.
void add_words(Sql& sql, const Words& words);

/// What a group of calls did, added to what is counted.
void add_pulses(Sql& sql, const Change& change);
void forget_pulses(Sql& sql, Instant now);

}  // namespace norekey::queue
