/// settling: what a worker does under its lease (intend, settle) and a person without one (replay,
/// ignore). Every call under a lease checks its epoch in the transaction that writes.
#pragma once
#include <string>

#include "queue/commit/change.hpp"
#include "queue/message.hpp"
#include "queue/rules/lanes.hpp"
#include "queue/sql.hpp"
#include "queue/store.hpp"

namespace norekey::queue {

/// Why a lease is not ours any more; nullopt = it is. `live`: as it is now, nullptr = it has ended.
std::optional<Error> staleness(const Live* live, Lease lease);

Result<void> intend(Sql& sql, Change& change, Lease lease, const Intent& intent);
Result<void> settle(Sql& sql, Change& change, Lease lease, const Outcome& outcome,
                    const Effects& effects);
Result<void> ignore(Sql& sql, Change& change, std::int64_t id, const std::string& who,
                    const std::string& why);

/// At most so many at once, so that intake is never held up long.
inline constexpr int kReplayAtOnce = 2'000;

struct Replayed {
  int count = 0;
  std::int64_t last = 0;  ///< go on after this id; 0 = that was all
};
Result<Replayed> replay(Sql& sql, Change& change, const Selection& selection, std::int64_t after);

}  // namespace norekey::queue
