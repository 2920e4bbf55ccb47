/// leasing: who may work on what, for how long. Used by Store::lease, renew and at open. Cost: by
/// what is taken, and by the number of destinations; never by how many deliveries wait, are parked
/// or have ended.
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "queue/commit/change.hpp"
#include "queue/message.hpp"
#include "queue/sql.hpp"
#include "queue/store.hpp"

namespace norekey::queue {

Result<std::vector<Leased>> lease(Sql& sql, Change& change, int max, std::chrono::seconds hold,
                                  const DestinationLimits& limits);

/// Answers the leases that are no longer ours.
Result<std::vector<Lease>> renew(Sql& sql, Change& change, const std::vector<Lease>& leases,
                                 std::chrono::seconds hold);

/// Whether `owner` has the duty now.
Result<bool> claim(Sql& sql, Change& change, const std::string& duty, const std::string& owner,
                   std::chrono::seconds hold);

}  // namespace norekey::queue
