// `store restore` of an SQLite store: on another machine, by root, of another store, cut short.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "core/text.hpp"
#include "queue/counter.hpp"
#include "queue/open.hpp"
#include "run.hpp"

namespace norekey::queue::test {
namespace sqlite_restore_test {

using namespace std::chrono_literals;
namespace fs = std::filesystem;

class RestoreOfSqlite : public testing::Test {
 protected:
  std::string path() const { return directory_.file("store.db"); }
  std::string counter() const { return directory_.file("instance"); }
  std::string copy() const { return directory_.file("copy.db"); }
  /// Another machine's.
  std::string other_path() const { return directory_.file("other/store.db"); }
  std::string other_counter() const { return directory_.file("other/instance"); }

  RestoreOfSqlite() { fs::create_directory(directory_.file("other")); }

  static OpenStore opened(const std::string& path, const std::string& counter) {
    OpenOptions options;
    options.url = "sqlite:" + path;
    options.counter_file = counter;
    auto store = open_store(options);
    if (!store) throw std::runtime_error(to_string(store.error()));
    return std::move(*store);
  }
  static void add(OpenStore& store, const std::string& key) {
    Message m;
    m.key = key;
    m.kind = "event";
    m.body = key;
    EXPECT_TRUE(run(store.store->add({m})).has_value());
  }
  /// Its intent is durable, what came of it is not known.
  static void send(OpenStore& store, const std::string& key) {
    add(store, key);
    const auto leased = run(store.store->lease(1, 60s, {})).value().at(0);
    EXPECT_TRUE(run(store.store->intend(leased.lease, Intent{key, {}, {}})).has_value());
    EXPECT_TRUE(run(store.store->settle(leased.lease, Outcome{}, Effects{})).has_value());
  }
  static std::size_t waiting(OpenStore& store) {
    return run(store.store->lease(1'000, 60s, {})).value().size();
  }
  static std::string content(const std::string& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// The store that a counter file is of.
  static std::string instance_in(const std::string& counter) {
    return CounterFile::open(counter).value().found()->instance;
  }
  /// A store that has sent one, and its copy.
  void make_copy() {
    auto store = opened(path(), counter());
    send(store, "sent");
    add(store, "waits");
    ASSERT_TRUE(store.upkeep->backup(copy()).has_value());
  }

  TemporaryDirectory directory_;
};

TEST_F(RestoreOfSqlite, OnAMachineThatNeverHadTheStoreEverythingIsLookedUpFirstAsWell) {
  make_copy();
  ASSERT_TRUE(restore_store("sqlite:" + other_path(), copy(), other_counter()).has_value());
  auto store = opened(other_path(), other_counter());
  EXPECT_TRUE(store.upkeep->restored());
  EXPECT_EQ(waiting(store), 1u);
}

TEST_F(RestoreOfSqlite, TakesThePlaceOfANewMachinesStoreThatHasNeverSentAnything) {
  make_copy();
  { opened(other_path(), other_counter()); }
  const auto restored = restore_store("sqlite:" + other_path(), copy(), other_counter());
  ASSERT_TRUE(restored.has_value()) << to_string(restored.error());
  EXPECT_EQ(restored->kept, other_path() + ".before-restore");
  EXPECT_TRUE(fs::exists(other_counter() + ".before-restore"));
  auto store = opened(other_path(), other_counter());
  EXPECT_TRUE(store.upkeep->restored());
  EXPECT_EQ(waiting(store), 1u);
}

TEST_F(RestoreOfSqlite, RefusesACopyOfAnotherStoreNamingBothAndChangesNothing) {
  make_copy();
  {
    auto store = opened(other_path(), other_counter());
    send(store, "theirs");
    add(store, "a");
    add(store, "b");
  }
  const auto theirs = instance_in(other_counter()), ours = instance_in(counter());
  const auto refused = restore_store("sqlite:" + other_path(), copy(), other_counter());
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().what, "the copy " + norekey::shown(copy()) + " is of store " + ours +
                                      ", but counter file " + norekey::shown(other_counter()) +
                                      " belongs to store " + theirs);
  EXPECT_EQ(refused.error().fix,
            "name a backup of this store; if the copy is meant to take its place, move " +
                other_counter() + " away first");
  EXPECT_FALSE(fs::exists(other_path() + ".before-restore"));
  auto store = opened(other_path(), other_counter());
  EXPECT_FALSE(store.upkeep->restored());
  EXPECT_EQ(waiting(store), 2u);
}

TEST_F(RestoreOfSqlite, AStoreThatHasSentSomethingAndHasLostItsCounterFileLooksFirst) {
  make_copy();
  fs::remove(counter());
  EXPECT_TRUE(opened(path(), counter()).upkeep->restored());
  EXPECT_TRUE(opened(path(), counter()).upkeep->restored());
}

TEST_F(RestoreOfSqlite, AStoreThatHasSentNothingMayBeginItsCounterFileAnew) {
  {
    auto store = opened(path(), counter());
    add(store, "a");
  }
  fs::remove(counter());
  EXPECT_FALSE(opened(path(), counter()).upkeep->restored());
}

TEST_F(RestoreOfSqlite, ByRootGivesWhatIsNewToTheStoresOwner) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can";
  make_copy();
  constexpr uid_t kNobody = 65534;
  ASSERT_EQ(::chown(directory_.file("other").c_str(), kNobody, kNobody), 0);
  ASSERT_TRUE(restore_store("sqlite:" + other_path(), copy(), other_counter()).has_value());
  ASSERT_TRUE(restore_store("sqlite:" + other_path(), copy(), other_counter()).has_value());
  for (const char* file : {"", ".lock", ".before-restore"}) {
    struct stat info {};
    ASSERT_EQ(::stat((other_path() + file).c_str(), &info), 0) << file;
    EXPECT_EQ(info.st_uid, kNobody) << file;
    EXPECT_EQ(info.st_gid, kNobody) << file;
  }
}

struct CutCase {
  const char* name;
  int moved;  ///< of the store's two files
};

/// Killed at any moment once the copy was whole.
TEST_F(RestoreOfSqlite, ThatWasCutShortIsEndedByWhoeverOpensTheStoreNext) {
  const CutCase rows[] = {{"nothing moved", 0}, {"log moved", 1}, {"all moved", 2}};
  make_copy();
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const TemporaryDirectory place;
    const auto store = place.file("store.db"), kept = store + ".before-restore";
    std::ofstream(store) << "the store as it was";
    std::ofstream(store + "-wal") << "its log";
    fs::copy_file(copy(), store + ".restoring");
    if (row.moved > 0) fs::rename(store + "-wal", kept + "-wal");
    if (row.moved > 1) fs::rename(store, kept);
    auto again = opened(store, place.file("instance"));
    EXPECT_EQ(waiting(again), 1u);
    EXPECT_EQ(content(kept), "the store as it was");
    EXPECT_EQ(content(kept + "-wal"), "its log");
    EXPECT_FALSE(fs::exists(store + ".restoring"));
    EXPECT_FALSE(fs::exists(kept + "-2"));
  }
}

TEST_F(RestoreOfSqlite, ThatWasCutShortWhileItCopiedHasChangedNothingAndHindersNone) {
  make_copy();
  std::ofstream(path() + ".restoring-copy") << "half a copy";
  {
    auto store = opened(path(), counter());
    EXPECT_FALSE(store.upkeep->restored());
  }
  const auto restored = restore_store("sqlite:" + path(), copy(), counter());
  ASSERT_TRUE(restored.has_value()) << to_string(restored.error());
  EXPECT_FALSE(fs::exists(path() + ".restoring-copy"));
  EXPECT_TRUE(opened(path(), counter()).upkeep->restored());
}

/// Nobody may look into `folder`; root works as somebody else meanwhile.
class Closed {
 public:
  explicit Closed(const std::string& folder) : folder_(folder) {
    fs::permissions(folder_, fs::perms::none);
    if (::geteuid() == 0) was_root_ = ::seteuid(65534) == 0;
  }
  ~Closed() {
    if (was_root_) was_root_ = ::seteuid(0) != 0;
    fs::permissions(folder_, fs::perms::owner_all);
  }
  Closed(const Closed&) = delete;
  Closed& operator=(const Closed&) = delete;

