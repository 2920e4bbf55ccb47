#include "conformance.hpp"

namespace norekey::queue::test {
namespace conformance_retiring_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class Retiring : public Conformance {
 protected:
  /// Finished, with a body of so many bytes and one step.
  std::int64_t finished(const std::string& key, std::size_t bytes = 10) {
    auto m = message(key);
    m.body = std::string(bytes, 'x');
    const auto id = add(std::move(m)).id;
    Effects effects;
    Step step;
    step.stage = "sent";
    step.text = "sent as S-1";
    effects.steps = {step};
    done(lease_one().lease, std::move(effects));
    return id;
  }
  Retired retire(Retirement policy, std::int64_t after = 0) {
    return value(run(store().retire(policy, after)));
  }
  /// Until nothing is left to do; the size of each chunk.
  std::vector<int> retire_all(Retirement policy) {
    std::vector<int> chunks;
    std::int64_t after = 0;
    do {
      const auto chunk = retire(policy, after);
      chunks.push_back(chunk.count);
      after = chunk.last;
    } while (after != 0);
    return chunks;
  }
  Retirement before(Instant moment) const { return {moment, moment}; }
  std::string body(std::int64_t id) { return value(run(journal().message(id))).second.body; }
  std::vector<std::string> stages(std::int64_t id) {
    std::vector<std::string> all;
    for (const auto& step : value(run(journal().steps(id)))) all.push_back(step.text);
    return all;
  }
  bool seals() const { return std::string(GetParam().name) == "Sqlite"; }
};

TEST_P(Retiring, TakesWhatEndedBeforeAndNothingElse) {
  const auto old = finished("old");
  auto waiting = message("waiting");
  const auto open = add(waiting).id;
  clock_.advance(24h);
  const auto leased = lease_one();
  const auto young = [&] {
    done(leased.lease);
    return open;
  }();
  EXPECT_THAT(retire_all(before(clock_.now() - 12h)), ElementsAre(1));
  EXPECT_EQ(row(old).state, State::done);
  EXPECT_EQ(body(young), "waiting");
  EXPECT_THAT(retire_all(before(clock_.now() - 12h)), ElementsAre(0));
  EXPECT_THAT(upkeep().check().value(), IsEmpty());
}

TEST_P(Retiring, KeepsWhatMakesABackfillHarmless) {
  const auto id = finished("k");
  clock_.advance(24h);
  retire_all(before(clock_.now()));
  auto again = message("k");
  again.body = std::string(10, 'x');
  const auto added = add(std::move(again));
  EXPECT_EQ(added.how, Added::duplicate);
  EXPECT_EQ(added.id, id);
}

TEST_P(Retiring, WhatIsSealedIsStillReadAndWhatIsRemovedSaysWhen) {
  const auto id = finished("k");
  const auto next_day = [&] { clock_.advance(24h); };
  next_day();
  const auto removed = norekey::to_string(clock_.now()).substr(0, 10);
  EXPECT_THAT(retire_all({clock_.now(), seals() ? Instant() : clock_.now()}), ElementsAre(1));
  if (seals()) {
    EXPECT_EQ(body(id), std::string(10, 'x'));
    EXPECT_THAT(stages(id), ElementsAre("sent as S-1"));
    reopen();
    EXPECT_EQ(body(id), std::string(10, 'x'));
    retire_all({clock_.now(), clock_.now()});
  }
  EXPECT_EQ(body(id), "");
  EXPECT_EQ(norekey::to_string(row(id).retired).substr(0, 10), removed);
  EXPECT_THAT(stages(id), ElementsAre("its body and its steps were removed on " + removed +
                                      ", as retention in norekey.yaml says"));
}

TEST_P(Retiring, AChunkIsBoundedInMessagesAndInBytes) {
  for (int i = 0; i < 450; ++i) finished("small" + std::to_string(i));
  clock_.advance(24h);
  EXPECT_THAT(retire_all(before(clock_.now())), ElementsAre(200, 200, 50));
  for (int i = 0; i < 5; ++i) finished("large" + std::to_string(i), 400'000);
  finished("larger than a chunk", 3'000'000);
  clock_.advance(24h);
  EXPECT_THAT(retire_all(before(clock_.now())), ElementsAre(2, 2, 1, 1));
}

TEST_P(Retiring, IntakeAndWorkGoOnBetweenChunks) {
  for (int i = 0; i < 250; ++i) finished("old" + std::to_string(i));
  clock_.advance(24h);
  const auto first = retire(before(clock_.now()));
  EXPECT_EQ(first.count, 200);
  EXPECT_EQ(add(message("new")).how, Added::first);
  done(lease_one().lease);
  EXPECT_EQ(retire(before(clock_.now()), first.last).count, 50);
}

TEST_P(Retiring, WhatCameWhileTheClockWasAheadDoesNotHoldUpWhatCameAfterIt) {
  clock_.advance(24h * 3'650);
  const auto ahead = finished("ahead");
  for (int i = 0; i < 250; ++i) finished("ahead" + std::to_string(i));
  clock_.advance(-24h * 3'650);
  const auto old = finished("old");
  clock_.advance(24h);
  EXPECT_THAT(retire_all(before(clock_.now())), ElementsAre(0, 1));
  EXPECT_EQ(body(ahead), std::string(10, 'x'));
  EXPECT_EQ(state(old), State::done);
  EXPECT_THAT(retire_all(before(clock_.now())), ElementsAre(0, 0));
}

TEST_P(Retiring, APassEndsWhereEverythingCameLater) {
  for (int i = 0; i < 10; ++i) finished("old" + std::to_string(i));
  clock_.advance(24h);
  const auto moment = clock_.now();
  for (int i = 0; i < 450; ++i) finished("young" + std::to_string(i));
  EXPECT_THAT(retire_all(before(moment)), ElementsAre(10, 0));
}

TEST_P(Retiring, WithoutAPolicyNothingLeaves) {
  finished("k");
  clock_.advance(24h * 10'000);
  EXPECT_THAT(retire_all({}), ElementsAre(0));
}

INSTANTIATE_TEST_SUITE_P(Every, Retiring, testing::ValuesIn(every_backend()), name_of);

}  // namespace conformance_retiring_test
}  // namespace norekey::queue::test
