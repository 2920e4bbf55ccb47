#include "queue/commit/group_writer.hpp"

#include <algorithm>

namespace norekey::queue {

void GroupWriter::serve(Group& group) {
  const auto committed = transact(group);
  if (committed) {
    tell(*committed);
  } else {
    sql_->rollback();
    for (const auto& operation : group) operation->fail(committed.error());
  }
  for (const auto& operation : group) operation->finish();
}

/// Where one of those that were run together spoils it for all, each is run by itself.
Result<Change> GroupWriter::transact(Group& group) {
  auto all = begin();
  if (!all) return all;
  run_together(group, *all);
  if (sql_->failure() && sql_->failure()->fate == Fate::reject) {
    sql_->rollback();
    all = begin();
    if (!all) return all;
    run_each(group, *all);
  }
  count(*all);
  if (sql_->failure()) return *sql_->failure();
  const auto committed = sql_->commit();
  if (!committed) return committed.error();
  ++commits_;
  return all;
}

Result<Change> GroupWriter::begin() {
  const auto began = sql_->begin();
  if (!began) return began.error();
  if (follows_ != nullptr) follows_->set(*began);
  Change all;
  all.now = clock_.now();
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
    Change change;
    change.now = all.now;
    together->run(*sql_, change, operations);
    if (sql_->failure()) return;
    all.add(change);
  }
  for (const auto& operation : group) {
    if (operation->together() == nullptr) run_alone(*operation, all);
    if (sql_->failure()) return;
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
  Change one;
  one.now = all.now;
  sql_->save();
  if (operation.run(*sql_, one)) {
    sql_->keep();
    all.add(one);
  } else {
    sql_->undo();
  }
}

/// The part of the bookkeeping that is written once a group.
void GroupWriter::count(const Change& change) {
  for (const auto& [what, number] : change.ended) {
    sql_->run(Statement::tally_add, {what.first, static_cast<int>(what.second), number});
  }
  if (change.intents > 0) {
    intents_ = sql_->run(Statement::store_count, {change.intents}).number(0, 0);
  }
  if (change.timed) next_ = sql_->run(Statement::next_moment, {}).instant(0, 0);
}

/// After the commit: the file outside, and whoever waits for work.
void GroupWriter::tell(const Change& change) {
  if (change.intents > 0) counter_.write(instance_, intents_);
  if (change.timed) waiters_.next(next_);
  if (!change.ready) return;
  if (*change.ready) {
    waiters_.wake();
  } else {
    waiters_.taken();
  }
}

void serve_reads(Sql& sql, Group& group) {
  for (const auto& operation : group) {
    const auto began = sql.begin();
    if (began) {
      Change none;
      none.now = *began;
      operation->run(sql, none);
    } else {
      operation->fail(began.error());
    }
    sql.rollback();
    operation->finish();
  }
}

}  // namespace norekey::queue
