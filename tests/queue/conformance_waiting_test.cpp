#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <set>

#include "conformance.hpp"

namespace norekey::queue::test {
namespace conformance_waiting_test {

using testing::IsEmpty;
using testing::SizeIs;

/// A coroutine in wait_for_work, on an io_context that the test drives.
class Waiting {
 public:
  Waiting(Store& store, Instant latest) {
    boost::asio::co_spawn(io_, store.wait_for_work(latest),
                          boost::asio::bind_cancellation_slot(
                              cancel_.slot(), [this](std::exception_ptr) { ended_ = true; }));
    io_.poll();
    io_.restart();
  }
  bool ended() const { return ended_; }
  void cancel() {
    cancel_.emit(boost::asio::cancellation_type::terminal);
    io_.run();
  }
  /// Far less than the store's polling, far more than a wake-up takes.
  bool ends_promptly() {
    io_.run_for(std::chrono::milliseconds(900));
    return ended_;
  }

 private:
  boost::asio::cancellation_signal cancel_;
  boost::asio::io_context io_;
  bool ended_ = false;
};

awaitable<void> add_one(Store& store, Message m, std::vector<std::int64_t>& ids) {
  std::vector<Message> batch;
  batch.push_back(std::move(m));
  const auto added = co_await store.add(std::move(batch));
  if (added) ids.push_back(added->at(0).id);
}

TEST_P(Conformance, WaitingReturnsAtOnceWhereSomethingMayBeLeased) {
  add(message("k"));
  EXPECT_TRUE(Waiting(store(), clock_.now() + 1h).ended());
}

TEST_P(Conformance, WaitingReturnsAtLatestWhenAsked) {
  lease();
  EXPECT_TRUE(Waiting(store(), clock_.now()).ended());
  EXPECT_TRUE(Waiting(store(), clock_.now() - 1h).ended());
  EXPECT_TRUE(Waiting(store(), clock_.now() + 20ms).ends_promptly());
}

TEST_P(Conformance, WaitingEndsWhenItIsCancelled) {
  lease();
  Waiting waiting(store(), clock_.now() + 1h);
  EXPECT_FALSE(waiting.ended());
  waiting.cancel();
  EXPECT_TRUE(waiting.ended());
}

struct WakeCase {
  const char* name;
  void (*make)(Conformance&);
};

TEST_P(Conformance, AddingWakesWhoWaits) {
  lease();
  Waiting waiting(store(), clock_.now() + 1h);
  EXPECT_FALSE(waiting.ended());
  add(message("k"));
  EXPECT_TRUE(waiting.ends_promptly());
}

TEST_P(Conformance, AFollowUpWakesWhoWaits) {
  add(message("k"));
  const auto leased = lease();
  Waiting waiting(store(), clock_.now() + 1h);
  EXPECT_FALSE(waiting.ended());
  Effects effects;
  effects.messages = {message("follow-up")};
  done(leased[0].lease, effects);
  EXPECT_TRUE(waiting.ends_promptly());
}

TEST_P(Conformance, TheNextOfAKeyWakesWhoWaits) {
  add(message("a1", "a"));
  add(message("a2", "a"));
  const auto leased = lease();
  Waiting waiting(store(), clock_.now() + 1h);
  EXPECT_FALSE(waiting.ended());
  park(leased[0].lease, "c");
  EXPECT_TRUE(waiting.ends_promptly());
}

TEST_P(Conformance, ReplayAndPutWakeWhoWaits) {
  add(message("k"));
  park(lease_one().lease, "c");
  lease();
  Waiting by_replay(store(), clock_.now() + 1h);
  EXPECT_FALSE(by_replay.ended());
  value(run(store().replay(Selection{})));
  EXPECT_TRUE(by_replay.ends_promptly());

  park(lease_one().lease, "c");
  lease();
  Waiting by_put(store(), clock_.now() + 1h);
  EXPECT_FALSE(by_put.ended());
  Effects effects;
  effects.wake_causes = {"c"};
  put(effects);
  EXPECT_TRUE(by_put.ends_promptly());
}

TEST_P(Conformance, WhatBecomesDueWakesWhoWaits) {
  auto later = message("k");
  later.due = clock_.now() + 20ms;
  add(later);
  lease();
  EXPECT_TRUE(Waiting(store(), clock_.now() + 1h).ends_promptly());
}

TEST_P(Conformance, ALeaseThatRunsOutWakesWhoWaits) {
  add(message("k"));
  value(run(store().lease(10, 0s, {})));
  lease(0);
  EXPECT_TRUE(Waiting(store(), clock_.now() + 1h).ends_promptly());
}

TEST_P(Conformance, SixtyFourAtOnceAllGetTheirOwnNumber) {
  boost::asio::io_context io;
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 64; ++i) {
    boost::asio::co_spawn(io, add_one(store(), message("k" + std::to_string(i)), ids),
                          [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
  }
  io.run();
  EXPECT_THAT(ids, SizeIs(64));
  EXPECT_THAT(std::set<std::int64_t>(ids.begin(), ids.end()), SizeIs(64));
  EXPECT_THAT(lease(), SizeIs(64));
}

TEST_P(Conformance, AWrongCallAmongManyHarmsNoOther) {
  boost::asio::io_context io;
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 64; ++i) {
    boost::asio::co_spawn(io,
                          add_one(store(), message(i % 4 == 0 ? "" : "k" + std::to_string(i)), ids),
                          [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
  }
  io.run();
  EXPECT_THAT(ids, SizeIs(48));
  EXPECT_THAT(lease(), SizeIs(48));
}

TEST_P(Conformance, ClosingAnswersWhatIsUnderWay) {
  boost::asio::io_context io;
  std::vector<std::int64_t> ids;
  for (int i = 0; i < 64; ++i) {
    boost::asio::co_spawn(io, add_one(store(), message("k" + std::to_string(i)), ids),
                          [](std::exception_ptr thrown) { EXPECT_FALSE(thrown); });
  }
  io.poll();
  close();
  io.run();
  EXPECT_THAT(ids, SizeIs(64));
  reopen();
  EXPECT_THAT(lease(), SizeIs(64));
}

}  // namespace conformance_waiting_test
}  // namespace norekey::queue::test
