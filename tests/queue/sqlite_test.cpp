#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>
#include <fstream>

#include "core/text.hpp"
#include "queue/open.hpp"
#include "queue/sqlite/connection.hpp"
#include "run.hpp"

namespace norekey::queue::test {
namespace sqlite_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
namespace fs = std::filesystem;

Message message(const std::string& key, std::size_t bytes = 10) {
  Message m;
  m.key = key;
  m.kind = "event";
  m.body = std::string(bytes, 'x');
  return m;
}

/// What a person with the sqlite3 command could do to a closed store.
void sql(const std::string& path, const std::string& text) {
  sqlite3* database = nullptr;
  sqlite3_open(path.c_str(), &database);
  char* error = nullptr;
  sqlite3_exec(database, text.c_str(), nullptr, nullptr, &error);
  EXPECT_EQ(error, nullptr) << error;
  sqlite3_close(database);
}

class Sqlite : public testing::Test {
 protected:
  std::string path() const { return directory_.file("store.db"); }

  Result<OpenStore> open(const std::string& path, bool create = true) {
    OpenOptions options;
    options.url = "sqlite:" + path;
    options.create = create;
    return open_store(options);
  }
  OpenStore opened(const std::string& path) {
    auto store = open(path);
    if (!store) throw std::runtime_error(to_string(store.error()));
    return std::move(*store);
  }
  static std::size_t lease_all(OpenStore& store) {
    return run(store.store->lease(1'000, 60s, {})).value().size();
  }
  static void add(OpenStore& store, const std::string& key) {
    EXPECT_TRUE(run(store.store->add({message(key)})).has_value());
  }
  void expect_halt(const std::string& path, const std::string& what, const std::string& fix) {
    const auto refused = open(path);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().fate, Fate::halt);
    EXPECT_EQ(refused.error().what, "the store " + norekey::shown(path) + " " + what);
    EXPECT_EQ(refused.error().fix, fix);
  }

  TemporaryDirectory directory_;
};

TEST_F(Sqlite, ASecondProcessIsRefusedByName) {
  const auto first = opened(path());
  expect_halt(path(), "is in use by process " + std::to_string(::getpid()),
              "use the running daemon's commands, or stop it first: systemctl stop norekey");
}

TEST_F(Sqlite, ClosingLetsTheNextIn) {
  { const auto first = opened(path()); }
  EXPECT_TRUE(open(path()).has_value());
}

TEST_F(Sqlite, TheFileIsForItsOwnerOnly) {
  const auto store = opened(path());
  for (const char* part : {"", "-wal", "-shm", ".lock"}) {
    const auto mode = fs::status(path() + part).permissions() & fs::perms::all;
    EXPECT_EQ(mode, fs::perms::owner_read | fs::perms::owner_write) << part;
  }
}

TEST_F(Sqlite, AKilledDaemonsLeasesAreFreeAtOnceUnderAHigherEpoch) {
  const auto copy = directory_.file("killed.db");
  std::int64_t epoch = 0;
  {
    auto store = opened(path());
    add(store, "k");
    epoch = run(store.store->lease(1, 1h, {})).value().at(0).lease.epoch;
    for (const char* part : {"", "-wal"}) fs::copy_file(path() + part, copy + part);
  }
  auto next = opened(copy);
  const auto leased = run(next.store->lease(1, 60s, {})).value();
  ASSERT_THAT(leased, SizeIs(1));
  EXPECT_GT(leased[0].lease.epoch, epoch);
  EXPECT_EQ(leased[0].attempts, 1);
}

TEST_F(Sqlite, TheFilesOfAKilledDaemonHoldAllThatWasAcknowledged) {
  auto store = opened(path());
  for (int kills = 1; kills <= 20; ++kills) {
    add(store, "k" + std::to_string(kills));
    const auto copy = directory_.file("killed-" + std::to_string(kills) + ".db");
    for (const char* part : {"", "-wal"}) fs::copy_file(path() + part, copy + part);
    auto next = opened(copy);
    EXPECT_EQ(lease_all(next), static_cast<std::size_t>(kills));
    EXPECT_THAT(next.upkeep->check().value(), IsEmpty());
  }
}

TEST_F(Sqlite, AMissingStoreOrDirectoryHalts) {
  const auto missing = open(path(), false);
  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().what, "the store " + norekey::shown(path()) + " does not exist");
  EXPECT_FALSE(fs::exists(path()));
  expect_halt(directory_.file("no/such/store.db"), "cannot be locked: No such file or directory",
              "create its directory, owned by the user that norekey runs as");
}

TEST_F(Sqlite, AFileThatIsNoDatabaseHalts) {
  std::ofstream(path()) << std::string(10'000, 'x');
  expect_halt(path(), "is damaged: file is not a database",
              "stop the daemon and put the last backup back: norekey store restore FILE; what was "
              "sent since is looked up in the ERP first");
}

TEST_F(Sqlite, AnotherProgramsDatabaseHalts) {
  sql(path(), "CREATE TABLE invoices (id)");
  expect_halt(path(), "is a database, but not one of norekey's",
              "name another file or database in the configuration");
}

TEST_F(Sqlite, ANewerSchemaHaltsUnlessItAllowsOlderPrograms) {
  { const auto store = opened(path()); }
  sql(path(), "INSERT INTO schema_version VALUES (6, 1, 'later', 0)");
  EXPECT_TRUE(open(path()).has_value());
  sql(path(), "UPDATE schema_version SET oldest_program = 6 WHERE version = 6");
  expect_halt(path(), "has schema 6, this program knows schema 5",
              "start the newer program again, or go back to the copy made before its upgrade: "
              "norekey store restore " +
                  path() + ".before-schema-6");
}

TEST_F(Sqlite, DamageInsideTheFileIsFoundAndHalts) {
  {
    auto store = opened(path());
    for (int i = 0; i < 200; ++i) add(store, "k" + std::to_string(i));
  }
  sql(path(), "PRAGMA wal_checkpoint(TRUNCATE)");
  {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    const auto size = static_cast<std::streamoff>(fs::file_size(path()));
    for (std::streamoff page = 4096; page + 4096 <= size; page += 4096) {
      file.seekp(page);
      file << std::string(100, '\xee');
    }
  }
  const auto refused = open(path());
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().fate, Fate::halt);
  EXPECT_THAT(refused.error().what,
              StartsWith("the store " + norekey::shown(path()) + " is damaged: "));
}

TEST_F(Sqlite, CheckNamesWhatDoesNotFitTogether) {
  {
    auto store = opened(path());
    for (const char* key : {"a", "b", "c", "d"}) add(store, key);
    Effects effects;
    LedgerEntry entry;
    entry.company = "acme";
    entry.body = "{}";
    effects.ledger = {entry, entry, entry};
    EXPECT_TRUE(run(store.store->put(effects)).has_value());
  }
  sql(path(),
      "PRAGMA foreign_keys = OFF; DELETE FROM live WHERE id = 1;"
      "INSERT INTO finished VALUES (2, 2, 0, 0, '', '', '', '');"
      "DELETE FROM body WHERE id = 3; DELETE FROM known WHERE key = 'd';"
      "UPDATE live SET lane = 3, ordering = 'x' WHERE id = 4;"
      "UPDATE ledger SET body = '{\"rep\":9}' WHERE number = 1;"
      "UPDATE ledger SET previous = '' WHERE number = 3;"
      "INSERT INTO step VALUES (99, 1, '', '', '', 0)");
  auto store = opened(path());
  EXPECT_THAT(store.upkeep->check().value(),
              ElementsAre("a row of step belongs to message 99, which does not exist",
                          "message 1 is neither live nor ended", "message 2 is both live and ended",
                          "message 3 has not ended and has no body",
                          "message 4 has a key that is not known, or known with an older revision",
                          "message 4 is behind others of its ordering key, of which there are none",
                          "channel '' has 1 ended messages of state 2, its count says 0",
                          "ledger of 'acme', entry 1: was changed after it was written",
                          "ledger of 'acme', entry 3: does not follow its predecessor",
                          "ledger of 'acme', entry 3: was changed after it was written"));
}

TEST_F(Sqlite, ABackupOfAStoreInUseIsAWholeStore) {
  auto store = opened(path());
  add(store, "before");
  const auto copy = directory_.file("it's a backup.db");
  ASSERT_TRUE(store.upkeep->backup(copy).has_value());
  add(store, "after");
  EXPECT_FALSE(fs::exists(copy + ".partial"));
  auto restored = opened(copy);
  const auto leased = run(restored.store->lease(10, 60s, {})).value();
  ASSERT_THAT(leased, SizeIs(1));
  EXPECT_EQ(leased[0].message.key, "before");
}

TEST_F(Sqlite, ABackupNeverReplacesAFileNorFailsSilently) {
  auto store = opened(path());
  const auto there = store.upkeep->backup(path());
  ASSERT_TRUE(there.has_error());
  EXPECT_EQ(there.error().what, "the copy " + norekey::shown(path()) + " exists already");
  const auto copy = directory_.file("no/such/copy.db");
  const auto nowhere = store.upkeep->backup(copy);
  ASSERT_TRUE(nowhere.has_error());
  EXPECT_EQ(to_string(nowhere.error()),
            copy + ": the copy " + norekey::shown(copy) +
                " cannot be written: No such file or directory\n  fix: name a file in a directory "
                "that the store's user may write");
}

TEST_F(Sqlite, ABackupIsForItsOwnerOnlyAndWhatACopyCutShortLeftIsNoHindrance) {
  auto store = opened(path());
  const auto copy = directory_.file("copy.db");
  std::ofstream(copy + ".partial") << "half a copy";
  ASSERT_TRUE(store.upkeep->backup(copy));
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(copy).permissions(), perms::owner_read | perms::owner_write);
  EXPECT_FALSE(std::filesystem::exists(copy + ".partial"));
}

