#include "queue/rules/settling.hpp"

#include "core/text.hpp"
#include "queue/rules/effects.hpp"
#include "queue/rules/lanes.hpp"
#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

Error stale(Lease lease, const std::string& why) {
  return {.fate = Fate::reject,
          .what = "the lease of message " + std::to_string(lease.delivery) + " is stale: " + why,
          .fix = "",
          .where = {"journal#" + std::to_string(lease.delivery), 0, 0, ""},
          .cause = "store/stale"};
}

Error refused(std::int64_t id, const std::string& why, std::string fix) {
  return {.fate = Fate::reject,
          .what = "message " + std::to_string(id) + " " + why,
          .fix = std::move(fix),
          .where = {},
          .cause = "store/refused"};
}

Result<Live> held(Sql& sql, Lease lease) {
  auto live = find_live(sql, lease.delivery);
  if (auto wrong = staleness(live ? &*live : nullptr, lease)) return *wrong;
  return std::move(*live);
}

/// Its last error is kept where the outcome brings none.
void conclude(Sql& sql, Change& change, Live live, const Outcome& outcome) {
  const auto error = outcome.error.value_or(Error{});
  switch (outcome.state) {
    case State::fresh:
      return retry(sql, change, live, outcome.due, error);
    case State::parked:
      return park(sql, change, live, error);
    default:
      break;
  }
  if (outcome.error) {
    live.cause = cause_of(error);
    live.what = clean(error.what);
    live.fix = clean(error.fix);
    live.place = place_of(error);
  }
  end(sql, change, live, outcome.state);
}

void forget(Sql& sql, Change& change, std::int64_t id, const Selection& selection) {
  sql.run(Statement::intent_forget, {clean_name(selection.never_came), change.now()});
  Step step;
  step.stage = "looked";
  step.text = selection.never_came + " is not there, says " + selection.who + ": sent again";
  add_step(sql, change, step, id);
}

}  // namespace

std::optional<Error> staleness(const Live* live, Lease lease) {
  if (live == nullptr) return stale(lease, "it has ended");
  if (live->lane != Lane::leased) return stale(lease, "it is not leased");
  if (live->epoch == lease.epoch) return std::nullopt;
  return stale(lease, "its epoch is " + std::to_string(live->epoch) + ", not " +
                          std::to_string(lease.epoch));
}

Result<void> intend(Sql& sql, Change& change, Lease lease, const Intent& intent) {
  if (auto wrong = check_key("delivery key", intent.key)) return *wrong;
  const auto live = held(sql, lease);
  if (!live) return live.error();
  sql.run_each(
      Statement::intent_set, 6,
      {intent.key, lease.delivery, lease.epoch, intent.send_by, intent.look_from, change.now()});
  ++change.intents;
  return {};
}

Result<void> settle(Sql& sql, Change& change, Lease lease, const Outcome& outcome,
                    const Effects& effects) {
  if (outcome.state == State::leased) {
    return refused(lease.delivery, "cannot end its lease as leased", "");
  }
  auto live = held(sql, lease);
  if (!live) return live.error();
  if (outcome.intent_settled) {
    sql.run_each(Statement::intent_settle, 2, {lease.delivery, change.now()});
  }
  conclude(sql, change, std::move(*live), outcome);
  const auto applied = apply(sql, change, effects, lease.delivery);
  if (!applied) return applied.error();
  return {};
}

Result<void> ignore(Sql& sql, Change& change, std::int64_t id, const std::string& who,
                    const std::string& why) {
  const auto live = find_live(sql, id);
  if (!live) {
    const bool there = !sql.run(Statement::message_exists, {id}).empty();
    if (there)
      return refused(id, "has ended already", "look at it: norekey trace " + std::to_string(id));
    return refused(id, "does not exist", "list the parked ones: norekey parked");
  }
  if (live->lane == Lane::leased) {
    return refused(id, "is being worked on", "try again once it is parked or waits for its retry");
  }
  end(sql, change, *live, State::ignored);
  Step step;
  step.stage = "ignored";
  step.text = "ignored by " + who + ": " + why;
  add_step(sql, change, step, id);
  return {};
}

Result<Replayed> replay(Sql& sql, Change& change, const Selection& selection, std::int64_t after) {
  const auto parked =
      sql.run(Statement::parked_select, {after, selection.id, clean_name(selection.cause),
                                         selection.channel, selection.since, kReplayAtOnce});
  Replayed replayed;
  for (std::size_t row = 0; row < parked.size(); ++row) {
    replayed.last = parked.number(row, 0);
    unpark(sql, change, replayed.last, parked.text(row, 1));
    if (!selection.never_came.empty()) forget(sql, change, replayed.last, selection);
    ++replayed.count;
  }
  if (replayed.count < kReplayAtOnce) replayed.last = 0;
  return replayed;
}

}  // namespace norekey::queue
