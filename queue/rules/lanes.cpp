#include "queue/rules/lanes.hpp"

#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

int number(Lane lane) { return static_cast<int>(lane); }

void beat(Change& change, const Live& live, State state) {
  const auto took = std::max(change.now() - live.received, std::chrono::microseconds{0});
  change.beats[{live.channel, live.kind, state}].add({1, took, took});
}

}  // namespace

Lane by_time(Change& change, Instant due) {
  if (due <= change.now()) {
    change.ready = true;
    return Lane::ready;
  }
  change.timed = true;
  return Lane::waiting;
}

std::optional<Live> find_live(Sql& sql, std::int64_t id) {
  auto found = find_lives(sql, {id});
  if (found.empty()) return std::nullopt;
  return std::move(found.begin()->second);
}

std::map<std::int64_t, Live> find_lives(Sql& sql, const std::vector<Value>& ids) {
  const auto found = sql.run_each(Statement::live_find, 1, ids);
  std::map<std::int64_t, Live> all;
  for (std::size_t row = 0; row < found.size(); ++row) {
    Live live;
    live.id = found.number(row, 0);
    live.lane = static_cast<Lane>(found.number(row, 1));
    live.epoch = found.number(row, 2);
    live.ordering = found.text(row, 3);
    live.channel = found.text(row, 4);
    live.attempts = found.number(row, 5);
    live.cause = found.text(row, 6);
    live.what = found.text(row, 7);
    live.fix = found.text(row, 8);
    live.place = found.text(row, 9);
    live.kind = found.text(row, 10);
    live.received = found.instant(row, 11);
    all.emplace(live.id, std::move(live));
  }
  return all;
}

std::map<std::int64_t, Live> find_leases(Sql& sql, const std::vector<Value>& ids) {
  const auto found = sql.run_each(Statement::live_held, 1, ids);
  std::map<std::int64_t, Live> all;
  for (std::size_t row = 0; row < found.size(); ++row) {
    auto& live = all[found.number(row, 0)];
    live.id = found.number(row, 0);
    live.lane = static_cast<Lane>(found.number(row, 1));
    live.epoch = found.number(row, 2);
  }
  return all;
}

std::set<std::string> held_keys(Sql& sql, const std::set<std::string>& orderings) {
  std::set<std::string> held;
  const auto heads = sql.run_each(Statement::head_find, 1, {orderings.begin(), orderings.end()});
  for (std::size_t row = 0; row < heads.size(); ++row) held.insert(heads.text(row, 0));
  return held;
}

void seat_first(Sql& sql, Change& change, const std::string& ordering) {
  if (!ordering.empty()) seat_firsts(sql, change, {ordering});
}

void seat_firsts(Sql& sql, Change& change, const std::set<std::string>& orderings) {
  const std::vector<Value> keys(orderings.begin(), orderings.end());
  const auto firsts = sql.run_each(Statement::behind_first, 1, keys);
  if (firsts.empty()) return;
  const auto found = sql.run_each(Statement::head_find, 1, keys);
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> heads;
  for (std::size_t row = 0; row < found.size(); ++row) {
    heads[found.text(row, 0)] = {found.number(row, 1), found.number(row, 2)};
  }
  std::vector<Value> back, ready, waiting;  // back first: a key has one head at any moment
  for (std::size_t row = 0; row < firsts.size(); ++row) {
    const auto id = firsts.number(row, 1);
    if (const auto head = heads.find(firsts.text(row, 0)); head != heads.end()) {
      const auto [other, lane] = head->second;
      if (lane == number(Lane::leased) || other < id) continue;
      back.insert(back.end(), {other, number(Lane::behind)});
    }
    const auto lane = by_time(change, firsts.instant(row, 2));
    auto& front = lane == Lane::ready ? ready : waiting;
    front.insert(front.end(), {id, number(lane)});
  }
  sql.run_each(Statement::lane_set, 2, back);
  sql.run_each(Statement::lane_set, 2, ready);
  sql.run_each(Statement::lane_set, 2, waiting);
}

void end(Sql& sql, Change& change, const Live& live, State state) {
  end_all(sql, change, {{&live, state}});
}

void end_all(Sql& sql, Change& change, const std::vector<std::pair<const Live*, State>>& all) {
  std::vector<Value> ids, finished;
  std::set<std::string> released;
  for (const auto& [live, state] : all) {
    ids.emplace_back(live->id);
    finished.insert(finished.end(),
                    {live->id, static_cast<int>(state), change.now(), live->attempts, live->cause,
                     live->what, live->fix, live->place});
    ++change.ended[{live->channel, state}];
    beat(change, *live, state);
    if (!live->ordering.empty()) released.insert(live->ordering);
  }
  sql.run_each(Statement::live_delete, 1, ids);
  sql.run_each(Statement::finished_insert, 8, finished);
  if (!released.empty()) seat_firsts(sql, change, released);
}

void park(Sql& sql, Change& change, const Live& live, const Error& error) {
  beat(change, live, State::parked);
  sql.run(Statement::live_park,
          {live.id, cause_of(error), clean(error.what), clean(error.fix), place_of(error)});
  seat_first(sql, change, live.ordering);
}

void retry(Sql& sql, Change& change, const Live& live, Instant due, const Error& error) {
  const auto lane = by_time(change, due);
  sql.run(Statement::live_retry, {live.id, number(lane), due, cause_of(error), clean(error.what),
                                  clean(error.fix), place_of(error)});
  seat_first(sql, change, live.ordering);
}

void unpark(Sql& sql, Change& change, std::int64_t id, const std::string& ordering) {
  const bool free = ordering.empty();
  sql.run(Statement::live_unpark, {id, number(free ? Lane::ready : Lane::behind)});
  if (free) change.ready = true;
  seat_first(sql, change, ordering);
}

}  // namespace norekey::queue
