#include "queue/postgres/connection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "backend.hpp"
#include "core/text.hpp"
#include "cut_proxy.hpp"
#include "pooler.hpp"

namespace norekey::queue::test {
namespace postgres_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

Message message(const std::string& key, const std::string& ordering = "") {
  Message m;
  m.key = key;
  m.kind = "event";
  m.ordering = ordering;
  m.body = key;
  return m;
}

constexpr const char* kEndConnections =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'norekey'";

/// A table that somebody else keeps locked.
class LockedTable {
 public:
  LockedTable(const std::string& url, const std::string& table)
      : connection_(PQconnectdb(url.c_str())) {
    PQclear(PQexec(connection_, ("BEGIN; LOCK TABLE " + table).c_str()));
  }
  ~LockedTable() { PQfinish(connection_); }

 private:
  PGconn* connection_;
};

/// Daemons on one database, which keeps the time.
class Postgres : public testing::Test {
 protected:
  OpenStore daemon() {
    OpenOptions options;
    options.url = backend_.url();
    auto opened = open_store(options);
    if (!opened) throw std::runtime_error(to_string(opened.error()));
    return std::move(*opened);
  }
  static void add(OpenStore& daemon, Message m) {
    const auto added = run(daemon.store->add({std::move(m)}));
    ASSERT_TRUE(added.has_value()) << to_string(added.error());
  }
  static std::vector<Leased> lease(OpenStore& daemon, int max = 100,
                                   std::chrono::seconds hold = 60s) {
    return run(daemon.store->lease(max, hold, {})).value();
  }
  static Result<void> done(OpenStore& daemon, Lease lease) {
    return run(daemon.store->settle(lease, Outcome{}, Effects{}));
  }
  static PostgresCluster& server() { return PostgresCluster::instance(); }

  PostgresBackend backend_;
};

TEST_F(Postgres, TwoDaemonsShareTheWork) {
  auto a = daemon(), b = daemon();
  for (int i = 0; i < 10; ++i) add(i % 2 == 0 ? a : b, message("k" + std::to_string(i)));
  const auto first = lease(a, 6), second = lease(b);
  EXPECT_THAT(first, SizeIs(6));
  EXPECT_THAT(second, SizeIs(4));
  EXPECT_THAT(lease(a), IsEmpty());
  EXPECT_TRUE(done(b, second[0].lease).has_value());
}

TEST_F(Postgres, OpeningLeavesTheOthersTheirLeases) {
  auto a = daemon();
  add(a, message("k"));
  const auto leased = lease(a);
  auto b = daemon();
  EXPECT_THAT(lease(b), IsEmpty());
  EXPECT_TRUE(done(a, leased[0].lease).has_value());
}

TEST_F(Postgres, ALeaseRunsOutByTheDatabasesClockAndItsOwnerIsRefused) {
  auto a = daemon(), b = daemon();
  add(a, message("k"));
  const auto lost = lease(a, 1, 0s);
  const auto taken = lease(b);
  ASSERT_THAT(taken, SizeIs(1));
  EXPECT_GT(taken[0].lease.epoch, lost[0].lease.epoch);
  EXPECT_THAT(done(a, lost[0].lease).error().what, HasSubstr("is stale: its epoch is 2, not 1"));
  EXPECT_THAT(run(a.store->renew({lost[0].lease}, 60s)).value(), SizeIs(1));
  EXPECT_TRUE(done(b, taken[0].lease).has_value());
}

TEST_F(Postgres, MessagesAreReceivedInDatabaseTime) {
  auto a = daemon();
  add(a, message("k"));
  const auto received = lease(a).at(0).received;
  const auto now =
      std::stoll(server().sql("SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"));
  EXPECT_NEAR(static_cast<double>(received.time_since_epoch().count()), static_cast<double>(now),
              10e6);
}

TEST_F(Postgres, WhatOneDaemonAddsWakesTheOtherWithinItsPoll) {
  auto a = daemon(), b = daemon();
  lease(b);
  add(a, message("k"));
  const auto start = std::chrono::steady_clock::now();
  run(b.store->wait_for_work(Instant::max()));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 3s);
  EXPECT_THAT(lease(b), SizeIs(1));
}

