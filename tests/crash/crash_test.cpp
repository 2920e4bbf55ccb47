// The small process of crash_worker is killed at random moments, over and over. Then every order
// that was acknowledged is in the ERP exactly once, and those of one customer are there in their
// order.
//   test_crash [--kills=N] [--postgres-kills=N] [--seed=N]
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <fstream>
#include <iostream>
#include <map>

#include "../queue/postgres_cluster.hpp"
#include "fake_erp.hpp"
#include "queue/open.hpp"

namespace norekey::queue::test {

struct Parameters {
  int kills = 100, postgres_kills = 15;
  unsigned seed = 0;
} parameters;

namespace {

using testing::IsEmpty;

class Crash : public testing::Test {
 protected:
  Crash() : random_(parameters.seed), erp_(directory_.path().string(), parameters.seed) {
    std::cout << "seed " << parameters.seed << std::endl;
  }

  struct Worker {
    pid_t process = 0;
    int ready = -1;  ///< says when it has opened its store
  };

  Worker start_worker(const std::string& url, bool drain) {
    const auto directory = directory_.path().string();
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    const pid_t child = ::fork();
    if (child != 0) {
      ::close(ends[1]);
      return {child, ends[0]};
    }
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::dup2(ends[1], STDOUT_FILENO);
    ::execl(CRASH_WORKER, CRASH_WORKER, url.c_str(), directory.c_str(), drain ? "drain" : nullptr,
            nullptr);
    ::_exit(127);
  }

  int wait_for(const Worker& worker) {
    int status = 0;
    ::waitpid(worker.process, &status, 0);
    ::close(worker.ready);
    return status;
  }

  /// One in five dies while it starts, the others some time after they have opened the store, so
  /// that a slow machine tests the same. A worker that ends by itself has found something wrong.
  void kill_one(const std::string& url, int longest_milliseconds) {
    const auto worker = start_worker(url, false);
    const bool starting = std::uniform_int_distribution<int>(1, 5)(random_) == 1;
    char byte = 0;
    if (!starting) (void)!::read(worker.ready, &byte, 1);
    std::uniform_int_distribution<int> moment(0, starting ? 30'000 : longest_milliseconds * 1'000);
    std::this_thread::sleep_for(std::chrono::microseconds(moment(random_)));
    ::kill(worker.process, SIGKILL);
    const int status = wait_for(worker);
    ASSERT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the worker gave up";
  }

  void drain(const std::string& url) {
    const int status = wait_for(start_worker(url, true));
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the worker gave up";
  }

  std::vector<std::string> acknowledged() const {
    std::ifstream in(directory_.file("acknowledged"));
    std::vector<std::string> all;
    for (std::string key; std::getline(in, key);) all.push_back(key);
    return all;
  }

  /// "customer-3/17" -> its customer and 17.
  static std::pair<std::string, int> parse(const std::string& key) {
    const auto slash = key.find('/');
    return {key.substr(0, slash), std::stoi(key.substr(slash + 1))};
  }

  void expect_nothing_lost_doubled_or_reordered(const std::string& url) {
    const auto promised = acknowledged();
    const auto orders = erp_.orders();
    std::map<std::string, int> times;
    std::map<std::string, int> last;
    int doubled = 0, reordered = 0, lost = 0;
    for (const auto& key : orders) {
      doubled += ++times[key] > 1 ? 1 : 0;
      const auto [customer, number] = parse(key);
      reordered += number < last[customer] ? 1 : 0;
      last[customer] = number;
    }
    for (const auto& key : promised) lost += times[key] == 0 ? 1 : 0;
    std::cout << promised.size() << " acknowledged, " << orders.size() << " in the ERP, " << lost
              << " lost, " << doubled << " doubled, " << reordered << " reordered" << std::endl;
    EXPECT_EQ(lost, 0);
    EXPECT_EQ(doubled, 0);
    EXPECT_EQ(reordered, 0);
    EXPECT_FALSE(promised.empty());
    expect_sound(url, orders.size());
  }

  void expect_sound(const std::string& url, std::size_t orders) {
    OpenOptions options;
    options.url = url;
    options.create = false;
    auto store = open_store(options).value();
    EXPECT_THAT(store.upkeep->check().value(), IsEmpty());
    EXPECT_EQ(run(store.journal->counts("")).value().done, static_cast<std::int64_t>(orders));
    const auto chain = run(store.journal->ledger("acme", 0, 100'000)).value();
    EXPECT_EQ(chain.size(), orders) << "each order has one entry in the ledger";
  }

  void kill_many(const std::string& url, int kills, int longest_milliseconds) {
    for (int i = 0; i < kills && !HasFatalFailure(); ++i) kill_one(url, longest_milliseconds);
    if (!HasFatalFailure()) drain(url);
    if (!HasFatalFailure()) expect_nothing_lost_doubled_or_reordered(url);
  }

  TemporaryDirectory directory_;
  std::mt19937 random_;
  FakeErp erp_;
};

TEST_F(Crash, OnSqliteNothingIsLostDoubledOrReordered) {
  kill_many("sqlite:" + directory_.file("store.db"), parameters.kills, 100);
}

TEST_F(Crash, OnPostgresNothingIsLostDoubledOrReordered) {
  auto& server = PostgresCluster::instance();
  server.sql("DROP SCHEMA IF EXISTS norekey CASCADE");
  kill_many(server.url(), parameters.postgres_kills, 1'500);
}

}  // namespace
}  // namespace norekey::queue::test

int main(int argc, char** argv) {
  testing::InitGoogleMock(&argc, argv);
  auto& parameters = norekey::queue::test::parameters;
  parameters.seed = std::random_device()();
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto value = word.substr(std::min(word.find('=') + 1, word.size()));
    if (word.starts_with("--kills=")) parameters.kills = std::stoi(value);
    if (word.starts_with("--postgres-kills=")) parameters.postgres_kills = std::stoi(value);
    if (word.starts_with("--seed=")) parameters.seed = static_cast<unsigned>(std::stoul(value));
  }
  return RUN_ALL_TESTS();
}
