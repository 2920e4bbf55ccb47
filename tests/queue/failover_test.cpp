// A primary is lost and its standby promoted while a daemon takes in and works: it goes on by
// itself, and what was acknowledged is there.
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "queue/open.hpp"
#include "replica_pair.hpp"

namespace norekey::queue::test {
namespace failover_test {

using namespace std::chrono_literals;

Message message_of(int number) {
  Message m;
  m.key = "order/" + std::to_string(number);
  m.kind = "event";
  m.body = "x";
  return m;
}

OpenStore open(const ReplicaPair& pair) {
  OpenOptions options;
  options.url = pair.url();
  return open_store(options).value();
}

/// Takes in one after the other, each until it is acknowledged.
class Intake {
 public:
  explicit Intake(OpenStore& daemon) : thread_([this, &daemon] { take(daemon); }) {}
  ~Intake() { stop(); }

  int acknowledged() const { return acknowledged_; }
  bool reaches(int number, std::chrono::seconds within) const {
    const auto until = std::chrono::steady_clock::now() + within;
    while (acknowledged_ < number && std::chrono::steady_clock::now() < until)
      std::this_thread::sleep_for(2ms);
    return acknowledged_ >= number;
  }
  void stop() {
    ending_ = true;
    if (thread_.joinable()) thread_.join();
  }

 private:
  void take(OpenStore& daemon) {
    while (!ending_) {
      const auto added = run(daemon.store->add({message_of(acknowledged_ + 1)}));
      if (added) {
        ++acknowledged_;
      } else {
        EXPECT_EQ(added.error().fate, Fate::retry) << to_string(added.error());
        std::this_thread::sleep_for(10ms);
      }
    }
  }

  std::atomic<int> acknowledged_ = 0;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

TEST(Failover, APromotedStandbyIsFoundByItselfAndHasAllThatWasAcknowledged) {
  ReplicaPair pair;
  auto daemon = open(pair);
  Intake intake(daemon);
  ASSERT_TRUE(intake.reaches(50, 30s));
  pair.kill_primary();
  const int before = intake.acknowledged();
  std::this_thread::sleep_for(300ms);
  EXPECT_LE(intake.acknowledged(), before + 1) << "acknowledged while no server takes writes";
  pair.promote();
  EXPECT_TRUE(intake.reaches(before + 50, 5s)) << "it did not go on within 5 s";
  intake.stop();
  const auto all = std::to_string(intake.acknowledged());
  EXPECT_EQ(pair.on_standby("SELECT count(*) FROM generate_series(1, " + all +
                            ") n WHERE EXISTS (SELECT 1 FROM norekey.known WHERE key = "
                            "'order/' || n)"),
            all);
  const auto leased = run(daemon.store->lease(10, 60s, {})).value();
  ASSERT_EQ(leased.size(), 10U);
  EXPECT_TRUE(run(daemon.store->settle(leased[0].lease, Outcome{}, Effects{})));
}

TEST(Failover, NothingIsAcknowledgedThatTheStandbyHasNotConfirmed) {
  ReplicaPair pair;
  auto daemon = open(pair);
  ASSERT_TRUE(run(daemon.store->add({message_of(1)})));
  pair.pause_standby();
  auto adding =
      std::async(std::launch::async, [&] { return run(daemon.store->add({message_of(2)})); });
  EXPECT_EQ(adding.wait_for(500ms), std::future_status::timeout);
  // Somebody loses patience: the server lets the commit stand without the standby, and warns.
  pair.on_primary(
      "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
  EXPECT_EQ(adding.wait_for(500ms), std::future_status::timeout) << "acknowledged, not confirmed";
  pair.resume_standby();
  ASSERT_EQ(adding.wait_for(10s), std::future_status::ready);
  EXPECT_TRUE(adding.get());
  EXPECT_EQ(pair.on_standby("SELECT count(*) FROM norekey.known"), "2");
}

}  // namespace failover_test
}  // namespace norekey::queue::test