TEST_F(Postgres, OfTwoDaemonsOneHasADutyUntilItsTimeIsOver) {
  auto a = daemon(), b = daemon();
  EXPECT_TRUE(run(a.store->claim("poll/acme/shop", 60s)).value());
  EXPECT_FALSE(run(b.store->claim("poll/acme/shop", 60s)).value());
  EXPECT_TRUE(run(b.store->claim("poll/acme/other", 60s)).value());
  EXPECT_TRUE(run(a.store->claim("poll/acme/third", 0s)).value());
  EXPECT_TRUE(run(b.store->claim("poll/acme/third", 60s)).value());
  EXPECT_FALSE(run(a.store->claim("poll/acme/third", 60s)).value());
}

/// Whether the message's intent was written.
Result<void> intend(OpenStore& daemon, const std::string& key) {
  const auto leased = run(daemon.store->lease(1, 60s, {})).value();
  Intent intent;
  intent.key = key;
  const Instant now =
      std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  intent.send_by = now + 60s;
  intent.look_from = now + 90s;
  return run(daemon.store->intend(leased.at(0).lease, intent));
}

TEST_F(Postgres, ADatabaseThatLostWhatWasDurableIsNoticedWhileItsDaemonsRun) {
  auto a = daemon(), idle = daemon();
  for (const char* key : {"k1", "k2", "k3", "k4"}) add(a, message(key));
  EXPECT_TRUE(intend(a, "k1/place").has_value());
  EXPECT_TRUE(intend(a, "k2/place").has_value());
  EXPECT_FALSE(a.upkeep->restored());
  server().sql("UPDATE norekey.store SET intents = 1");  // as an older copy of it has
  const auto refused = intend(a, "k3/place");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().cause, "store/older");
  EXPECT_EQ(refused.error().fate, Fate::retry);
  EXPECT_THAT(refused.error().what, HasSubstr("an older copy of it or a standby that lagged"));
  EXPECT_TRUE(a.upkeep->restored());
  EXPECT_TRUE(intend(a, "k4/place").has_value()) << "and then all goes on";
  std::this_thread::sleep_for(1100ms);
  add(idle, message("k5"));
  EXPECT_TRUE(idle.upkeep->restored()) << "others on it look first as well";
}

TEST_F(Postgres, ACommitWhoseAnswerIsLostIsAskedAfterAndAcknowledged) {
  { const auto made = daemon(); }
  CutProxy proxy(server().socket());
  OpenOptions options;
  options.url = proxy.url();
  auto a = open_store(options).value();
  proxy.cut_after("COMMIT");
  const auto added = run(a.store->add({message("k")}));
  ASSERT_TRUE(added.has_value()) << to_string(added.error());
  EXPECT_EQ(added->at(0).how, Added::first);
  EXPECT_THAT(lease(a), SizeIs(1));
}

TEST_F(Postgres, ASyncWhoseAnswerIsLostIsAskedAfterAndAcknowledged) {
  { const auto made = daemon(); }
  CutProxy proxy(server().socket());
  OpenOptions options;
  options.url = proxy.url();
  auto a = open_store(options).value();
  proxy.cut_after("pg_logical_emit_message");
  const auto added = run(a.store->add({message("k")}));
  ASSERT_TRUE(added.has_value()) << to_string(added.error());
  EXPECT_EQ(added->at(0).how, Added::first);
}

