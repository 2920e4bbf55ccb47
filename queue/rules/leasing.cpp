#include "queue/rules/leasing.hpp"

#include <algorithm>
#include <map>

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

/// Messages with their open intents, in the order of `ids`.
std::vector<Leased> read(Sql& sql, const std::vector<Value>& ids) {
  auto row = sql.run_each(Statement::leased_message, 1, ids);
  std::vector<Leased> all(row.size());
  std::map<std::int64_t, Leased*> by_id;
  for (std::size_t at = 0; at < row.size(); ++at) {
    auto& leased = all[at];
    leased.id = row.number(at, 0);
    leased.message.key = row.take(at, 1);
    leased.revision = static_cast<int>(row.number(at, 2));
    leased.message.kind = row.take(at, 3);
    leased.message.channel = row.take(at, 4);
    leased.message.identity = row.take(at, 5);
    leased.message.ordering = row.take(at, 6);
    leased.message.destination = row.take(at, 7);
    leased.message.media_type = row.take(at, 8);
    leased.message.meta = row.take(at, 9);
    leased.message.digest = row.take(at, 10);
    leased.received = row.instant(at, 11);
    leased.message.body = row.take(at, 12);
    leased.message.due = row.instant(at, 13);
    by_id[leased.id] = &leased;
  }
  auto intents = sql.run_each(Statement::intent_open, 1, ids);
  for (std::size_t at = 0; at < intents.size(); ++at) {
    by_id[intents.number(at, 0)]->intent =
        Intent{intents.take(at, 1), intents.instant(at, 2), intents.instant(at, 3)};
  }
  return all;
}

}  // namespace

Result<std::vector<Leased>> lease(Sql& sql, Change& change, int max, std::chrono::seconds hold,
                                  const DestinationLimits& limits) {
  std::vector<Leased> taken;
  if (max <= 0) return taken;
  sql.run(Statement::expired_release, {change.now});
  sql.run(Statement::waiting_release, {change.now});
  std::vector<Value> wanted;
  for (const auto id : oldest_ready(sql, max, limits)) {
    wanted.insert(wanted.end(), {id, change.now + hold});
  }
  const auto rows = sql.run_each(Statement::live_lease, 2, wanted);
  std::map<std::int64_t, std::size_t> by_id;
  std::vector<Value> ids;
  for (std::size_t row = 0; row < rows.size(); ++row) by_id[rows.number(row, 0)] = row;
  for (const auto& [id, row] : by_id) ids.emplace_back(id);
  taken = read(sql, ids);
  for (auto& leased : taken) {
    const auto row = by_id[leased.id];
    leased.lease = {leased.id, rows.number(row, 1)};
    leased.attempts = static_cast<int>(rows.number(row, 2));
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