TEST_F(Sqlite, RestoringPutsTheCopyInPlaceAndKeepsTheOther) {
  const auto copy = directory_.file("copy.db"), counter = directory_.file("counter");
  OpenOptions options;
  options.url = "sqlite:" + path();
  options.counter_file = counter;
  {
    auto store = open_store(options).value();
    add(store, "k");
    ASSERT_TRUE(store.upkeep->backup(copy).has_value());
    const auto leased = run(store.store->lease(1, 60s, {})).value().at(0);
    EXPECT_TRUE(run(store.store->intend(leased.lease, Intent{"k/place", {}, {}})).has_value());
    EXPECT_TRUE(run(store.store->settle(leased.lease, Outcome{}, Effects{})).has_value());
    const auto in_use = restore_store(options.url, copy);
    ASSERT_TRUE(in_use.has_error());
    EXPECT_THAT(in_use.error().what, testing::HasSubstr("is in use by process"));
  }
  const auto restored = restore_store(options.url, copy).value();
  EXPECT_EQ(restored.kept, path() + ".before-restore");
  EXPECT_EQ(restored.first, "");
  EXPECT_TRUE(fs::exists(copy));
  EXPECT_TRUE(fs::exists(path() + ".before-restore"));
  auto store = open_store(options).value();
  EXPECT_TRUE(store.upkeep->restored());
  EXPECT_EQ(lease_all(store), 1u);
}

