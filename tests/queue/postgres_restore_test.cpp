// `store restore` of a PostgreSQL store: what it takes, what it leaves alone, what it keeps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <thread>

#include "backend.hpp"
#include "core/text.hpp"
#include "pooler.hpp"
#include "queue/counter.hpp"
#include "queue/sql.hpp"

namespace norekey::queue::test {
namespace postgres_restore_test {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

Message message(const std::string& key) {
  Message m;
  m.key = key;
  m.kind = "event";
  m.body = key;
  return m;
}

class RestoreOfPostgres : public testing::Test {
 protected:
  OpenStore daemon(const std::string& more = "", const std::string& counter = "") {
    OpenOptions options;
    options.url = backend_.url() + more;
    options.counter_file = counter;
    auto opened = open_store(options);
    if (!opened) throw std::runtime_error(to_string(opened.error()));
    return std::move(*opened);
  }
  static void add(OpenStore& daemon, Message m) {
    const auto added = run(daemon.store->add({std::move(m)}));
    ASSERT_TRUE(added.has_value()) << to_string(added.error());
  }
  static std::vector<Leased> lease(OpenStore& daemon) {
    return run(daemon.store->lease(100, 60s, {})).value();
  }
  /// A daemon's store with one message, and its copy by pg_dump with these words.
  std::string copy_by(const std::string& words, const std::string& before = "SELECT 1") {
    {
      auto a = daemon();
      add(a, message("k"));
    }
    server().sql(before);
    const auto copy = backend_.directory().file("copy");
    const auto command = "pg_dump --format=custom " + words + " --file=" + copy +
                         " --host=" + server().socket() + " --username=postgres postgres";
    EXPECT_EQ(std::system(command.c_str()), 0);
    return copy;
  }
  void expect_refused(const std::string& copy, const std::string& what, const std::string& fix) {
    const auto refused = restore_store(backend_.url(), copy);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().what, "the copy " + norekey::shown(copy) + what);
    EXPECT_EQ(refused.error().fix, fix);
    EXPECT_EQ(server().sql("SELECT count(*) FROM norekey.message"), "1");
    EXPECT_EQ(schemas(), "norekey");
  }
  static std::string schemas() {
    return server().sql(
        "SELECT string_agg(nspname, ' ' ORDER BY nspname) FROM pg_namespace"
        " WHERE nspname ~ '^norekey'");
  }
  static PostgresCluster& server() { return PostgresCluster::instance(); }

  PostgresBackend backend_;
};

TEST_F(RestoreOfPostgres, ACopyMadeWhileItRunsIsPutBackAndTheStoreAsItWasIsKept) {
  const auto copy = backend_.directory().file("copy");
  {
    auto a = daemon();
    add(a, message("before"));
    ASSERT_TRUE(a.upkeep->backup(copy).has_value());
    add(a, message("after"));
    EXPECT_EQ(a.upkeep->backup(copy).error().what,
              "the copy " + norekey::shown(copy) + " exists already");
    EXPECT_EQ(
        restore_store(backend_.url(), copy).error().what,
        "the store " + norekey::shown(backend_.url()) + " is in use by 3 connections of norekey");
  }
  const auto kept = restore_store(backend_.url(), copy);
  ASSERT_TRUE(kept.has_value()) << to_string(kept.error());
  EXPECT_EQ(kept->kept, "the schema norekey_before_restore");
  EXPECT_EQ(kept->first, "");
  EXPECT_EQ(server().sql("SELECT count(*) FROM norekey_before_restore.message"), "2");
  auto a = daemon();
  const auto leased = lease(a);
  ASSERT_THAT(leased, SizeIs(1));
  EXPECT_EQ(leased[0].message.key, "before");
  add(a, message("later"));
  EXPECT_THAT(a.upkeep->check().value(), IsEmpty());
}

TEST_F(RestoreOfPostgres, ARestoreWaitsAMomentForTheConnectionsOfADaemonThatHasJustEnded) {
  const auto copy = backend_.directory().file("copy");
  auto a = std::make_unique<OpenStore>(daemon());
  ASSERT_TRUE(a->upkeep->backup(copy).has_value());
  std::thread ending([&a] {
    std::this_thread::sleep_for(std::chrono::milliseconds{400});
    a.reset();
  });
  const auto kept = restore_store(backend_.url(), copy);
  ending.join();
  EXPECT_TRUE(kept.has_value()) << to_string(kept.error());
}

TEST_F(RestoreOfPostgres, ACopyThatIsNoneLeavesTheStoreAsItWas) {
  {
    auto a = daemon();
    add(a, message("k"));
  }
  const auto copy = backend_.directory().file("copy");
  std::ofstream(copy) << "no dump";
  const auto refused = restore_store(backend_.url(), copy);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().what,
            "the copy " + norekey::shown(copy) +
                " cannot be read by pg_restore: pg_restore: error: input file does not appear to "
                "be a valid archive (too short?)");
  EXPECT_EQ(refused.error().fix,
            "take another copy, or install postgresql-client of the server's version or newer");
  auto a = daemon();
  EXPECT_THAT(lease(a), SizeIs(1));
}

