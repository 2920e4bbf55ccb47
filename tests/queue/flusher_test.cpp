#include "queue/commit/flusher.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace norekey::queue {
namespace flusher_test {

using namespace std::chrono_literals;
using testing::ElementsAre;

struct PatienceCase {
  const char* name;
  std::chrono::microseconds group, sync, want;
};

class Patience : public testing::TestWithParam<PatienceCase> {};

TEST_P(Patience, OfASyncIsHalfOfItsTimeWhereAGroupIsAsQuick) {
  EXPECT_EQ(patience(GetParam().group, GetParam().sync), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Flusher, Patience,
                         testing::Values(PatienceCase{"slowDisk", 1ms, 4ms, 2ms},
                                         PatienceCase{"justAsQuick", 2ms, 4ms, 2ms},
                                         PatienceCase{"quickDisk", 1ms, 200us, 0us},
                                         PatienceCase{"longGroup", 10ms, 4ms, 0us},
                                         PatienceCase{"nothingKnown", 0us, 0us, 0us}),
                         [](const auto& info) { return std::string(info.param.name); });

/// Syncs all, but for one that the server lost.
class Disk final : public Durability {
 public:
  static constexpr std::int64_t kLost = 13;

  Result<std::set<std::int64_t>> flush(const std::set<std::int64_t>& marks) override {
    auto found = marks;
    found.erase(kLost);
    return found;
  }
  Result<void> outcome(std::int64_t mark, std::chrono::steady_clock::time_point) override {
    return Error{.fate = Fate::retry,
                 .what = std::to_string(mark) + " is lost",
                 .fix = "",
                 .where = {},
                 .cause = ""};
  }
};

TEST(Flusher, AnswersEachInTurnAlsoWhereWhatWasExpectedNeverComes) {
  std::vector<std::string> told;
  {
    Flusher flusher(std::make_unique<Disk>());
    for (const std::int64_t mark : {12, 13, 14}) {
      flusher.expect(true);
      flusher.add(mark, [&told, mark](const Result<void>& durable) {
        told.push_back(durable ? std::to_string(mark) : durable.error().what);
      });
      flusher.expect(true);
    }
  }
  EXPECT_THAT(told, ElementsAre("12", "13 is lost", "14"));
}

}  // namespace flusher_test
}  // namespace norekey::queue
