#include "queue/rules/leasing.hpp"

#include <algorithm>
#include <map>

#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

constexpr std::chrono::milliseconds kLookAgain{5'000}, kLookAgainIfIdle{500};

/// The destinations of all that is live, once; later those for which anything is ready: one index
/// step each, however much is ready there. What this daemon adds for new ones is noted as it comes;
/// what other daemons add, here.
void look_for_all(Sql& sql, Change& change, std::chrono::milliseconds again) {
  auto& floors = change.floors;
  const auto now = change.now();
  if (floors.looked <= now && now < floors.looked + again) return;
  if (floors.looked == Instant()) {
    auto all = sql.run(Statement::destination_list, {});
    for (std::size_t row = 0; row < all.size(); ++row) floors.turns[all.take(row, 0)] = 0;
  }
  for (auto& [destination, turn] : floors.turns) turn = 0;
  floors.released = {};
  floors.looked = now;
  auto next = sql.run(Statement::ready_destination_first, {});
  while (!next.empty()) {
    const auto name = next.take(0, 0);
    floors.turns[name] = 0;
    next = sql.run(Statement::ready_destination, {name});
  }
}

struct Ready {
  std::int64_t turn = 0, id = 0;
  std::string destination;
};

/// Those that may be taken, as their turns come, over all destinations, within their limits.
std::vector<Ready> all_ready(Sql& sql, const Floors& floors, int max,
                             const DestinationLimits& limits) {
  std::vector<std::string> asked;
  for (const auto& [destination, floor] : floors.turns) {
    const auto limit = limits.find(destination);
    const int most = limit == limits.end() ? max : std::min(max, limit->second);
    if (most <= 0) continue;
    const Value values[] = {destination, floor, most};
    sql.ask(Statement::ready_list, 0, values);
    asked.push_back(destination);
  }
  std::vector<Ready> all;
  for (const auto& destination : asked) {
    const auto rows = sql.answer();
    for (std::size_t row = 0; row < rows.size(); ++row) {
      all.push_back({rows.number(row, 1), rows.number(row, 0), destination});
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.turn < b.turn; });
  return all;
}

/// The first `max`; the floors rise to what is left.
std::vector<std::int64_t> take_ready(Sql& sql, Change& change, int max,
                                     const DestinationLimits& limits) {
  auto all = all_ready(sql, change.floors, max, limits);
  if (all.size() > static_cast<std::size_t>(max)) all.resize(static_cast<std::size_t>(max));
  std::vector<std::int64_t> ids;
  for (const auto& one : all) {
    change.floors.turns[one.destination] = one.turn + 1;
    ids.push_back(one.id);
  }
  return ids;
}

/// Messages with their open intents, by number: all is asked at once. `ids`: of ready ones.
std::vector<Leased> take(Sql& sql, std::vector<std::int64_t> ids, Instant until) {
  if (ids.empty()) return {};
  std::sort(ids.begin(), ids.end());
  const std::vector<Value> wanted(ids.begin(), ids.end());
  std::vector<Value> leases;
  for (const auto id : ids) leases.insert(leases.end(), {id, until});
  sql.ask(Statement::live_lease, 2, leases);
  sql.ask(Statement::leased_message, 1, wanted);
  sql.ask(Statement::intent_open, 1, wanted);
  const auto taken = sql.answer();
  auto row = sql.answer();
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
  auto intents = sql.answer();
  for (std::size_t at = 0; at < intents.size(); ++at) {
    const auto found = by_id.find(intents.number(at, 0));
    if (found == by_id.end()) continue;
    found->second->intent =
        Intent{intents.take(at, 1), intents.instant(at, 2), intents.instant(at, 3)};
  }
  for (std::size_t at = 0; at < taken.size(); ++at) {
    const auto found = by_id.find(taken.number(at, 0));
    if (found == by_id.end()) continue;
    found->second->lease = {found->first, taken.number(at, 1)};
    found->second->attempts = static_cast<int>(taken.number(at, 2));
  }
  std::erase_if(all, [](const auto& one) { return one.lease.delivery == 0; });
  return all;
}

}  // namespace

Result<std::vector<Leased>> lease(Sql& sql, Change& change, int max, std::chrono::seconds hold,
                                  const DestinationLimits& limits) {
  std::vector<Leased> taken;
  if (max <= 0) return taken;
  look_for_all(sql, change, kLookAgain);
  sql.run(Statement::expired_release, {change.floors.released, change.now()});
  sql.run(Statement::waiting_release, {change.floors.released, change.now()});
  auto found = take_ready(sql, change, max, limits);
  if (found.empty()) {
    look_for_all(sql, change, kLookAgainIfIdle);
    found = take_ready(sql, change, max, limits);
  }
  auto& floors = change.floors;
  floors.released = change.now();
  if (floors.lapses <= change.now()) floors.lapses = Instant::max();
  if (!found.empty()) floors.lapses = std::min<Instant>(floors.lapses, change.now() + hold);
  taken = take(sql, std::move(found), change.now() + hold);
  change.timed = true;
  change.ready = taken.size() == static_cast<std::size_t>(max);
  return taken;
}

Result<std::vector<Lease>> renew(Sql& sql, Change& change, const std::vector<Lease>& leases,
                                 std::chrono::seconds hold) {
  std::vector<Lease> lost;
  for (const auto& lease : leases) {
    const auto until = change.now() + hold;
    const auto ours = sql.run(Statement::live_renew, {lease.delivery, lease.epoch, until});
    if (ours.empty()) lost.push_back(lease);
  }
  change.timed = true;
  return lost;
}

Result<bool> claim(Sql& sql, Change& change, const std::string& duty, const std::string& owner,
                   std::chrono::seconds hold) {
  if (auto wrong = check_key("duty", duty)) return *wrong;
  return !sql.run(Statement::duty_claim, {duty, owner, change.now(), change.now() + hold}).empty();
}

}  // namespace norekey::queue