TEST_F(RestoreOfPostgres, IsRefusedWhileADaemonRunsWhateverNameItsUrlGivesIt) {
  const auto copy = backend_.directory().file("copy");
  const std::string more = "&application_name=orders-prod";
  auto a = daemon(more);
  ASSERT_TRUE(a.upkeep->backup(copy).has_value());
  for (const auto& url : {backend_.url(), backend_.url() + more}) {
    const auto refused = restore_store(url, copy);
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().what,
              "the store " + norekey::shown(url) + " is in use by 3 connections of norekey");
    EXPECT_EQ(refused.error().fix, "stop all daemons first: systemctl stop norekey");
  }
}

/// PgBouncer keeps its connections to the server, under the name of who used them last.
TEST_F(RestoreOfPostgres, BehindAPoolerIsRefusedWhileADaemonRunsAndNotAfterwards) {
  const Pooler pooler;
  const auto copy = backend_.directory().file("copy");
  OpenOptions options;
  options.url = pooler.url();
  {
    auto a = open_store(options).value();
    add(a, message("k"));
    ASSERT_TRUE(a.upkeep->backup(copy).has_value());
    std::atomic<bool> asked = false;
    std::thread working([&] {
      while (!asked) lease(a);
    });
    const auto refused = restore_store(pooler.url(), copy);
    asked = true;
    working.join();
    ASSERT_TRUE(refused.has_error());
    EXPECT_THAT(refused.error().what, testing::HasSubstr(" is in use by "));
  }
  const auto restored = restore_store(pooler.url(), copy);
  ASSERT_TRUE(restored.has_value()) << to_string(restored.error());
  EXPECT_EQ(restored->kept, "the schema norekey_before_restore");
  auto a = open_store(options).value();
  EXPECT_TRUE(a.upkeep->restored());
}

TEST_F(RestoreOfPostgres, WhatOneHasKeptIsNeverDroppedByTheNextOne) {
  const auto copy = copy_by("--schema=norekey");
  {
    auto a = daemon();
    add(a, message("only in the first"));
  }
  ASSERT_TRUE(restore_store(backend_.url(), copy).has_value());
  const auto second = restore_store(backend_.url(), copy);
  ASSERT_TRUE(second.has_value()) << to_string(second.error());
  EXPECT_EQ(second->kept, "the schema norekey_before_restore_2");
  EXPECT_EQ(second->first, "the schema norekey_before_restore");
  EXPECT_EQ(server().sql("SELECT count(*) FROM norekey_before_restore.message"), "2");
  EXPECT_EQ(server().sql("SELECT count(*) FROM norekey_before_restore_2.message"), "1");
  EXPECT_EQ(server().sql("SELECT count(*) FROM norekey.message"), "1");
}

