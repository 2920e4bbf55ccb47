// The machine's clock is set while something waits: nothing is early, late, lost or twice.
#include "queue/clock.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "queue/open.hpp"
#include "run.hpp"

namespace norekey::queue::test {
namespace clock_test {

using namespace std::chrono_literals;
using testing::IsEmpty;
using testing::SizeIs;

class FakeMachine final : public Machine {
 public:
  Instant wall() const override { return wall_; }
  std::chrono::microseconds up() const override { return up_; }
  std::string boot() const override { return boot_; }

  void pass(std::chrono::microseconds time) {
    wall_ += time;
    up_ += time;
  }
  void set_clock(std::chrono::microseconds by) { wall_ += by; }
  void restart(std::chrono::microseconds off) {
    wall_ += off;
    up_ = 0us;
    boot_ += "+";
  }

 private:
  Instant wall_ = parse_instant("2026-05-28T12:00:00Z").value();
  std::chrono::microseconds up_ = 1h;
  std::string boot_ = "first";
};

class ClockThatIsSet : public testing::TestWithParam<std::chrono::hours> {
 protected:
  ClockThatIsSet() { reopen(); }

  void reopen() {
    open_ = {};
    OpenOptions options;
    options.url = "sqlite:" + directory_.file("store.db");
    options.machine = &machine_;
    open_ = open_store(options).value();
  }
  Leased add_and_lease() {
    Message m;
    m.key = "k";
    m.kind = "part";
    m.ordering = "a";
    EXPECT_TRUE(run(open_.store->add({m})).has_value());
    return lease().at(0);
  }
  std::vector<Leased> lease(std::chrono::seconds hold = 60s) {
    return run(open_.store->lease(10, hold, {})).value();
  }
  void retry(const Leased& leased, std::chrono::seconds in) {
    Outcome outcome;
    outcome.state = State::fresh;
    outcome.due = open_.clock->now() + in;
    EXPECT_TRUE(run(open_.store->settle(leased.lease, outcome, Effects{})).has_value());
  }
  Instant intend(const Leased& leased) {
    const Instant now = open_.clock->now();
    EXPECT_TRUE(run(open_.store->intend(leased.lease, Intent{"k/place", now + 10s, now + 30s}))
                    .has_value());
    return now;
  }

  FakeMachine machine_;
  TemporaryDirectory directory_;
  OpenStore open_;
};

TEST_P(ClockThatIsSet, MovesNoRetryWhileTheStoreIsOpen) {
  retry(add_and_lease(), 60s);
  machine_.set_clock(GetParam());
  machine_.pass(59s);
  EXPECT_THAT(lease(), IsEmpty());
  machine_.pass(1s);
  EXPECT_THAT(lease(), SizeIs(1));
}

TEST_P(ClockThatIsSet, MovesNoRetryOverARestart) {
  retry(add_and_lease(), 60s);
  machine_.pass(20s);
  open_ = {};
  machine_.set_clock(GetParam());
  machine_.pass(20s);
  reopen();
  machine_.pass(19s);
  EXPECT_THAT(lease(), IsEmpty());
  machine_.pass(1s);
  EXPECT_THAT(lease(), SizeIs(1));
}

TEST_P(ClockThatIsSet, EndsNoLeaseEarlyAndNoneLate) {
  const auto first = add_and_lease();
  machine_.set_clock(GetParam());
  machine_.pass(59s);
  EXPECT_THAT(lease(), IsEmpty());
  machine_.pass(1s);
  const auto second = lease();
  ASSERT_THAT(second, SizeIs(1));
  EXPECT_GT(second[0].lease.epoch, first.lease.epoch);
}

TEST_P(ClockThatIsSet, LeavesAnOutcomeNobodyKnowsItsFullTime) {
  const auto leased = add_and_lease();
  const auto written = intend(leased);
  open_ = {};
  machine_.pass(5s);
  machine_.set_clock(GetParam());
  reopen();
  const auto again = lease();
  ASSERT_THAT(again, SizeIs(1));
  ASSERT_TRUE(again[0].intent);
  EXPECT_EQ(again[0].intent->look_from - open_.clock->now(), 25s);
  EXPECT_EQ(again[0].intent->look_from - written, 30s + GetParam());
}

TEST_P(ClockThatIsSet, AfterARestartOfTheMachineAnOutcomeNobodyKnowsWaitsAtLeastItsFullTime) {
  intend(add_and_lease());
  open_ = {};
  machine_.pass(2s);
  machine_.set_clock(GetParam());
  machine_.restart(60s);
  machine_.pass(8s);
  reopen();
  const auto again = lease();
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_GE(again[0].intent->look_from - open_.clock->now(), 22s);
  EXPECT_LE(again[0].intent->look_from - open_.clock->now(), 30s);
}

TEST_P(ClockThatIsSet, ShowsTheMachinesTimeFromTheNextStartOn) {
  machine_.set_clock(GetParam());
  EXPECT_EQ(open_.clock->now() + GetParam(), machine_.wall());
  reopen();
  EXPECT_EQ(open_.clock->now(), machine_.wall());
}

INSTANTIATE_TEST_SUITE_P(Queue, ClockThatIsSet,
                         testing::Values(std::chrono::hours(24), std::chrono::hours(-24),
                                         std::chrono::hours(0)),
                         [](const auto& one) {
                           const auto hours = one.param.count();
                           return hours == 0 ? std::string("NotAtAll")
                                             : std::string(hours > 0 ? "ADayOn" : "ADayBack");
                         });

TEST(ThisMachine, GoesOnAndKnowsItsStart) {
  const auto first = this_machine().up();
  EXPECT_GT(first, 0us);
  EXPECT_GE(this_machine().up(), first);
  EXPECT_EQ(this_machine().boot().size(), 36u);
}

}  // namespace clock_test
}  // namespace norekey::queue::test
