#include "queue/rules/effects.hpp"

#include <limits>

#include "core/digest.hpp"
#include "queue/rules/intake.hpp"
#include "queue/rules/lanes.hpp"
#include "queue/rules/searching.hpp"
#include "queue/rules/text.hpp"

namespace norekey::queue {
namespace {

std::optional<Error> check(Sql& sql, const Effects& effects, std::int64_t settled) {
  for (const auto& record : effects.records) {
    if (auto wrong = check_key("record kind", record.kind)) return wrong;
    if (auto wrong = check_key("record key", record.key)) return wrong;
  }
  for (const auto& entry : effects.ledger) {
    if (auto wrong = check_key("ledger company", entry.company)) return wrong;
  }
  if (settled != 0) return std::nullopt;
  for (const auto& step : effects.steps) {
    if (!sql.run(Statement::message_exists, {step.message}).empty()) continue;
    return Error{.fate = Fate::reject,
                 .what = "step '" + step.stage + "' is of message " + std::to_string(step.message) +
                         ", which does not exist",
                 .fix = "",
                 .where = {},
                 .cause = "store/step"};
  }
  return std::nullopt;
}

/// Without an open intent nothing of it has left, and nothing will: a worker's lease on it is stale
/// from here on.
void supersede(Sql& sql, Change& change, const Supersede& older) {
  if (older.identity.empty()) return;
  const std::int64_t before =
      older.before == 0 ? std::numeric_limits<std::int64_t>::max() : older.before;
  const auto found = sql.run(Statement::superseded_find, {older.identity, before, older.kind});
  for (std::size_t row = 0; row < found.size(); ++row) {
    Live live;
    live.id = found.number(row, 0);
    live.lane = static_cast<Lane>(found.number(row, 1));
    live.ordering = found.text(row, 2);
    live.channel = found.text(row, 3);
    live.attempts = found.number(row, 4);
    live.cause = found.text(row, 5);
    live.what = found.text(row, 6);
    live.fix = found.text(row, 7);
    live.place = found.text(row, 8);
    live.kind = found.text(row, 9);
    live.received = found.instant(row, 10);
    end(sql, change, live, State::superseded);
  }
}

void put_record(Sql& sql, Change& change, const Record& r) {
  sql.run(Statement::record_keep, {r.kind, r.key, r.history ? 1 : 0});
  sql.run(Statement::record_set, {r.kind, r.key, clean(r.value), clean(r.who), clean(r.why),
                                  r.history ? 1 : 0, change.now()});
}

void put_alias(Sql& sql, const Alias& alias) {
  sql.run(Statement::alias_set, {clean_name(alias.value), clean_name(alias.channel),
                                 clean_name(alias.kind), clean_name(alias.identity)});
}

void append(Sql& sql, Change& change, const LedgerEntry& entry) {
  const auto last = sql.run(Statement::ledger_last, {entry.company});
  const auto previous = last.text(0, 1);  // "" for the first
  const auto body = clean(entry.body);
  sql.run(Statement::ledger_append,
          {entry.company, last.number(0, 0) + 1, clean(entry.identity), body, previous,
           sha256_hex(previous + "\n" + body), change.now()});
}

void wake(Sql& sql, Change& change, const std::string& cause) {
  const auto parked = sql.run(Statement::parked_by_cause, {clean_name(cause)});
  for (std::size_t row = 0; row < parked.size(); ++row) {
    unpark(sql, change, parked.number(row, 0), parked.text(row, 1));
  }
}

void wake_one(Sql& sql, Change& change, std::int64_t id) {
  const auto live = find_live(sql, id);
  if (live && live->lane == Lane::parked) unpark(sql, change, id, live->ordering);
}

}  // namespace

Result<std::vector<AddedMessage>> apply(Sql& sql, Change& change, const Effects& effects,
                                        std::int64_t settled) {
  if (auto wrong = check(sql, effects, settled)) return *wrong;
  for (const auto& older : effects.supersede) supersede(sql, change, older);
  for (const auto& record : effects.records) put_record(sql, change, record);
  for (const auto& alias : effects.aliases) put_alias(sql, alias);
  for (const auto& entry : effects.ledger) append(sql, change, entry);
  for (const auto& step : effects.steps) {
    add_step(sql, change, step, settled == 0 ? step.message : settled);
  }
  auto added = add_messages(sql, change, effects.messages);
  if (!added) return added;
  for (const auto& words : effects.words) add_words(sql, words);
  for (const auto& cause : effects.wake_causes) wake(sql, change, cause);
  for (const auto id : effects.wake) wake_one(sql, change, id);
  return added;
}

void add_step(Sql& sql, Change& change, const Step& step, std::int64_t message) {
  sql.run(Statement::step_add,
          {message, clean_name(step.stage), clean(step.text), clean(step.detail), change.now()});
}

std::size_t bytes_of(const Effects& effects) {
  std::size_t bytes = bytes_of(effects.messages);
  for (const auto& record : effects.records) bytes += sizeof record + record.value.size();
  for (const auto& entry : effects.ledger) bytes += sizeof entry + entry.body.size();
  for (const auto& step : effects.steps) bytes += sizeof step + step.detail.size();
  for (const auto& words : effects.words) bytes += sizeof words + 40 * words.words.size();
  return bytes;
}

}  // namespace norekey::queue
