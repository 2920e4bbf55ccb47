/// Engine: one open store of either backend: the group-commit writer, the reader, who waits, and
/// what keeps other daemons out. Made by sqlite/open and postgres/open; shared by the Store,
/// Journal and Upkeep they hand out.
#pragma once
#include <memory>
#include <string>

#include "queue/archive.hpp"
#include "queue/clock.hpp"
#include "queue/commit/group_writer.hpp"
#include "queue/commit/waiters.hpp"
#include "queue/commit/worker.hpp"
#include "queue/open.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

/// What a store said of itself when it was opened.
struct Opened {
  std::string instance;
  Instant restored_at{};     ///< epoch: it never was
  Instant at{};              ///< now
  std::int64_t intents = 0;  ///< committed so far
};

/// 32 hex digits.
std::string random_name();

struct EngineParts {
  std::unique_ptr<Sql> writing, reading;
  std::unique_ptr<Durability> durability;  ///< nullptr: a commit of `writing` is durable at once
  std::shared_ptr<StoreClock> clock;       ///< the store's time
  bool database_time = false;              ///< true: it follows the database's
  const Clock* given = nullptr;            ///< a test's, in place of both
  std::chrono::microseconds poll{};        ///< see Waiters
  std::shared_ptr<Archive> archive{};      ///< nullptr: what leaves the store is gone
  CounterFile counter;
  Opened opened;
  std::shared_ptr<void> lock;  ///< let go last; nullptr: others may open the store as well
  Limits limits;
  Runs runs = Runs::on_a_thread;
};

class Engine {
 public:
  explicit Engine(EngineParts parts)
      : lock_(std::move(parts.lock)),
        opened(std::move(parts.opened)),
        exclusive(lock_ != nullptr),
        daemon(random_name()),
        archive(std::move(parts.archive)),
        store_clock_(std::move(parts.clock)),
        clock(parts.given == nullptr ? *store_clock_ : *parts.given),
        waiters(clock, parts.poll),
        group_writer_(std::move(parts.writing), clock,
                      parts.database_time ? store_clock_.get() : nullptr, waiters,
                      std::move(parts.counter), {opened.instance, opened.intents},
                      std::move(parts.durability)),
        reading_(std::move(parts.reading)),
        writer(
            parts.limits, [this](Group& group) { group_writer_.serve(group); }, parts.runs),
        reader(
            parts.limits, [this](Group& group) { serve_reads(*reading_, group); }, parts.runs) {}

  /// Commits so far: one a group, however many calls it held.
  std::int64_t commits() const { return group_writer_.commits(); }

  /// When it was found to be older than what was committed before, at opening or since; epoch:
  /// never.
  Instant restored_at() const { return std::max(opened.restored_at, group_writer_.restored_at()); }

 private:
  std::shared_ptr<void> lock_;

 public:
  const Opened opened;
  const bool exclusive;      ///< no other daemon can have it open
  const std::string daemon;  ///< names this one among those on the same store
  const std::shared_ptr<Archive> archive;

 private:
  std::shared_ptr<StoreClock> store_clock_;

 public:
  const Clock& clock;
  Waiters waiters;

 private:
  GroupWriter group_writer_;
  std::unique_ptr<Sql> reading_;

 public:
  Worker writer;  // the workers last: they end first, and use all of the above until then
  Worker reader;
};

/// How many may have a store open, each with a counter file of its own.
enum class Daemons {
  one,
  any,  ///< a new one, which has no counter file yet, says nothing of the store
};

/// Reads or creates the store's own row and compares the counter file with it, in one transaction.
/// halt: the counter belongs to another store.
Result<Opened> introduce(Sql& sql, CounterFile& counter, const OpenOptions& options,
                         const std::string& name, Daemons daemons);

std::unique_ptr<Store> make_store(std::shared_ptr<Engine> engine);
std::unique_ptr<Journal> make_journal(std::shared_ptr<Engine> engine);
std::unique_ptr<Index> make_index(std::shared_ptr<Engine> engine);

}  // namespace norekey::queue
