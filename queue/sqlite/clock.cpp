#include "queue/sqlite/clock.hpp"

namespace norekey::queue::sqlite {
namespace {

using std::chrono::microseconds;

constexpr auto kNoticed = std::chrono::milliseconds(100);  // less is how clocks drift

std::string number(microseconds time) { return std::to_string(time.count()); }
std::string number(Instant at) { return number(at.time_since_epoch()); }

/// Where the store's time stood when it was last set, and the latest moment written since.
struct Before {
  bool known = false;
  std::string boot;
  microseconds up{};
  Instant wall{}, latest{};
};

Before read(Sql& sql) {
  const auto row = sql.script(
      "SELECT boot, up, wall, max(wall, (SELECT coalesce(max(received), 0) FROM message"
      " WHERE id = (SELECT max(id) FROM message))) FROM clock");
  if (row.empty()) return {};
  return {true, row.text(0, 0), microseconds(row.number(0, 1)), row.instant(0, 2),
          row.instant(0, 3)};
}

/// How far the machine's clock was set since. Over a restart of the machine only setting it back
/// can be seen; the time that the machine was off counts as none then.
microseconds moved(const Before& before, const Machine& machine, Instant wall, microseconds up) {
  if (before.boot == machine.boot()) return wall - (before.wall + (up - before.up));
  return wall < before.latest ? wall - before.latest : microseconds(0);
}

void shift(Sql& sql, microseconds by) {
  const auto more = number(by);
  sql.script("UPDATE live SET due = due + " + more +
             " WHERE due > 0; UPDATE intent SET send_by ="
             " send_by + " +
             more + ", look_from = look_from + " + more + ", written = written + " + more +
             " WHERE settled = 0");
}

/// The requests of before the restart may still take effect: their time counts from the restart.
void wait_again(Sql& sql, Instant started) {
  sql.script("UPDATE intent SET look_from = max(look_from, " + number(started) +
             " + look_from - written) WHERE settled = 0");
}

}  // namespace

Result<void> go_on(Sql& sql, StoreClock& clock) {
  const auto began = sql.begin();
  if (!began) return began.error();
  const auto& machine = clock.machine();
  const auto wall = machine.wall();
  const auto up = machine.up();
  const auto before = read(sql);
  if (before.known) {
    const auto by = moved(before, machine, wall, up);
    if (by > kNoticed || by < -kNoticed) shift(sql, by);
    if (before.boot != machine.boot()) wait_again(sql, wall - up);
  }
  sql.script("DELETE FROM clock; INSERT INTO clock (boot, up, wall) VALUES ('" + machine.boot() +
             "', " + number(up) + ", " + number(wall) + ")");
  clock.set(wall);
  if (!sql.failure()) return sql.commit();
  const auto error = *sql.failure();
  sql.rollback();
  return error;
}

}  // namespace norekey::queue::sqlite
