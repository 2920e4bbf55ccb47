/// Scene: one run of crash workers against one fake ERP, in a directory of its own, and what must
/// hold at its end. Used by the crash tests. `rounds` splits a long test into scenes and remembers
/// which are done, so that it can be stopped and taken up again.
#pragma once
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>

#include "../queue/postgres_cluster.hpp"
#include "fake_erp.hpp"
#include "queue/open.hpp"

namespace norekey::queue::test {

/// The small size, which CI runs; the command line gives others.
struct Parameters {
  int kills = 60, postgres_kills = 6, clock_kills = 16, pauses = 4, faults = 2;
  int stopped_seconds = 2;
  unsigned seed = 0;
  std::string progress{};  ///< file; "" = nothing is remembered
};
extern Parameters parameters;

class Scene {
 public:
  explicit Scene(unsigned seed) : random_(seed), erp_(directory_.path().string(), seed) {}
  ~Scene() {
    for (auto& [name, worker] : workers_) kill(worker);
  }

  struct Worker {
    pid_t process = 0;
    int ready = -1;  ///< says when it has opened its store
  };

  std::string sqlite_url() const { return "sqlite:" + directory_.file("store.db"); }
  int pick(int from, int to) { return std::uniform_int_distribution<int>(from, to)(random_); }
  void sleep(int milliseconds) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  }

  Worker start(const std::string& url, const std::string& name, bool drain) {
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
    const auto program = worker_program();
    ::execl(program.c_str(), program.c_str(), url.c_str(), directory.c_str(), name.c_str(),
            drain ? "drain" : nullptr, nullptr);
    ::_exit(127);
  }

  /// Beside this test: a long run of copies goes on while others build.
  static std::string worker_program() {
    return std::filesystem::canonical("/proc/self/exe").parent_path() / "crash_worker";
  }

  static int wait_for(const Worker& worker) {
    int status = 0;
    ::waitpid(worker.process, &status, 0);
    ::close(worker.ready);
    return status;
  }

  /// A worker that ends by itself has found something wrong.
  static void kill(const Worker& worker) {
    ::kill(worker.process, SIGKILL);
    const int status = wait_for(worker);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) << "the worker gave up";
  }

  /// One that stays until the scene ends or `stop_all`.
  Worker& keep(const std::string& url, const std::string& name) {
    auto& worker = workers_[name] = start(url, name, false);
    char byte = 0;
    (void)!::read(worker.ready, &byte, 1);
    return worker;
  }
  void stop_all() {
    for (auto& [name, worker] : workers_) kill(worker);
    workers_.clear();
  }

  /// One in five dies while it starts, the others some time after they have opened the store, so
  /// that a slow machine tests the same.
  void kill_one(const std::string& url, int longest_milliseconds) {
    const auto worker = start(url, "customer-", false);
    const bool starting = pick(1, 5) == 1;
    char byte = 0;
    if (!starting) (void)!::read(worker.ready, &byte, 1);
    std::this_thread::sleep_for(
        std::chrono::microseconds(pick(0, starting ? 30'000 : longest_milliseconds * 1'000)));
    kill(worker);
  }

  void drain(const std::string& url) {
    const int status = wait_for(start(url, "customer-", true));
    ASSERT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the worker gave up";
  }

  /// Somebody sets the clock of the workers.
  void set_clock(std::int64_t seconds) {
    const int file = ::open(directory_.file("clock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    (void)!::pwrite(file, &seconds, sizeof seconds, 0);
    ::close(file);
  }

  std::size_t promised() const { return acknowledged().size(); }

  /// Seconds until one more order is acknowledged; at most 60.
  double until_next_promise() const {
    const auto before = promised();
    const auto start = std::chrono::steady_clock::now();
    std::chrono::duration<double> waited{};
    while (promised() <= before && waited < std::chrono::seconds(60)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      waited = std::chrono::steady_clock::now() - start;
    }
    return waited.count();
  }

  void expect_nothing_lost_doubled_or_reordered(const std::string& url) const {
    const auto promises = acknowledged();
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
    for (const auto& key : promises) lost += times[key] == 0 ? 1 : 0;
    std::cout << promises.size() << " acknowledged, " << orders.size() << " in the ERP, " << lost
              << " lost, " << doubled << " doubled, " << reordered << " reordered" << std::endl;
    EXPECT_EQ(lost, 0);
    EXPECT_EQ(doubled, 0);
    EXPECT_EQ(reordered, 0);
    EXPECT_FALSE(promises.empty());
    expect_sound(url, orders.size());
  }

 private:
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

  static void expect_sound(const std::string& url, std::size_t orders) {
    OpenOptions options;
    options.url = url;
    options.create = false;
    auto store = open_store(options).value();
    EXPECT_THAT(store.upkeep->check().value(), testing::IsEmpty());
    EXPECT_EQ(run(store.journal->counts("")).value().done, static_cast<std::int64_t>(orders));
    const auto chain = run(store.journal->ledger("acme", 0, 100'000)).value();
    EXPECT_EQ(chain.size(), std::min<std::size_t>(orders, 100'000))
        << "each order has one entry in the ledger";
  }

  TemporaryDirectory directory_;
  std::mt19937 random_;
  FakeErp erp_;
  std::map<std::string, Worker> workers_;
};

inline void drop_schema() {
  PostgresCluster::instance().sql("DROP SCHEMA IF EXISTS norekey CASCADE");
}

/// `total` of something, at most `each` in one scene. Rounds that the progress file has are passed
/// over; one that succeeds is written there.
inline void rounds(const std::string& what, int total, int each,
                   const std::function<void(Scene&, int)>& play) {
  std::map<std::string, int> done;
  std::ifstream in(parameters.progress);
  for (std::string name, line; in >> name && std::getline(in, line);) ++done[name];
  for (int round = 0; round * each < total; ++round) {
    if (round < done[what]) continue;
    const unsigned seed = parameters.seed + static_cast<unsigned>(round);
    const int many = std::min(each, total - round * each);
    std::cout << what << ", round " << round << ", seed " << seed << ": " << std::flush;
    Scene scene(seed);
    play(scene, many);
    if (testing::Test::HasFailure()) return;
    if (parameters.progress.empty()) continue;
    std::ofstream(parameters.progress, std::ios::app)
        << what << " " << many << " seed " << seed << "\n";
  }
}

}  // namespace norekey::queue::test
