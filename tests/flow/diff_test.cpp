#include "flow/outbound/diff.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <string>

namespace norekey::flow {
namespace diff_test {

TEST(Mark, TellsTextsOfDifferentLengthsApart) {
  EXPECT_NE(mark_of("A"), mark_of("B"));
  EXPECT_NE(mark_of("AB"), mark_of(std::string("AB\0", 3)));
  EXPECT_NE(mark_of("12345678"), mark_of("123456781"));
}

TEST(Mark, DiffersForManySimilarTexts) {
  std::set<std::uint64_t> all;
  for (int i = 0; i < 200'000; ++i) all.insert(mark_of("SKU-" + std::to_string(i)));
  EXPECT_EQ(all.size(), 200'000u);
}

TEST(Shown, FindsWhatWasAddedAndNothingElse) {
  for (const int rows : {0, 1, 15, 16, 17, 1000, 50'000}) {
    Shown shown;
    for (int i = 0; i < rows; ++i) shown.add(mark_of(std::to_string(i)), 2 + 2 * unsigned(i));
    shown.sort();
    for (int i = 0; i < rows; ++i)
      ASSERT_EQ(shown.find(mark_of(std::to_string(i))), 2 + 2 * unsigned(i));
    EXPECT_EQ(shown.find(mark_of("none")), 0u);
    EXPECT_EQ(shown.size(), static_cast<std::size_t>(rows));
  }
}

TEST(Shown, TheLastOfEqualKeysCounts) {
  Shown shown;
  shown.add(7, 2);
  shown.add(7, 4);
  shown.sort();
  EXPECT_EQ(shown.find(7), 4u);
  EXPECT_EQ(shown.size(), 1u);
}

TEST(Shown, BehavesAsAMapWhateverIsDoneToIt) {
  std::mt19937_64 random(7);
  Shown shown;
  std::map<std::uint64_t, std::uint64_t> model;
  for (int step = 0; step < 30'000; ++step) {
    const std::uint64_t key = mark_of(std::to_string(random() % 5000));
    if (step % 3000 == 0) {
      shown.sort();
    } else if (random() % 2 == 0) {
      shown.set(key, model[key] = random() | 2);
    } else {
      const auto found = model.find(key);
      ASSERT_EQ(shown.find(key), found == model.end() ? 0 : found->second);
    }
  }
  EXPECT_EQ(shown.size(), model.size());
}

TEST(Shown, TellsWhatAPassHasNotSeen) {
  Shown shown;
  for (const char* key : {"A", "B", "C"}) shown.set(mark_of(key), 3);
  shown.begin_pass();
  shown.see(mark_of("A"));
  shown.see(mark_of("NEW"));
  EXPECT_EQ(shown.unseen(), 2u);
  EXPECT_TRUE(shown.seen(mark_of("A")));
  EXPECT_FALSE(shown.seen(mark_of("B")));
}

}  // namespace diff_test
}  // namespace norekey::flow