/// A server gives the number of a transaction that a crash took away to the next one.
TEST_F(Postgres, WhatACrashTookIsNotTakenForTheTransactionThatCameAfter) {
  { const auto made = daemon(); }
  auto writing =
      postgres::Connection::open(backend_.url(), postgres::Access::write_unsynced, "ours").value();
  auto flushing =
      postgres::Connection::open(backend_.url(), postgres::Access::flush, "ours").value();
  server().sql("ALTER SYSTEM SET wal_writer_delay = '10s'");
  server().sql("SELECT pg_reload_conf()");
  ASSERT_TRUE(writing->begin().has_value());
  ASSERT_TRUE(writing->commit().has_value());  // and not synced
  const auto lost = writing->mark();
  server().stop(SIGQUIT);
  server().start();
  server().sql("ALTER SYSTEM RESET wal_writer_delay");
  server().sql("SELECT pg_reload_conf()");
  server().sql("SELECT pg_current_xact_id()");
  const auto is_there =
      server().sql("SELECT count(*) FROM norekey.mark WHERE writer = 'ours'") == "1";
  const auto outcome =
      flushing->outcome(lost, std::chrono::steady_clock::now() + std::chrono::seconds(5));
  EXPECT_EQ(outcome.has_value(), is_there);
}

struct MarkCase {
  const char* writer;
  const char* age;
  const char* left;
};

/// Those of the version before are counted from 1; such a daemon may still be running.
TEST_F(Postgres, MarksOfWritersThatAreGoneForADayAreRemovedByTheNextOne) {
  const MarkCase rows[] = {{"gone", "25 hours", "0"}, {"ended today", "23 hours", "300"}};
  { const auto made = daemon(); }
  for (const auto& row : rows) {
    server().sql(std::string("INSERT INTO norekey.mark SELECT '") + row.writer +
                 "', (extract(epoch FROM now() - interval '" + row.age +
                 "') * 1000000)::bigint + n FROM generate_series(1, 300) n");
  }
  server().sql("INSERT INTO norekey.mark SELECT 'before', n FROM generate_series(1, 300) n");
  auto a = daemon();
  add(a, message("k"));
  for (const auto& row : rows) {
    EXPECT_EQ(server().sql(std::string("SELECT count(*) FROM norekey.mark WHERE writer = '") +
                           row.writer + "'"),
              row.left)
        << row.writer;
  }
  EXPECT_EQ(server().sql("SELECT count(*) FROM norekey.mark WHERE writer = 'before'"), "300");
}

TEST_F(Postgres, AWriterKeepsAFewHundredOfItsMarks) {
  { const auto made = daemon(); }
  auto writing =
      postgres::Connection::open(backend_.url(), postgres::Access::write_unsynced, "ours").value();
  std::int64_t last = 0;
  for (int i = 0; i < 1'050; ++i) {
    ASSERT_TRUE(writing->begin().has_value());
    ASSERT_TRUE(writing->commit().has_value());
    ASSERT_GT(writing->mark(), last);
    last = writing->mark();
  }
  EXPECT_EQ(server().sql("SELECT count(*) FROM norekey.mark WHERE writer = 'ours'"), "251");
  EXPECT_EQ(server().sql("SELECT max(number) FROM norekey.mark WHERE writer = 'ours'"),
            std::to_string(last));
}

TEST_F(Postgres, ACommitThatNeverArrivedIsNotAcknowledged) {
  { const auto made = daemon(); }
  auto writing =
      postgres::Connection::open(backend_.url(), postgres::Access::write_unsynced, "ours").value();
  ASSERT_TRUE(writing->begin().has_value());
  writing->now();  // the server has begun it
  server().sql(kEndConnections);
  const auto lost = writing->commit();
  ASSERT_TRUE(lost.has_error());
  EXPECT_EQ(to_string(lost.error()), "the store " + norekey::shown(backend_.url()) +
                                         " is busy: the transaction was rolled back");
}

/// Adds and works off `count` messages of few keys, and appends to one ledger.
void work(OpenStore& daemon, const std::string& name, int count, std::vector<std::string>& seen) {
  for (int i = 0; i < count; ++i) {
    const auto added =
        run(daemon.store->add({message(name + std::to_string(i), "key-" + std::to_string(i % 3))}));
    EXPECT_TRUE(added.has_value());
    const auto leased = run(daemon.store->lease(2, 60s, {}));
    EXPECT_TRUE(leased.has_value());
    for (const auto& one : leased.value()) {
      Effects effects;
      LedgerEntry entry;
      entry.company = "acme";
      entry.body = one.message.key;
      effects.ledger = {entry};
      EXPECT_TRUE(run(daemon.store->settle(one.lease, Outcome{}, effects)).has_value());
      seen.push_back(one.message.key);
    }
  }
}

