/// lanes: the hot table's five lanes and how a delivery passes between them. Used by the other
/// rules. Invariant, held by a unique index: of one ordering key at most one delivery is ready,
/// waiting or leased; the later ones are behind.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "queue/commit/change.hpp"
#include "queue/message.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

/// The numbers stand in queue/sql.
enum class Lane {
  ready,    ///< may be leased
  waiting,  ///< not before `due`; holds its ordering key
  leased,   ///< somebody works on it; holds its ordering key
  behind,   ///< an earlier one holds its ordering key
  parked,   ///< waits for a person or a cause; holds nothing
};

/// A delivery that has not ended.
struct Live {
  std::int64_t id = 0;
  Lane lane = Lane::ready;
  std::int64_t epoch = 0;
  std::string ordering, channel;
  std::int64_t attempts = 0;
  std::string cause, what, fix, place;  ///< of its last error
  std::string kind;
  Instant received{};
};

std::optional<Live> find_live(Sql& sql, std::int64_t id);

/// Those of `ids` that have not ended, by number.
std::map<std::int64_t, Live> find_lives(Sql& sql, const std::vector<Value>& ids);

/// The same, of each only its lane and epoch.
std::map<std::int64_t, Live> find_leases(Sql& sql, const std::vector<Value>& ids);

/// Ready or waiting, by the clock; and the word of it to those who wait for work.
Lane by_time(Change& change, Instant due);

/// Those of the keys that a ready, waiting or leased delivery holds.
std::set<std::string> held_keys(Sql& sql, const std::set<std::string>& orderings);

/// Lets the earliest of a key go first, unless one is leased. After whatever may have released the
/// key.
void seat_first(Sql& sql, Change& change, const std::string& ordering);

void seat_firsts(Sql& sql, Change& change, const std::set<std::string>& orderings);

/// Out of the hot table, for good: done, superseded or ignored.
void end(Sql& sql, Change& change, const Live& live, State state);
void end_all(Sql& sql, Change& change, const std::vector<std::pair<const Live*, State>>& all);

void park(Sql& sql, Change& change, const Live& live, const Error& error);
void retry(Sql& sql, Change& change, const Live& live, Instant due, const Error& error);

/// Parked becomes new, due at once, with its attempts counted from 0 again.
void unpark(Sql& sql, Change& change, std::int64_t id, const std::string& ordering);

}  // namespace norekey::queue