TEST_F(RestoreOfPostgres, TakesNothingButTheStoreFromADumpOfTheWholeDatabase) {
  const auto copy = copy_by("", "CREATE TABLE public.x (a int)");
  server().sql("DROP TABLE public.x");
  const auto restored = restore_store(backend_.url(), copy);
  ASSERT_TRUE(restored.has_value()) << to_string(restored.error());
  EXPECT_EQ(server().sql("SELECT to_regclass('public.x') IS NULL"), "t");
  auto a = daemon();
  EXPECT_THAT(lease(a), SizeIs(1));
  EXPECT_THAT(a.upkeep->check().value(), IsEmpty());
}

TEST_F(RestoreOfPostgres, TakesADumpOfInsertStatementsAsWell) {
  const auto copy = copy_by("--schema=norekey --inserts");
  const auto restored = restore_store(backend_.url(), copy);
  ASSERT_TRUE(restored.has_value()) << to_string(restored.error());
  auto a = daemon();
  EXPECT_THAT(lease(a), SizeIs(1));
}

TEST_F(RestoreOfPostgres, RefusesADumpOfAnotherDatabaseAndTouchesNothing) {
  const auto copy = copy_by("--table=public.x", "CREATE TABLE public.x (a int)");
  server().sql("DROP TABLE public.x");
  expect_refused(copy, " is a dump, but holds no store of norekey's",
                 "name a file that norekey store backup has made");
  EXPECT_EQ(server().sql("SELECT to_regclass('public.x') IS NULL"), "t");
}

TEST_F(RestoreOfPostgres, RefusesTheStoreOfALaterProgramAndTouchesNothing) {
  const auto copy =
      copy_by("--schema=norekey", "INSERT INTO norekey.schema_version VALUES (99, 98, 'later', 0)");
  server().sql("DELETE FROM norekey.schema_version WHERE version = 99");
  expect_refused(copy,
                 " has schema 99, this program knows schema " +
                     std::to_string(postgres_migrations().back().version),
                 "install the program that made the copy, or take an older copy");
}

TEST_F(RestoreOfPostgres, WhoMightUseTheStoreMayUseTheRestoredOne) {
  const auto copy = copy_by("--schema=norekey",
                            "CREATE ROLE reports; GRANT USAGE ON SCHEMA norekey TO reports;"
                            "GRANT SELECT ON norekey.message TO reports");
  const auto restored = restore_store(backend_.url(), copy);
  EXPECT_TRUE(restored.has_value()) << to_string(restored.error());
  EXPECT_EQ(server().sql("SET ROLE reports; SELECT count(*) FROM norekey.message"), "1");
  server().sql("DROP OWNED BY reports; DROP ROLE reports");
}

TEST_F(RestoreOfPostgres, IntoADatabaseWithoutAStoreKeepsNone) {
  const auto copy = copy_by("--schema=norekey");
  server().sql("DROP SCHEMA norekey CASCADE");
  const auto restored = restore_store(backend_.url(), copy);
  ASSERT_TRUE(restored.has_value()) << to_string(restored.error());
  EXPECT_EQ(restored->kept, "");
  EXPECT_EQ(schemas(), "norekey");
  auto a = daemon();
  EXPECT_THAT(lease(a), SizeIs(1));
}

/// One that pg_restore takes up, and cannot bring to its end.
TEST_F(RestoreOfPostgres, ThatFailsHalfWayLeavesTheStoreAsItWas) {
  const auto copy = copy_by("--schema=norekey",
                            "CREATE TABLE public.other (a int PRIMARY KEY);"
                            "CREATE TABLE norekey.more"
                            " (a int REFERENCES public.other)");
  server().sql("DROP TABLE norekey.more; DROP TABLE public.other");
  const auto refused = restore_store(backend_.url(), copy);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().fix,
            "take another copy, or install postgresql-client of the server's version or newer; "
            "the store is as it was");
  EXPECT_EQ(schemas(), "norekey");
  auto a = daemon();
  EXPECT_THAT(lease(a), SizeIs(1));
}

