#include "queue/rules/retiring.hpp"

#include "queue/rules/searching.hpp"

namespace norekey::queue {
namespace {

std::int64_t day_of(Instant at) {
  return std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
}

struct Old {
  std::vector<Value> ids;
  std::vector<Sealed> sealed;
};

/// With their bodies and steps.
void read(Sql& sql, Old& old) {
  sql.ask(Statement::aged_body, 1, old.ids);
  sql.ask(Statement::aged_steps, 1, old.ids);
  auto bodies = sql.answer();
  auto steps = sql.answer();
  std::map<std::int64_t, Sealed*> by_id;
  for (auto& one : old.sealed) by_id[one.id] = &one;
  for (std::size_t row = 0; row < bodies.size(); ++row) {
    by_id[bodies.number(row, 0)]->body = bodies.take(row, 1);
  }
  for (std::size_t row = 0; row < steps.size(); ++row) {
    Step step{steps.take(row, 1), steps.take(row, 2), steps.take(row, 3)};
    step.message = steps.number(row, 0);
    step.at = steps.instant(row, 4);
    by_id[step.message]->steps.push_back(std::move(step));
  }
}

/// The next bodies, and of those the ones whose time is over. Where all of them came later, those
/// after them did as well; one by itself says nothing, for the clock may have been wrong that day.
Old next_old(Sql& sql, Instant before, Instant now, std::int64_t after, Retired& retired) {
  Old old;
  const auto rows = sql.run(Statement::aged_list, {after, kRetireLooks});
  std::size_t bytes = 0;
  retired.last = 0;
  bool all_later = true;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto id = rows.number(row, 0);
    const auto ended = rows.instant(row, 1);
    const auto received = rows.instant(row, 2);
    const auto size = static_cast<std::size_t>(rows.number(row, 3));
    const bool over = ended != Instant() && ended < before;
    if (received < before || received > now) all_later = false;
    if (over && !old.ids.empty() && bytes + size > kRetireBytes) break;
    retired.last = id;
    if (!over) continue;
    bytes += size;
    old.ids.emplace_back(id);
    old.sealed.push_back({id, day_of(ended), {}, {}});
  }
  const bool was_last = rows.size() < static_cast<std::size_t>(kRetireLooks) && !rows.empty() &&
                        retired.last == rows.number(rows.size() - 1, 0);
  if (was_last || (all_later && old.ids.empty())) retired.last = 0;
  return old;
}

void remove(Sql& sql, Change& change, const Old& old, Instant gone) {
  std::vector<Value> noted;
  for (const auto& one : old.sealed) {
    noted.insert(noted.end(), {one.id, one.day, change.now(), gone});
  }
  sql.run_each(Statement::body_delete, 1, old.ids);
  sql.run_each(Statement::step_delete, 1, old.ids);
  sql.run_each(Statement::retired_set, 4, noted);
}

}  // namespace

/// Sealed first, then removed: what is sealed twice is there once.
Result<Retired> retire(Sql& sql, Change& change, const Retirement& policy, std::int64_t after,
                       Archive* archive) {
  if (after == 0) forget_pulses(sql, change.now());
  Retired retired;
  const auto before = archive == nullptr ? policy.remove_before : policy.seal_before;
  auto old = next_old(sql, before, change.now(), after, retired);
  if (sql.failure()) return *sql.failure();
  if (!old.ids.empty()) {
    if (archive != nullptr) {
      read(sql, old);
      if (sql.failure()) return *sql.failure();
      if (const auto kept = archive->keep(old.sealed); !kept) return kept.error();
    }
    remove(sql, change, old, archive == nullptr ? change.now() : Instant());
    retired.count = static_cast<int>(old.ids.size());
  }
  if (retired.last != 0 || archive == nullptr) return retired;
  for (const auto day : archive->drop(day_of(policy.remove_before))) {
    sql.run(Statement::retired_gone, {day, change.now()});
  }
  return retired;
}

std::optional<RetiredAt> find_retired(Sql& sql, std::int64_t id) {
  const auto row = sql.run(Statement::retired_find, {id});
  if (row.empty()) return std::nullopt;
  return RetiredAt{row.number(0, 0), row.instant(0, 1)};
}

}  // namespace norekey::queue
