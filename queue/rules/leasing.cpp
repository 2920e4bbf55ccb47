#include "queue/rules/leasing.hpp"

#include <algorithm>

#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

/// The destinations for which anything is ready: one index step each, however much is ready there.
std::vector<std::string> ready_destinations(Sql& sql) {
  std::vector<std::string> all;
  auto next = sql.run(Statement::ready_destination_first, {});
  while (!next.empty()) {
    all.push_back(next.take(0, 0));
    next = sql.run(Statement::ready_destination, {all.back()});
  }
  return all;
}

/// The oldest `max` that are ready, over all destinations, within their limits.
std::vector<std::int64_t> oldest_ready(Sql& sql, int max, const DestinationLimits& limits) {
  std::vector<std::int64_t> ids;
  for (const auto& destination : ready_destinations(sql)) {
    const auto limit = limits.find(destination);
    const int most = limit == limits.end() ? max : std::min(max, limit->second);
    if (most <= 0) continue;
    const auto ready = sql.run(Statement::ready_list, {destination, most});
    for (std::size_t row = 0; row < ready.size(); ++row) ids.push_back(ready.number(row, 0));
  }
  std::sort(ids.begin(), ids.end());
  if (ids.size() > static_cast<std::size_t>(max)) ids.resize(static_cast<std::size_t>(max));
  return ids;
}

std::optional<Intent> open_intent(Sql& sql, std::int64_t id) {
  auto found = sql.run(Statement::intent_open, {id});
  if (found.empty()) return std::nullopt;
  return Intent{found.take(0, 0), found.instant(0, 1), found.instant(0, 2)};
}

Leased read(Sql& sql, std::int64_t id) {
  auto row = sql.run(Statement::leased_message, {id});
  Leased leased;
  leased.id = id;
  leased.message.key = row.take(0, 0);
  leased.revision = static_cast<int>(row.number(0, 1));
  leased.message.kind = row.take(0, 2);
  leased.message.channel = row.take(0, 3);
  leased.message.identity = row.take(0, 4);
  leased.message.ordering = row.take(0, 5);
  leased.message.destination = row.take(0, 6);
  leased.message.media_type = row.take(0, 7);
  leased.message.meta = row.take(0, 8);
  leased.message.digest = row.take(0, 9);
  leased.received = row.instant(0, 10);
  leased.message.body = row.take(0, 11);
  leased.message.due = row.instant(0, 12);
  leased.intent = open_intent(sql, id);
  return leased;
}

}  // namespace

Result<std::vector<Leased>> lease(Sql& sql, Change& change, int max, std::chrono::seconds hold,
                                  const DestinationLimits& limits) {
  std::vector<Leased> taken;
  if (max <= 0) return taken;
  sql.run(Statement::expired_release, {change.now});
  sql.run(Statement::waiting_release, {change.now});
  for (const auto id : oldest_ready(sql, max, limits)) {
    const auto row = sql.run(Statement::live_lease, {id, change.now + hold});
    if (row.empty()) continue;
    auto leased = read(sql, id);
    leased.lease = {id, row.number(0, 0)};
    leased.attempts = static_cast<int>(row.number(0, 1));
    taken.push_back(std::move(leased));
  }
  change.timed = true;
  change.ready = taken.size() == static_cast<std::size_t>(max);
  return taken;
}

Result<std::vector<Lease>> renew(Sql& sql, Change& change, const std::vector<Lease>& leases,
                                 std::chrono::seconds hold) {
  std::vector<Lease> lost;
  for (const auto& lease : leases) {
    const auto until = change.now + hold;
    const auto ours = sql.run(Statement::live_renew, {lease.delivery, lease.epoch, until});
    if (ours.empty()) lost.push_back(lease);
  }
  change.timed = true;
  return lost;
}

Result<bool> claim(Sql& sql, Change& change, const std::string& duty, const std::string& owner,
                   std::chrono::seconds hold) {
  if (auto wrong = check_key("duty", duty)) return *wrong;
  return !sql.run(Statement::duty_claim, {duty, owner, change.now, change.now + hold}).empty();
}

}  // namespace norekey::queue
