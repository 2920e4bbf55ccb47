#include "queue/commit/group_writer.hpp"

#include <algorithm>

#include "queue/rules/searching.hpp"

namespace norekey::queue {
namespace {

constexpr std::chrono::seconds kLookEvery{1};

}  // namespace

void GroupWriter::serve(Group& group) {
  if (flusher_ != nullptr) flusher_->expect(true);
  const auto committed = transact(group);
  if (!committed) {
    if (flusher_ != nullptr) flusher_->expect(false);
    sql_->rollback();
    floors_ = {};
    return answer(group, 0, committed.error());
  }
  if (flusher_ == nullptr) {
    answer(group, intents_, {});
    wake(*committed);
    return;
  }
  // Work is seen before it is durable: whoever takes it is answered after the same sync.
  const bool taken = wake(*committed);
  auto kept = std::make_shared<Group>(std::move(group));
  flusher_->add(sql_->mark(), [this, kept, intents = intents_](const Result<void>& durable) {
    answer(*kept, intents, durable);
  });
  flusher_->expect(taken);
}

/// The file outside first: it may be behind the store, and is not to be for long.
void GroupWriter::answer(const Group& group, std::int64_t intents, const Result<void>& durable) {
  if (durable && intents > counted_) {
    counted_ = intents;
    counter_.write(instance_, intents);
  }
  for (const auto& operation : group) {
    if (!durable) operation->fail(durable.error());
    operation->finish();
  }
}

/// Where one of those that were run together spoils it for all, each is run by itself.
Result<Change> GroupWriter::transact(Group& group) {
  auto all = begin();
  if (!all) return all;
  run_together(group, *all);
  auto committed = commit(*all);
  if (!committed && committed.error().fate == Fate::reject) {
    sql_->rollback();
    all = begin();
    if (!all) return all;
    run_each(group, *all);
    committed = commit(*all);
  }
  if (!committed) return committed.error();
  ++commits_;
  floors_ = all->floors;
  return all;
}

Result<Change> GroupWriter::begin() {
  const auto began = sql_->begin();
  if (!began) return began.error();
  Change all;
  all.floors = floors_;
  all.time = [this, now = std::optional<Instant>()]() mutable {
    if (!now && follows_ != nullptr) follows_->set(sql_->now());
    if (!now) now = clock_.now();
    return *now;
  };
  return all;
}

/// Those of a sort first, so that a lease of the same group finds what was added in it.
void GroupWriter::run_together(Group& group, Change& all) {
  std::vector<std::pair<const Together*, std::vector<Operation*>>> sorts;
  for (const auto& operation : group) {
    if (operation->together() == nullptr) continue;
    auto sort = std::find_if(sorts.begin(), sorts.end(),
                             [&](const auto& one) { return one.first == operation->together(); });
    if (sort == sorts.end()) sort = sorts.insert(sorts.end(), {operation->together(), {}});
    sort->second.push_back(operation.get());
  }
  for (const auto& [together, operations] : sorts) {
    auto change = all.of_operation();
    together->run(*sql_, change, operations);
    all.add(change);
  }
  for (const auto& operation : group) {
    if (operation->together() == nullptr) run_alone(*operation, all);
  }
}

/// Ends early only where the transaction is lost; the failure says so to the caller.
void GroupWriter::run_each(Group& group, Change& all) {
  for (const auto& operation : group) {
    run_alone(*operation, all);
    if (sql_->failure()) return;
  }
}

void GroupWriter::run_alone(Operation& operation, Change& all) {
  auto one = all.of_operation();
  sql_->save();
  if (operation.run(*sql_, one)) {
    sql_->keep();
    all.add(one);
  } else {
    sql_->undo();
  }
}

/// With the part of the bookkeeping that is written once a group.
Result<void> GroupWriter::commit(const Change& change) {
  for (const auto& [what, number] : change.ended) {
    sql_->run(Statement::tally_add, {what.first, static_cast<int>(what.second), number});
  }
  add_pulses(*sql_, change);
  const Value intents = change.intents;
  const bool counts = change.intents > 0, looks = !counts && looks_now();
  if (counts) sql_->ask(Statement::store_count, 0, {&intents, 1});
  if (looks) sql_->ask(Statement::store_read, 0, {});
  const Value released = change.floors.released;
  if (change.timed) sql_->ask(Statement::next_moment, 0, {&released, 1});
  auto committed = sql_->commit();
  if (!committed) return committed;
  intents_ = counts ? sql_->answer().number(0, 0) : 0;
  if (looks) {
    const Rows store = sql_->answer();
    intents_ = store.number(0, 1);
    const auto restored = store.instant(0, 2).time_since_epoch().count();
    restored_at_ = std::max(restored_at_.load(), restored);  // another daemon has noticed it
  }
  if (change.timed) next_ = std::min(sql_->answer().instant(0, 0), change.floors.lapses);
  const std::int64_t expected = counted_ + (counts ? change.intents : 0);
  if ((counts || looks) && intents_ < expected) return went_back(expected);
  return committed;
}

/// Where others commit as well, how much they have is asked for once a second.
bool GroupWriter::looks_now() {
  const auto now = std::chrono::steady_clock::now();
  if (flusher_ == nullptr || now - looked_ < kLookEvery) return false;
  looked_ = now;
  return true;
}

/// What the store has forgotten may be in the ERP: from now on it is as one put back from a copy.
/// Nobody is told that his intent is written, so nothing is sent before that.
Error GroupWriter::went_back(std::int64_t expected) {
  const Instant now = clock_.now();
  const auto began = sql_->begin();
  if (!began) return began.error();
  sql_->run(Statement::store_restored, {expected, now});
  const auto told = sql_->commit();
  if (!told) return told.error();
  restored_at_ = now.time_since_epoch().count();
  return {.fate = Fate::retry,
          .what =
              "the database has lost commits that were durable: an older copy of it or a standby "
              "that lagged has taken over",
          .fix =
              "orders placed before now are looked for in the ERP before they are sent; compare "
              "with norekey reconcile, and make the standby synchronous",
          .where = {},
          .cause = "store/older"};
}

/// Whether somebody was woken.
bool GroupWriter::wake(const Change& change) {
  if (change.timed) waiters_.next(next_);
  if (!change.ready) return false;
  if (*change.ready) return waiters_.wake();
  waiters_.taken();
  return false;
}

void serve_reads(Sql& sql, Group& group) {
  for (const auto& operation : group) {
    const auto began = sql.begin();
    if (began) {
      Change none;
      operation->run(sql, none);
    } else {
      operation->fail(began.error());
    }
    sql.rollback();
    operation->finish();
  }
}

}  // namespace norekey::queue