TEST_F(Postgres, TwoDaemonsAtOnceLoseNothingAndKeepOneChain) {
  auto a = daemon(), b = daemon();
  std::vector<std::string> seen_a, seen_b;
  std::thread other([&] { work(b, "b", 60, seen_b); });
  work(a, "a", 60, seen_a);
  other.join();
  std::size_t rest = 0;
  for (auto left = lease(a); !left.empty(); left = lease(a)) {
    for (const auto& one : left) EXPECT_TRUE(done(a, one.lease).has_value());
    rest += left.size();
  }
  EXPECT_EQ(seen_a.size() + seen_b.size() + rest, 120u);
  EXPECT_EQ(run(a.journal->counts("")).value().done, 120);
  EXPECT_THAT(run(a.journal->ledger("acme", 0, 1'000)).value(), SizeIs(120 - rest));
  EXPECT_THAT(a.upkeep->check().value(), IsEmpty());
}

TEST_F(Postgres, BehindPgBouncerInTransactionModeDaemonsShareTheWorkAsWell) {
  const Pooler pooler;
  OpenOptions options;
  options.url = pooler.url();
  auto a = open_store(options).value(), b = open_store(options).value();
  std::vector<std::string> seen_a, seen_b;
  std::thread other([&] { work(b, "b", 40, seen_b); });
  work(a, "a", 40, seen_a);
  other.join();
  EXPECT_EQ(run(a.journal->counts("")).value().done,
            static_cast<std::int64_t>(seen_a.size() + seen_b.size()));
  EXPECT_THAT(b.upkeep->check().value(), IsEmpty());
}

TEST_F(Postgres, AConnectionLostBetweenCallsIsMadeAgainUnseen) {
  auto a = daemon();
  add(a, message("before"));
  server().sql(kEndConnections);
  add(a, message("after"));
  EXPECT_EQ(run(a.journal->counts("")).value().fresh, 2);
}

TEST_F(Postgres, AConnectionLostWithinACallAcknowledgesNothing) {
  auto a = daemon();
  std::optional<Result<std::vector<AddedMessage>>> lost;
  {
    const LockedTable held(server().url(), "norekey.known");
    std::thread adding([&] { lost = run(a.store->add({message("during")})); });
    while (server().sql("SELECT count(*) FROM pg_locks WHERE NOT granted") == "0") {
      std::this_thread::yield();
    }
    server().sql(kEndConnections);
    adding.join();
  }
  ASSERT_TRUE(lost->has_error());
  EXPECT_EQ(lost->error().fate, Fate::retry);
  EXPECT_EQ(lost->error().what,
            "the store " + norekey::shown(backend_.url()) +
                " is away: terminating connection due to administrator command");
  EXPECT_EQ(lost->error().fix, "start the database, or mend the store's URL: norekey doctor");
  EXPECT_EQ(run(a.store->add({message("during")})).value().at(0).how, Added::first);
  EXPECT_THAT(lease(a), SizeIs(1));
}

TEST_F(Postgres, WhileTheServerIsDownEveryCallSaysSoAtOnceAndAfterwardsAllGoesOn) {
  auto a = daemon();
  add(a, message("before"));
  server().stop(SIGQUIT);
  for (int i = 0; i < 3; ++i) {
    const auto refused = run(a.store->add({message("during")}));
    ASSERT_TRUE(refused.has_error());
    EXPECT_EQ(refused.error().fate, Fate::retry);
    EXPECT_THAT(refused.error().what, HasSubstr(" is away: "));
  }
  server().start();
  const auto back = std::chrono::steady_clock::now();
  while (!run(a.store->add({message("after")})).has_value()) {
    ASSERT_LT(std::chrono::steady_clock::now() - back, 5s);
    std::this_thread::yield();
  }
  EXPECT_THAT(lease(a), SizeIs(2));
}

TEST_F(Postgres, WithoutPgDumpTheCopyIsRefusedWithWhatToDo) {
  auto a = daemon();
  const std::string path = ::getenv("PATH");
  ::setenv("PATH", "/nowhere", 1);
  const auto refused = a.upkeep->backup("/tmp/norekey-no-copy");
  ::setenv("PATH", path.c_str(), 1);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().what, "the store " + norekey::shown(backend_.url()) +
                                      " cannot be copied by pg_dump: it is not installed");
  EXPECT_EQ(refused.error().fix,
            "install postgresql-client of the server's version or newer, or make the copy on "
            "another machine: pg_dump --format=custom --schema=norekey "
            "--file=/tmp/norekey-no-copy '" +
                backend_.url() + "'");
}

TEST_F(Postgres, CheckNamesAServerThatMayForgetWhatItAcknowledged) {
  auto a = daemon();
  EXPECT_THAT(a.upkeep->check().value(), IsEmpty());
  server().sql("ALTER SYSTEM SET fsync = off");
  server().sql("SELECT pg_reload_conf()");
  const auto asked = std::chrono::steady_clock::now();
  auto findings = a.upkeep->check().value();
  while (findings.empty() && std::chrono::steady_clock::now() - asked < 5s) {
    findings = a.upkeep->check().value();
  }
  server().sql("ALTER SYSTEM RESET fsync");
  server().sql("SELECT pg_reload_conf()");
  EXPECT_THAT(findings, ElementsAre("the server runs with fsync off: a power loss takes back what "
                                    "was acknowledged"));
}

TEST_F(Postgres, ARoleThatCommitsWithoutSyncingIsOverruled) {
  server().sql("ALTER ROLE postgres SET synchronous_commit = off");
  auto a = daemon();
  EXPECT_THAT(a.upkeep->check().value(), IsEmpty());
  server().sql("ALTER ROLE postgres RESET synchronous_commit");
}

TEST_F(Postgres, ANewerSchemaHaltsUnlessItAllowsOlderPrograms) {
  { const auto a = daemon(); }
  server().sql("INSERT INTO norekey.schema_version VALUES (7, 1, 'later', 0)");
  { const auto a = daemon(); }
  server().sql("UPDATE norekey.schema_version SET oldest_program = 7 WHERE version = 7");
  OpenOptions options;
  options.url = backend_.url();
  const auto refused = open_store(options);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().fate, Fate::halt);
  EXPECT_EQ(refused.error().what, "the store " + norekey::shown(backend_.url()) +
                                      " has schema 7, this program knows schema 6");
  server().sql("DROP SCHEMA norekey CASCADE");
}

TEST_F(Postgres, DaemonsThatStartTogetherCreateTheTablesOnce) {
  std::vector<std::thread> starting;
  std::atomic<int> good = 0;
  for (int i = 0; i < 4; ++i) {
    starting.emplace_back([&] {
      OpenOptions options;
      options.url = backend_.url();
      good += open_store(options).has_value() ? 1 : 0;
    });
  }
  for (auto& one : starting) one.join();
  EXPECT_EQ(good, 4);
}

TEST(PostgresUrl, WithNobodyBehindItHalts) {
  OpenOptions options;
  options.url = "postgresql://norekey:secret@127.0.0.1:1/norekey";
  const auto refused = open_store(options);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().fate, Fate::halt);
  EXPECT_THAT(refused.error().what,
              HasSubstr("the store 'postgresql://norekey:…@127.0.0.1:1/norekey' is away: "));
  EXPECT_THAT(to_string(refused.error()), testing::Not(HasSubstr("secret")));
}