TEST_F(Sqlite, WhatARestoreHasKeptIsNeverReplacedByTheNextOne) {
  const auto copy = directory_.file("copy.db"), kept = path() + ".before-restore";
  {
    auto store = opened(path());
    ASSERT_TRUE(store.upkeep->backup(copy).has_value());
    add(store, "only in the first");
  }
  ASSERT_TRUE(restore_store("sqlite:" + path(), copy).has_value());
  const auto second = restore_store("sqlite:" + path(), copy).value();
  EXPECT_EQ(second.kept, kept + "-2");
  EXPECT_EQ(second.first, kept);
  const auto third = restore_store("sqlite:" + path(), copy).value();
  EXPECT_EQ(third.kept, kept + "-3");
  auto first = opened(kept);
  EXPECT_EQ(lease_all(first), 1u);
}

TEST_F(Sqlite, RestoringWhereThereIsNoStoreKeepsNone) {
  const auto copy = directory_.file("copy.db"), other = directory_.file("other.db");
  {
    auto store = opened(path());
    ASSERT_TRUE(store.upkeep->backup(copy).has_value());
  }
  const auto restored = restore_store("sqlite:" + other, copy).value();
  EXPECT_EQ(restored.kept, "");
  EXPECT_TRUE(open(other, false).has_value());
}

struct CopyCase {
  const char* name;
  void (*make)(const std::string& copy);
  const char* what;  ///< behind the copy's name
  const char* fix;
};

