#include "queue/rules/lanes.hpp"

#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

/// Ready or waiting, by the clock; and the word of it to those who wait for work.
Lane by_time(Change& change, Instant due) {
  if (due <= change.now) {
    change.ready = true;
    return Lane::ready;
  }
  change.timed = true;
  return Lane::waiting;
}

int number(Lane lane) { return static_cast<int>(lane); }

}  // namespace

std::optional<Live> find_live(Sql& sql, std::int64_t id) {
  const auto found = sql.run(Statement::live_find, {id});
  if (found.empty()) return std::nullopt;
  Live live;
  live.id = id;
  live.lane = static_cast<Lane>(found.number(0, 0));
  live.epoch = found.number(0, 1);
  live.ordering = found.text(0, 2);
  live.channel = found.text(0, 3);
  live.attempts = found.number(0, 4);
  live.cause = found.text(0, 5);
  live.what = found.text(0, 6);
  live.fix = found.text(0, 7);
  live.place = found.text(0, 8);
  return live;
}

Lane lane_of_new(Sql& sql, Change& change, const std::string& ordering, Instant due) {
  const bool held = !ordering.empty() && !sql.run(Statement::head_find, {ordering}).empty();
  return held ? Lane::behind : by_time(change, due);
}

void seat_first(Sql& sql, Change& change, const std::string& ordering) {
  if (ordering.empty()) return;
  const auto first = sql.run(Statement::behind_first, {ordering});
  if (first.empty()) return;
  const auto head = sql.run(Statement::head_find, {ordering});
  if (!head.empty()) {
    const bool leased = head.number(0, 1) == number(Lane::leased);
    if (leased || head.number(0, 0) < first.number(0, 0)) return;
    sql.run(Statement::lane_set, {head.number(0, 0), number(Lane::behind)});
  }
  sql.run(Statement::lane_set, {first.number(0, 0), number(by_time(change, first.instant(0, 1)))});
}

void end(Sql& sql, Change& change, const Live& live, State state) {
  sql.run(Statement::live_delete, {live.id});
  sql.run(Statement::finished_insert, {live.id, static_cast<int>(state), change.now, live.attempts,
                                       live.cause, live.what, live.fix, live.place});
  ++change.ended[{live.channel, state}];
  seat_first(sql, change, live.ordering);
}

void park(Sql& sql, Change& change, const Live& live, const Error& error) {
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
