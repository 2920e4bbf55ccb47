// A daemon of the version before and one of this version on one PostgreSQL: the former is played by
// its own statements (previous/postgres_schema_2.sql), kept as they were released. When a migration
// is added, the statements of the last release take their place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>

#include "backend.hpp"
#include "queue/postgres/connection.hpp"
#include "queue/schema.hpp"

namespace norekey::queue::test {
namespace upgrade_test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr int kPrevious = 2;  // its newest schema

/// The statements of the version before, by name.
std::map<std::string, std::string> previous_statements() {
  std::ifstream in(SOURCE_DIR "/tests/queue/previous/postgres_schema_2.sql");
  std::map<std::string, std::string> all;
  std::string name;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("-- name: ")) {
      name = line.substr(9);
    } else if (!name.empty()) {
      all[name] += line + "\n";
    }
  }
  return all;
}

/// What a daemon of the version before does, call by call.
class Previous {
 public:
  explicit Previous(const std::string& url)
      : statements_(previous_statements()), connection_(PQconnectdb(url.c_str())) {}
  ~Previous() { PQfinish(connection_); }

  /// The first cell of the answer; lists are written as PostgreSQL's literals.
  std::string run(const std::string& name, const std::vector<std::string>& values) {
    std::vector<const char*> given;
    for (const auto& value : values) given.push_back(value.c_str());
    auto* result =
        PQexecParams(connection_, statements_.at(name).c_str(), static_cast<int>(given.size()),
                     nullptr, given.data(), nullptr, nullptr, 0);
    const auto status = PQresultStatus(result);
    EXPECT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
        << name << ": " << PQresultErrorMessage(result);
    std::string cell = PQntuples(result) > 0 ? PQgetvalue(result, 0, 0) : "";
    PQclear(result);
    return cell;
  }
  void within(const std::function<void()>& work) {
    PQclear(PQexec(connection_, "BEGIN; SELECT pg_advisory_xact_lock(31084784556664185)"));
    work();
    auto* result = PQexec(connection_, "COMMIT");
    EXPECT_STREQ(PQcmdStatus(result), "COMMIT");
    PQclear(result);
  }

  std::string add(const std::string& key, const std::string& digest) {
    std::string id;
    within([&] {
      EXPECT_EQ(run("known_find", {"{" + key + "}"}), "");
      id = run("message_insert",
               {"{" + key + "}", "{1}", "{event}", "{acme/shop}", "{\"\"}", "{\"\"}", "{erp/acme}",
                "{text/plain}", "{\"\"}", "{" + digest + "}", "{1780000000000000}"});
      run("body_insert", {"{" + id + "}", "{old}"});
      run("live_insert", {"{" + id + "}", "{0}", "{\"\"}", "{erp/acme}", "{acme/shop}", "{0}"});
      run("known_set", {"{" + key + "}", "{1}", "{" + digest + "}", "{" + id + "}"});
    });
    return id;
  }
  /// The number of the one that it took, "" = nothing was ready.
  std::string lease() {
    std::string id;
    within([&] {
      run("waiting_release", {now()});
      id = run("ready_list", {"erp/acme", "1"});
      if (!id.empty()) run("live_lease", {"{" + id + "}", "{9000000000000000}"});
    });
    return id;
  }
  void retry_at_once(const std::string& id) {
    within([&] { run("live_retry", {id, "0", "0", "", "", "", ""}); });
  }
  void done(const std::string& id) {
    within([&] {
      run("live_delete", {"{" + id + "}"});
      run("finished_insert", {"{" + id + "}", "{2}", "{1780000000000000}", "{0}", "{\"\"}",
                              "{\"\"}", "{\"\"}", "{\"\"}"});
      run("tally_add", {"acme/shop", "2", "1"});
    });
  }

 private:
  static std::string now() {
    return std::to_string(system_clock().now().time_since_epoch().count());
  }

  std::map<std::string, std::string> statements_;
  PGconn* connection_;
};