const CopyCase kNoCopies[] = {
    {"missing", [](const std::string&) {}, " does not exist", "name the file of a backup"},
    {"empty", [](const std::string& copy) { std::ofstream out(copy); }, " is empty",
     "name a file that norekey store backup has made"},
    {"another database", [](const std::string& copy) { sql(copy, "CREATE TABLE x (a)"); },
     " is a database, but not one of norekey's", "name a file that norekey store backup has made"},
    {"half a store",
     [](const std::string& copy) {
       sql(copy,
           "CREATE TABLE schema_version (version, oldest_program);"
           "INSERT INTO schema_version VALUES (1, 1)");
     },
     " is no whole store of norekey's: no such table: step",
     "name a file that norekey store backup has made"},
    {"of a later program",
     [](const std::string& copy) {
       sql(copy,
           "CREATE TABLE schema_version (version, oldest_program);"
           "INSERT INTO schema_version VALUES (99, 98)");
     },
     " has schema 99, this program knows schema 5",
     "install the program that made the copy, or take an older copy"},
    {"damaged", [](const std::string& copy) { std::ofstream(copy) << std::string(10'000, 'x'); },
     " is damaged: file is not a database", "take an older backup; the store is as it was"},
};

TEST_F(Sqlite, RestoringRefusesWhatIsNoSoundStoreAndSaysSoOfTheCopy) {
  { const auto store = opened(path()); }
  for (const auto& row : kNoCopies) {
    const auto copy = directory_.file(std::string(row.name) + ".db");
    row.make(copy);
    const auto refused = restore_store("sqlite:" + path(), copy);
    ASSERT_TRUE(refused.has_error()) << row.name;
    EXPECT_EQ(refused.error().what, "the copy " + norekey::shown(copy) + row.what);
    EXPECT_EQ(refused.error().fix, row.fix) << row.name;
    EXPECT_EQ(refused.error().fate, Fate::halt) << row.name;
  }
  EXPECT_FALSE(fs::exists(path() + ".before-restore"));
  EXPECT_TRUE(open(path()).has_value());
}

/// Writing past a limit fails as a broken disk does, until the limit is lifted.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) {
    ::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    auto limited = before_;
    limited.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FileSizeLimit() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(Sqlite, AFailingDiskAcknowledgesNothingAndTheStoreGoesOnAfterwards) {
  auto store = opened(path());
  add(store, "before");
  {
    const FileSizeLimit limit(fs::file_size(path() + "-wal") + 50'000);
    const auto failed = run(store.store->add({message("lost", 1'000'000)}));
    ASSERT_TRUE(failed.has_error());
    EXPECT_EQ(failed.error().fate, Fate::retry);
    EXPECT_EQ(failed.error().what,
              "the store " + norekey::shown(path()) + " cannot be read or written: disk I/O error");
  }
  add(store, "after");
  const auto leased = run(store.store->lease(10, 60s, {})).value();
  ASSERT_THAT(leased, SizeIs(2));
  EXPECT_EQ(leased[1].message.key, "after");
  EXPECT_THAT(store.upkeep->check().value(), IsEmpty());
}

struct CodeCase {
  int code;
  Fate fate;
  const char* what;
};

TEST(SqliteErrors, SayWhatTheOperatorCanDo) {
  const CodeCase rows[] = {
      {SQLITE_FULL, Fate::retry, "no space left for the store '/x'"},
      {SQLITE_BUSY, Fate::retry, "the store '/x' is locked by another process"},
      {SQLITE_IOERR_FSYNC, Fate::retry, "the store '/x' cannot be read or written: detail"},
      {SQLITE_READONLY_DBMOVED, Fate::retry, "the store '/x' cannot be read or written: detail"},
      {SQLITE_CORRUPT_INDEX, Fate::halt, "the store '/x' is damaged: detail"},
      {SQLITE_NOTADB, Fate::halt, "the store '/x' is damaged: detail"},
      {SQLITE_CONSTRAINT, Fate::reject, "the store refused a statement: detail"},
  };
  for (const auto& row : rows) {
    const auto error = sqlite::explain(row.code, "detail", "/x");
    EXPECT_STREQ(to_string(error.fate), to_string(row.fate)) << row.code;
    EXPECT_EQ(error.what, row.what);
  }
}

}  // namespace sqlite_test
}  // namespace norekey::queue::test
