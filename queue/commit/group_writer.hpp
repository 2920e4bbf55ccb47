/// GroupWriter: group commit. Runs the operations of a group inside one transaction, those of one
/// sort together, others in savepoints of their own; commits once, then answers all. Called by a
/// Worker on its thread. It knows no message; the rules are inside the operations.
#pragma once
#include <atomic>
#include <chrono>
#include <memory>
#include <string>

#include "queue/clock.hpp"
#include "queue/commit/change.hpp"
#include "queue/commit/flusher.hpp"
#include "queue/commit/waiters.hpp"
#include "queue/commit/worker.hpp"
#include "queue/counter.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

class GroupWriter {
 public:
  /// `clock` gives the time; `follows`, where given, is set to the database's at each beginning.
  /// All must outlive it. `durability`: nullptr where a commit is durable at once.
  GroupWriter(std::unique_ptr<Sql> sql, const Clock& clock, StoreClock* follows, Waiters& waiters,
              CounterFile counter, CounterFile::Content begun,
              std::unique_ptr<Durability> durability)
      : sql_(std::move(sql)),
        clock_(clock),
        follows_(follows),
        waiters_(waiters),
        counter_(std::move(counter)),
        instance_(std::move(begun.instance)),
        counted_(begun.intents),
        flusher_(durability ? std::make_unique<Flusher>(std::move(durability)) : nullptr) {}

  /// Answers every operation: with its result once that is durable, else with why not.
  void serve(Group& group);

  /// When the store was last found to have fewer intents than were durable before: a standby that
  /// lagged, or a copy, has taken its place. Epoch: never.
  Instant restored_at() const { return Instant(std::chrono::microseconds(restored_at_.load())); }

  /// Commits so far; tests compare it with the number of calls.
  std::int64_t commits() const { return commits_; }

 private:
  Result<Change> transact(Group& group);
  Result<Change> begin();
  void run_each(Group& group, Change& all);
  void run_together(Group& group, Change& all);
  void run_alone(Operation& operation, Change& all);
  Result<void> commit(const Change& change);
  bool wake(const Change& change);
  void answer(const Group& group, std::int64_t intents, const Result<void>& durable);
  bool looks_now();
  Error went_back(std::int64_t expected);

  std::unique_ptr<Sql> sql_;
  const Clock& clock_;
  StoreClock* const follows_;
  Waiters& waiters_;
  CounterFile counter_;
  const std::string instance_;
  Floors floors_;
  std::int64_t intents_ = 0;           ///< as of the last commit; 0: it neither held any nor looked
  std::atomic<std::int64_t> counted_;  ///< intents that are durable, as far as is known
  std::atomic<std::int64_t> restored_at_ = 0;       ///< microseconds since 1970
  std::chrono::steady_clock::time_point looked_{};  ///< how many others have committed
  Instant next_ = Instant::max();                   ///< the same
  std::atomic<std::int64_t> commits_ = 0;
  std::unique_ptr<Flusher> flusher_;  // last: it ends first
};

/// Serves a reader's group: each operation in a transaction of its own, rolled back at its end.
void serve_reads(Sql& sql, Group& group);

}  // namespace norekey::queue