class UpgradeOfPostgres : public testing::Test {
 protected:
  OpenStore daemon() {
    OpenOptions options;
    options.url = backend_.url();
    options.counter_file = backend_.directory().file("instance");
    auto opened = open_store(options);
    if (!opened) throw std::runtime_error(to_string(opened.error()));
    return std::move(*opened);
  }
  /// As the version before left it.
  void make_previous() {
    auto sql = postgres::Connection::open(backend_.url(), postgres::Access::write).value();
    std::vector<Migration> known;
    for (const auto& one : postgres_migrations()) {
      if (one.version <= kPrevious) known.push_back(one);
    }
    const Upgrade none{"", "", [](const std::string&) { return Result<void>(); }};
    ASSERT_TRUE(migrate(*sql, known, none).has_value());
    ASSERT_TRUE(sql->begin().has_value());
    sql->script("INSERT INTO norekey.store (instance, intents, restored_at) VALUES ('" +
                std::string(32, 'a') + "', 0, 0)");
    ASSERT_TRUE(sql->commit().has_value());
  }
  static Message message(const std::string& key) {
    Message m;
    m.key = key;
    m.kind = "event";
    m.channel = "acme/shop";
    m.destination = "erp/acme";
    m.body = key;
    return m;
  }
  static std::vector<std::string> lease(OpenStore& daemon, std::vector<Lease>& leases) {
    std::vector<std::string> keys;
    for (const auto& one : run(daemon.store->lease(100, 60s, {})).value()) {
      keys.push_back(one.message.key);
      leases.push_back(one.lease);
    }
    return keys;
  }

  PostgresBackend backend_;
};

TEST_F(UpgradeOfPostgres, IsPrecededByACopyWithWhichTheWayBackIsOpen) {
  make_previous();
  Previous old(backend_.url());
  old.add("k", "d");
  const auto newest = std::to_string(postgres_migrations().back().version);
  const auto copy = backend_.directory().file("store.before-schema-" + newest);
  { const auto upgraded = daemon(); }
  ASSERT_TRUE(std::filesystem::exists(copy));
  auto& server = PostgresCluster::instance();
  EXPECT_EQ(server.sql("SELECT max(version) FROM norekey.schema_version"), newest);
  ASSERT_TRUE(restore_store(backend_.url(), copy).has_value());
  EXPECT_EQ(server.sql("SELECT max(version) FROM norekey.schema_version"), "2");
  const auto taken = old.lease();
  EXPECT_NE(taken, "");
  old.done(taken);
  const auto again = daemon();
  EXPECT_EQ(server.sql("SELECT max(version) FROM norekey.schema_version"), newest);
  EXPECT_THAT(again.upkeep->check().value(), IsEmpty());
}

TEST_F(UpgradeOfPostgres, ADaemonOfTheVersionBeforeWorksBesideThisOne) {
  make_previous();
  Previous old(backend_.url());
  const auto before = old.add("before", "d1");
  auto ours = daemon();
  std::vector<Lease> leases;

  // each takes what the other added
  EXPECT_THAT(lease(ours, leases), ElementsAre("before"));
  EXPECT_EQ(old.lease(), "");
  EXPECT_EQ(run(ours.store->add({message("ours")})).value().at(0).how, Added::first);
  const auto taken = old.lease();
  EXPECT_NE(taken, "");
  EXPECT_THAT(lease(ours, leases), IsEmpty());
  old.done(taken);

  // each knows what the other has taken in
  auto same = message("before");
  same.digest = "d1";
  EXPECT_EQ(run(ours.store->add({same})).value().at(0).how, Added::duplicate);
  EXPECT_NE(old.run("known_find", {"{ours}"}), "");

  // what the one makes ready again, after later ones were taken, the other finds
  const auto first = old.add("first", "d2");
  old.add("second", "d3");
  EXPECT_EQ(old.lease(), first);
  EXPECT_THAT(lease(ours, leases), ElementsAre("second"));
  old.retry_at_once(first);
  EXPECT_THAT(lease(ours, leases), ElementsAre("first"));

  for (const auto& one : leases) {
    EXPECT_TRUE(run(ours.store->settle(one, Outcome{}, Effects{})).has_value());
  }
  EXPECT_EQ(run(ours.journal->counts("")).value().done, 4);
  EXPECT_THAT(ours.upkeep->check().value(), IsEmpty());
}

}  // namespace upgrade_test
}  // namespace norekey::queue::test