struct ConnectingCase {
  const char* detail;
  const char* what;
  const char* cause;
};

TEST(PostgresErrors, TellAServerThatRefusesUsFromOneThatIsAway) {
  const ConnectingCase rows[] = {
      {"connection to server at \"db\" failed: Connection refused",
       "the store 'pg' is away: connection to server at \"db\" failed: Connection refused",
       "store/away"},
      {"could not translate host name \"db\" to address",
       "the store 'pg' is away: could not translate host name \"db\" to address", "store/away"},
      {"connection to server on socket \"/run/.s.PGSQL.5432\" failed: No such file or directory",
       "the store 'pg' is away: connection to server on socket \"/run/.s.PGSQL.5432\" failed: No "
       "such file or directory",
       "store/away"},
      {"FATAL:  the database system is starting up",
       "the store 'pg' is away: FATAL:  the database system is starting up", "store/away"},
      {"FATAL:  sorry, too many clients already",
       "the store 'pg' is away: FATAL:  sorry, too many clients already", "store/away"},
      {"FATAL:  password authentication failed for user \"ann\"",
       "the store 'pg' refuses the daemon: FATAL:  password authentication failed for user "
       "\"ann\"",
       "store/refused"},
      {"FATAL:  database \"orders\" does not exist",
       "the store 'pg' refuses the daemon: FATAL:  database \"orders\" does not exist",
       "store/refused"},
  };
  for (const auto& row : rows) {
    const auto error = postgres::explain_connecting(row.detail, "pg");
    EXPECT_EQ(error.what, row.what);
    EXPECT_EQ(error.cause, row.cause) << row.detail;
    EXPECT_STREQ(to_string(error.fate), "retry") << row.detail;
  }
}

