/// open: which backend a URL names, and what is done to a store as a whole (back-up, check, restore
/// mark).
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "queue/clock.hpp"
#include "queue/index.hpp"
#include "queue/journal.hpp"
#include "queue/store.hpp"

namespace norekey::queue {

struct OpenOptions {
  std::string url{};             ///< "sqlite:/var/lib/norekey/store.db" or "postgresql://…"
  std::string counter_file{};    ///< outside the store: its instance and how far it was; "" = not
                                 ///< kept (tools, tests)
  bool create = true;            ///< false: halt where there is no store yet
  const Clock* clock = nullptr;  ///< a test's, in place of the store's own
  const Machine* machine = nullptr;  ///< nullptr = this one
};

/// Store as a whole. Calls block: they are for the command line and for start-up.
class Upkeep {
 public:
  virtual ~Upkeep() = default;

  /// True where `restore_store` has put the store in its place, where the counter outside is ahead
  /// of it, or where an SQLite store that has sent something has lost its counter file: nobody
  /// knows then how old it is. Stays true, over restarts, for orders placed before `restored_at()`;
  /// what may have been sent since the copy is looked up before sending.
  virtual bool restored() const = 0;
  virtual Instant restored_at() const = 0;

  /// A consistent copy while the store is in use. PostgreSQL: by pg_dump; halt where it is not
  /// installed, with what to do.
  virtual Result<void> backup(const std::string& path) = 0;

  /// Every finding about the store's inner consistency; empty = sound.
  virtual Result<std::vector<std::string>> check() = 0;
};

/// One open store. Destroying it answers what is under way first; the io_contexts of its callers
/// must outlive it.
struct OpenStore {
  std::unique_ptr<Store> store;
  std::unique_ptr<Journal> journal;
  std::unique_ptr<Index> index;
  std::unique_ptr<Upkeep> upkeep;
  /// The time by which everything in the store waits: for whoever plans a moment there. SQLite: by
  /// the machine's uptime, whatever its clock is set to. PostgreSQL: the database's.
  const Clock* clock = nullptr;
};

/// Opens, creates or migrates. halt: held by another daemon (SQLite), schema newer than this
/// program, corrupt file, no such server; the text says the way back.
Result<OpenStore> open_store(OpenOptions options);

/// What a restore has kept. Nothing that was kept is ever replaced: each has a name of its own.
struct Restored {
  std::string kept{};   ///< the store as it was: a file, or "the schema …"; "" = there was none
  std::string first{};  ///< what the first of earlier restores kept, still there; "" = none
};

/// Puts the backup `copy` in the place of the store, with no daemon running; the store as it was is
/// kept beside it. From then on the store is `restored()`, whatever the counter file says. One of
/// another store that has never sent anything is put aside. halt: in use, or `copy` is not sound,
/// no store of norekey's, too new for this program, or of another store than the counter file; then
/// nothing has changed.
Result<Restored> restore_store(const std::string& url, const std::string& copy,
                               const std::string& counter_file = "");

}  // namespace norekey::queue
