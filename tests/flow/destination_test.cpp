#include "flow/destination.hpp"

#include <gtest/gtest.h>

#include "flow/pause.hpp"

namespace norekey::flow {
namespace destination_test {

using namespace std::chrono_literals;

const Instant kMonday = parse_instant("2026-11-23T12:00:00Z").value();

Terms terms(int at_once, int per_minute = 0, int burst = 10) {
  Terms out;
  out.at_once = at_once;
  out.per_minute = per_minute;
  out.burst = burst;
  return out;
}

TEST(Destination, HasAtMostAsManyUnderWayAsItMay) {
  Destination d(terms(2));
  EXPECT_EQ(d.allowance(kMonday), 2);
  d.start(kMonday);
  d.start(kMonday);
  EXPECT_EQ(d.allowance(kMonday), 0);
  EXPECT_TRUE(d.full(kMonday));
  EXPECT_EQ(d.next(kMonday), Instant::max()) << "only an end makes room";
  d.ended();
  EXPECT_EQ(d.allowance(kMonday), 1);
}

TEST(Destination, IsCalledNoOftenerThanItMayBeWithABurstAfterAQuietTime) {
  Destination d(terms(100, 60, 3));
  for (int i = 0; i < 3; ++i) {
    EXPECT_GT(d.allowance(kMonday), 0);
    d.start(kMonday);
    d.ended();
  }
  EXPECT_EQ(d.allowance(kMonday), 0);
  EXPECT_EQ(d.next(kMonday), kMonday + 1s);
  EXPECT_FALSE(d.full(kMonday)) << "time alone makes room";
  EXPECT_EQ(d.allowance(kMonday + 1s), 1);
  EXPECT_EQ(d.allowance(kMonday + 2s), 2);
  EXPECT_EQ(d.allowance(kMonday + 1h), 3);
}

TEST(Destination, InAnHourIsCalledAsOftenAsTheRateSays) {
  Destination d(terms(100, 30, 5));
  int calls = 0;
  for (auto now = kMonday; now < kMonday + 1h; now += 100ms) {
    for (int many = d.allowance(now); many > 0; --many) {
      d.start(now);
      d.ended();
      ++calls;
    }
  }
  EXPECT_EQ(calls, 5 + 30 * 60 - 1);
}

TEST(Destination, PausedTakesNothingUntilItsTermsChange) {
  auto some = terms(2);
  some.paused = true;
  Destination d(some);
  EXPECT_EQ(d.allowance(kMonday), 0);
  EXPECT_EQ(d.next(kMonday), Instant::max());
  EXPECT_STREQ(name_of(d.standing(kMonday)), "paused");
  d.change(terms(2));
  EXPECT_EQ(d.allowance(kMonday), 2);
}

TEST(Destination, HeldByAPersonTakesNothingUntilTheTimeIsOverOrItIsResumed) {
  Destination d(terms(2));
  d.hold(Pause{"ann (cli)", "", kMonday + 1h});
  EXPECT_EQ(d.allowance(kMonday), 0);
  EXPECT_EQ(d.next(kMonday), kMonday + 1h);
  d.change(terms(3));  // a bundle is activated meanwhile
  EXPECT_STREQ(name_of(d.standing(kMonday + 59min)), "paused");
  EXPECT_EQ(d.allowance(kMonday + 1h), 3);
  d.hold(Pause{"ann (cli)", "", Instant::max()});
  EXPECT_EQ(d.next(kMonday + 1h), Instant::max());
  d.hold(std::nullopt);
  EXPECT_EQ(d.allowance(kMonday + 1h), 3);
}

TEST(Destination, ClosedByItsCalendarTakesNothingUntilItOpens) {
  auto some = terms(2);
  some.closed = config::Calendar::parse("11:30-13:00").value();
  const Destination d(some);
  EXPECT_EQ(d.allowance(kMonday), 0);
  EXPECT_STREQ(name_of(d.standing(kMonday)), "closed");
  EXPECT_EQ(d.next(kMonday), kMonday + 1h);
  EXPECT_EQ(d.failures(), 0) << "a closed time is no failure";
  EXPECT_EQ(d.allowance(kMonday + 1h), 2);
}

struct ClosedText {
  const char* calendar;
  const char* text;
};

TEST(Destination, SaysUntilWhenItIsClosedIfItOpensAtAll) {
  for (const ClosedText& row :
       {ClosedText{"11:30-13:00", "closed until 2026-11-23T13:00:00.000000Z, 0 under way"},
        ClosedText{"Mon-Sun 00:00-24:00", "closed at all times, 0 under way"}}) {
    auto some = terms(2);
    some.closed = config::Calendar::parse(row.calendar).value();
    EXPECT_EQ(standing_text(Destination(some), kMonday), row.text);
  }
}

TEST(Destination, RestsAfterAFailureForARandomPartOfATimeThatDoubles) {
  Destination d(terms(2));
  auto now = kMonday;
  for (const auto longest : {1000ms, 2000ms, 4000ms, 8000ms}) {
    d.failed(now, 0s, 500);
    EXPECT_EQ(d.rests_until() - now, longest / 2);
    EXPECT_EQ(d.allowance(now), 0);
    EXPECT_STREQ(name_of(d.standing(now)), "resting");
    now = d.next(now);
    EXPECT_EQ(d.allowance(now), 2);
  }
  for (int i = 0; i < 20; ++i) d.failed(now, 0s, 999);
  EXPECT_LE(d.rests_until() - now, 5min);
}

TEST(Destination, IsLeftAloneForAsLongAsItAsks) {
  Destination d(terms(2));
  d.failed(kMonday, 90s, 500);
  EXPECT_EQ(d.next(kMonday), kMonday + 90s);
  EXPECT_EQ(d.allowance(kMonday + 89s), 0);
  EXPECT_EQ(d.allowance(kMonday + 90s), 2);
}

TEST(Destination, AfterManyFailuresOneCallIsTriedAtATimeUntilOneIsAnswered) {
  Destination d(terms(4));
  for (int i = 0; i < 5; ++i) d.failed(kMonday, 0s, 0);
  EXPECT_STREQ(name_of(d.standing(kMonday)), "trial");
  EXPECT_EQ(d.allowance(kMonday), 1);
  d.start(kMonday);
  EXPECT_EQ(d.allowance(kMonday), 0);
  EXPECT_TRUE(d.full(kMonday));
  d.ended();
  d.failed(kMonday, 0s, 0);
  EXPECT_EQ(d.allowance(kMonday), 1);
  d.answered();
  EXPECT_STREQ(name_of(d.standing(kMonday)), "open");
  EXPECT_EQ(d.allowance(kMonday), 4);
}

TEST(Destination, ItsFailuresAreKeptWhenItsTermsChange) {
  Destination d(terms(4));
  d.start(kMonday);
  d.failed(kMonday, 60s, 0);
  d.change(terms(8));
  EXPECT_EQ(d.allowance(kMonday), 0);
  EXPECT_EQ(d.allowance(kMonday + 60s), 7);
}

}  // namespace destination_test
}  // namespace norekey::flow
