/// Flusher: answers the calls of committed groups once they survive power loss, while the writer
/// goes on with the next group: one sync covers all that was committed before it, and what is about
/// to be. Used by commit/group_writer where a backend can commit first and sync later (PostgreSQL).
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <thread>

#include "core/error.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

/// A connection of its own that syncs what another one has committed. Transactions are named by
/// their marks, rows that are there if and only if the transaction is.
class Durability {
 public:
  virtual ~Durability() = default;
  /// On return those that are answered survive power loss.
  virtual Result<std::set<std::int64_t>> flush(const std::set<std::int64_t>& marks) = 0;
  /// The same of one, where `flush` failed or did not find it. retry: it was rolled back, or nobody
  /// can tell until `deadline`.
  virtual Result<void> outcome(std::int64_t mark,
                               std::chrono::steady_clock::time_point deadline) = 0;
};

/// How long a sync waits for a commit that is about to come, where a group lately took `group` and
/// a sync `sync`: no longer than half a sync, and not at all where that would be in vain.
std::chrono::steady_clock::duration patience(std::chrono::steady_clock::duration group,
                                             std::chrono::steady_clock::duration sync);

class Flusher {
 public:
  explicit Flusher(std::unique_ptr<Durability> durability);
  /// Answers all that it was given.
  ~Flusher();
  Flusher(const Flusher&) = delete;

  /// Whether a commit is about to come: a group was begun, or somebody was told of work.
  void expect(bool more);

  /// Told on the flusher's thread, in the order of the calls. Waits while many are under way.
  using Told = std::function<void(const Result<void>& durable)>;
  void add(std::int64_t mark, Told told);

 private:
  struct Waiting {
    std::int64_t mark;
    Told told;
  };
  void run();
  void serve(std::deque<Waiting> all);

  const std::unique_ptr<Durability> durability_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
  bool expected_ = false, ending_ = false;
  std::chrono::steady_clock::time_point begun_{};         ///< when the last was expected
  std::chrono::steady_clock::duration group_{}, sync_{};  ///< what each takes, lately
  std::thread thread_;                                    // last: it uses all of the above
};

}  // namespace norekey::queue