TEST_F(Postgres, ADatabaseThatIsNotThereIsForAPersonToMend) {
  OpenOptions options;
  options.url = "postgresql:///nothing?host=" + server().socket() + "&user=postgres";
  const auto refused = open_store(options);
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().cause, "store/refused");
  EXPECT_EQ(refused.error().fate, Fate::halt);
}

TEST(PostgresUrl, IsShownWithoutItsPassword) {
  const std::pair<const char*, const char*> rows[] = {
      {"postgresql://host/db", "postgresql://host/db"},
      {"postgresql://ann@host:5432/db", "postgresql://ann@host:5432/db"},
      {"postgresql://ann:geheim@host/db", "postgresql://ann:…@host/db"},
      {"postgresql:///db?user=ann&password=geheim&host=/run",
       "postgresql:///db?user=ann&password=…&host=/run"},
      {"postgresql:///db?password=geheim", "postgresql:///db?password=…"},
  };
  for (const auto& [url, shown] : rows) EXPECT_EQ(postgres::without_password(url), shown);
}

struct StateCase {
  const char* sqlstate;
  Fate fate;
  const char* what;
};

TEST(PostgresErrors, SayWhatTheOperatorCanDo) {
  const StateCase rows[] = {
      {"", Fate::retry, "the store 'pg' is away: detail"},
      {"08006", Fate::retry, "the store 'pg' is away: detail"},
      {"57P01", Fate::retry, "the store 'pg' is away: detail"},
      {"25P03", Fate::retry, "the store 'pg' is away: detail"},
      {"53300", Fate::retry, "the store 'pg' is away: detail"},
      {"53100", Fate::retry, "no space left for the store 'pg'"},
      {"25006", Fate::retry, "the store 'pg' is read-only"},
      {"40P01", Fate::retry, "the store 'pg' is busy: detail"},
      {"55P03", Fate::retry, "the store 'pg' is busy: detail"},
      {"58030", Fate::retry, "the store 'pg' is away: detail"},
      {"XX001", Fate::halt, "the store 'pg' is damaged: detail"},
      {"23505", Fate::reject, "the store refused a statement: detail"},
  };
  for (const auto& row : rows) {
    const auto error = postgres::explain(row.sqlstate, "detail", "pg");
    EXPECT_STREQ(to_string(error.fate), to_string(row.fate)) << row.sqlstate;
    EXPECT_EQ(error.what, row.what);
  }
}

}  // namespace postgres_test
}  // namespace norekey::queue::test
