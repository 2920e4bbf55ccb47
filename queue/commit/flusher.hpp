/// Flusher: answers the calls of committed groups once they survive power loss, while the writer
/// goes on with the next group: one sync covers all that was committed before it. Used by
/// commit/group_writer where a backend can commit first and sync later (PostgreSQL).
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

class Flusher {
 public:
  explicit Flusher(std::unique_ptr<Durability> durability);
  /// Answers all that it was given.
  ~Flusher();
  Flusher(const Flusher&) = delete;

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
  bool ending_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace norekey::queue
