#include "flow/settle.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <deque>

namespace norekey::flow {
namespace settle_test {

using namespace std::chrono_literals;
using queue::Store;

const Error kAway{Fate::retry, "the store is away", "", {}, "store/away"};
const Error kStale{
    Fate::reject, "the lease of message 1 is stale: it has ended", "", {}, "store/stale"};
const Error kDamaged{Fate::halt, "the store is damaged", "", {}, "store/damaged"};

/// A store that only settles, with the answers it is given, and counts how often it was asked.
class Answers final : public Store {
 public:
  explicit Answers(std::deque<Result<void>> answers) : answers_(std::move(answers)) {}
  int asked = 0;
  std::size_t messages = 0;

  awaitable<Result<void>> settle(queue::Lease, queue::Outcome, queue::Effects effects) override {
    ++asked;
    messages = effects.messages.size();
    auto answer = answers_.front();
    if (answers_.size() > 1) answers_.pop_front();
    co_return answer;
  }
  awaitable<Result<std::vector<queue::AddedMessage>>> add(std::vector<queue::Message>) override {
    co_return kAway;
  }
  awaitable<Result<std::vector<queue::Leased>>> lease(int, std::chrono::seconds,
                                                      queue::DestinationLimits) override {
    co_return kAway;
  }
  awaitable<Result<std::vector<queue::Lease>>> renew(std::vector<queue::Lease>,
                                                     std::chrono::seconds) override {
    co_return kAway;
  }
  awaitable<Result<void>> intend(queue::Lease, queue::Intent) override { co_return kAway; }
  awaitable<Result<std::vector<queue::AddedMessage>>> put(queue::Effects) override {
    co_return kAway;
  }
  awaitable<Result<int>> replay(queue::Selection) override { co_return kAway; }
  awaitable<Result<void>> ignore(std::int64_t, std::string, std::string) override {
    co_return kAway;
  }
  awaitable<Result<bool>> claim(std::string, std::chrono::seconds) override { co_return kAway; }
  awaitable<Result<queue::Retired>> retire(queue::Retirement, std::int64_t) override {
    co_return queue::Retired{};
  }
  awaitable<void> wait_for_work(Instant) override { co_return; }

 private:
  std::deque<Result<void>> answers_;
};

struct SettleCase {
  const char* name;
  std::deque<Result<void>> answers;
  std::chrono::milliseconds patience;
  int asked;
  std::string error;  ///< "" = success
};

class SettlePatiently : public testing::TestWithParam<SettleCase> {};

TEST_P(SettlePatiently, EndsAsItShould) {
  const auto& row = GetParam();
  Answers store(row.answers);
  boost::asio::io_context io;
  std::optional<Result<void>> got;
  queue::Effects effects;
  effects.messages.resize(3);
  boost::asio::co_spawn(
      io, settle_patiently(store, queue::Lease{1, 1}, queue::Outcome{}, effects, row.patience),
      [&](std::exception_ptr, Result<void> result) { got = std::move(result); });
  io.run();
  EXPECT_EQ(*got ? "" : got->error().what, row.error);
  EXPECT_EQ(store.asked, row.asked);
  EXPECT_EQ(store.messages, 3u) << "each try brings all of the effects";
}

INSTANTIATE_TEST_SUITE_P(
    Flow, SettlePatiently,
    testing::Values(SettleCase{"AtOnce", {Result<void>()}, 1s, 1, ""},
                    SettleCase{"OnceTheStoreIsBack", {kAway, kAway, Result<void>()}, 2s, 3, ""},
                    SettleCase{"DoneByTheTryWhoseAnswerWasLost", {kAway, kStale}, 2s, 2, ""},
                    SettleCase{"NotOursAnyMore", {kStale}, 2s, 1, kStale.what},
                    SettleCase{"DamagedIsNoReasonToTryAgain", {kDamaged}, 2s, 1, kDamaged.what},
                    SettleCase{"PatienceEnds", {kAway}, 50ms, 1, kAway.what}),
    [](const auto& one) { return std::string(one.param.name); });

}  // namespace settle_test
}  // namespace norekey::flow