 private:
  const std::string folder_;
  bool was_root_ = false;
};

TEST_F(RestoreOfSqlite, ACopyInAFolderThatIsClosedToUsIsRefusedInWords) {
  make_copy();
  auto store = opened(path(), counter());
  const auto hidden = directory_.file("other") + "/copy.db";
  fs::permissions(directory_.path(), fs::perms::all);
  if (::geteuid() == 0) {
    for (const auto& file : fs::directory_iterator(directory_.path())) {
      ASSERT_EQ(::chown(file.path().c_str(), 65534, 65534), 0);
    }
  }
  const Closed closed(directory_.file("other"));
  const auto kept = store.upkeep->backup(hidden);
  ASSERT_TRUE(kept.has_error());
  EXPECT_EQ(to_string(kept.error()),
            hidden + ": the copy " + norekey::shown(hidden) +
                " cannot be written: Permission denied\n  fix: name a file in a directory that the "
                "store's user may write");
  const auto refused =
      restore_store("sqlite:" + directory_.file("another.db"), hidden, other_counter());
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(
      to_string(refused.error()),
      hidden + ": the copy " + norekey::shown(hidden) +
          " cannot be read: Permission denied\n  fix: put it where the user that norekey runs "
          "as may read it");
}

struct DayCase {
  const char* name;
  void (*spoil)(const std::string& file);
};

/// 2026-05-28 is the first day of the tests' clock.
TEST_F(RestoreOfSqlite, WithoutADaysSealedFileItsMessagesSayWhatIsMissing) {
  const DayCase rows[] = {
      {"gone", [](const std::string& file) { fs::remove(file); }},
      {"damaged", [](const std::string& file) { std::ofstream(file) << std::string(9'000, 'x'); }},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const TemporaryDirectory place;
    ManualClock clock;
    OpenOptions options;
    options.url = "sqlite:" + place.file("store.db");
    options.clock = &clock;
    auto store = open_store(options).value();
    send(store, "k");
    clock.advance(24h);
    const auto id = run(store.journal->list({})).value().at(0).id;
    EXPECT_EQ(run(store.store->retire({clock.now(), Instant()}, 0)).value().count, 1);
    const auto file = place.file("store.db.sealed/2026-05-28.db");
    ASSERT_TRUE(fs::exists(file));
    row.spoil(file);
    const auto steps = run(store.journal->steps(id)).value();
    ASSERT_EQ(steps.size(), 1u);
    EXPECT_EQ(steps[0].text,
              "its body and its steps are sealed in the file of 2026-05-28, which is not there or "
              "cannot be read: put it back from a copy of the store's sealed folder");
  }
}

TEST_F(RestoreOfSqlite, ADamagedSealedFileIsNamedAndWhatIsToBeSealedStays) {
  ManualClock clock;
  OpenOptions options;
  options.url = "sqlite:" + path();
  options.clock = &clock;
  auto store = open_store(options).value();
  send(store, "k");
  clock.advance(24h);
  fs::create_directory(path() + ".sealed");
  const auto file = path() + ".sealed/2026-05-28.db";
  std::ofstream(file) << std::string(9'000, 'x');
  const auto refused = run(store.store->retire({clock.now(), Instant()}, 0));
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(to_string(refused.error()),
            file + ": the sealed day file " + norekey::shown(file) +
                " is damaged: file is not a database\n  fix: move it away, and put it back from "
                "your copy of the folder: the store is not touched by it, what is still to be "
                "sealed stays there until then");
  fs::remove(file);
  EXPECT_EQ(run(store.store->retire({clock.now(), Instant()}, 0)).value().count, 1);
}

}  // namespace sqlite_restore_test
}  // namespace norekey::queue::test
