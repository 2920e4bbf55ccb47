#include "queue/commit/group_writer.hpp"

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

Result<Change> GroupWriter::transact(Group& group) {
  const auto began = sql_->begin();
  if (!began) return began.error();
  Change all;
  if (follows_ != nullptr) follows_->set(*began);
  all.now = clock_.now();
  run_each(group, all);
  count(all);
  if (sql_->failure()) return *sql_->failure();
  const auto committed = sql_->commit();
  if (!committed) return committed.error();
  ++commits_;
  return all;
}

/// Ends early only where the transaction is lost; the failure says so to the caller.
void GroupWriter::run_each(Group& group, Change& all) {
  for (const auto& operation : group) {
    Change one;
    one.now = all.now;
    sql_->save();
    if (operation->run(*sql_, one)) {
      sql_->keep();
      all.add(one);
    } else {
      sql_->undo();
    }
    if (sql_->failure()) return;
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