TEST_F(RestoreOfPostgres, MakesEverythingLookedUpFirstOnMachinesThatNeverHadTheStoreAsWell) {
  const auto copy = copy_by("--schema=norekey");
  server().sql("DROP SCHEMA norekey CASCADE");
  const auto counter = backend_.directory().file("instance");
  { daemon("", counter); }
  const auto restored = restore_store(backend_.url(), copy, counter);
  ASSERT_TRUE(restored.has_value()) << to_string(restored.error());
  EXPECT_TRUE(daemon("", counter).upkeep->restored());
  EXPECT_TRUE(daemon("", backend_.directory().file("second")).upkeep->restored());
}

TEST_F(RestoreOfPostgres, ANewDaemonWithoutACounterFileSaysNothingOfTheStore) {
  auto a = daemon("", backend_.directory().file("first"));
  add(a, message("k"));
  const auto leased = lease(a).at(0);
  ASSERT_TRUE(run(a.store->intend(leased.lease, Intent{"k", {}, {}})).has_value());
  EXPECT_FALSE(daemon("", backend_.directory().file("second")).upkeep->restored());
}

TEST_F(RestoreOfPostgres, OfAnotherStoreThanTheCounterFilesIsRefusedAndTouchesNothing) {
  const auto copy = copy_by("--schema=norekey");
  const auto instance = server().sql("SELECT instance FROM norekey.store");
  const auto counter = backend_.directory().file("instance"), other = std::string(32, 'f');
  CounterFile::open(counter).value().write(other, 3);
  const auto refused = restore_store(backend_.url(), copy, counter);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().what, "the copy " + norekey::shown(copy) + " is of store " + instance +
                                      ", but counter file " + norekey::shown(counter) +
                                      " belongs to store " + other);
  EXPECT_EQ(refused.error().fix,
            "name a backup of this store; if the copy is meant to take its place, move " + counter +
                " away first; the store is as it was");
  EXPECT_EQ(schemas(), "norekey");
  EXPECT_THAT(daemon().upkeep->check().value(), IsEmpty());
}

/// As one leaves the database that is killed before pg_restore has ended.
TEST_F(RestoreOfPostgres, ThatWasCutShortIsRefusedByDaemonsAndBegunAnewByTheNextOne) {
  const auto copy = copy_by("--schema=norekey");
  server().sql(
      "ALTER SCHEMA norekey RENAME TO norekey_before_restore; CREATE SCHEMA norekey;"
      "COMMENT ON SCHEMA norekey IS"
      " 'norekey: a restore is under way; the store as it was: norekey_before_restore'");
  OpenOptions options;
  options.url = backend_.url();
  const auto refused = open_store(options);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().fate, Fate::halt);
  EXPECT_EQ(to_string(refused.error()),
            "the store " + norekey::shown(backend_.url()) +
                " is not whole: a restore was cut short, or is under way\n  fix: end it: norekey "
                "store restore FILE; the store as it was is the schema norekey_before_restore");
  const auto restored = restore_store(backend_.url(), copy);
  ASSERT_TRUE(restored.has_value()) << to_string(restored.error());
  EXPECT_EQ(restored->kept, "the schema norekey_before_restore");
  EXPECT_EQ(schemas(), "norekey norekey_before_restore");
  EXPECT_EQ(server().sql("SELECT obj_description('norekey'::regnamespace) IS NULL"), "t");
  auto a = daemon();
  EXPECT_TRUE(a.upkeep->restored());
  EXPECT_THAT(lease(a), SizeIs(1));
}

}  // namespace postgres_restore_test
}  // namespace norekey::queue::test
