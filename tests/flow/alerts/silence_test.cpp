#include "flow/alerts/silence.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>

namespace norekey::flow {
namespace silence_test {

using namespace std::chrono_literals;

const char* const kChicago = "America/Chicago";

Instant at(const char* text) { return parse_instant(text).value(); }

/// How many orders a channel has in the five minutes that begin then, by the local clock:
/// weekday 1 (Monday) to 7, hour, minute.
using Habit = std::function<std::int64_t(int, int, int)>;

/// A channel that kept to its habit from `from` until the last order at or before `until`.
OrdersByTime kept(const Habit& habit, Instant from, Instant until) {
  OrdersByTime out;
  for (Instant one = from; one < until; one += kPulse) {
    const std::string local = format_in_zone(one, kChicago, "%u %H:%M").value();
    const std::int64_t count =
        habit(local[0] - '0', std::stoi(local.substr(2, 2)), std::stoi(local.substr(5, 2)));
    if (count > 0) out[one] = count;
  }
  return out;
}

std::int64_t office(int day, int hour, int) { return day <= 5 && hour >= 8 && hour < 17 ? 1 : 0; }
std::int64_t always(int, int, int) { return 1; }
std::int64_t once_a_day(int day, int hour, int minute) {
  return day <= 5 && hour == 9 && minute == 0 ? 1 : 0;
}
std::int64_t morning_batch(int, int hour, int minute) { return hour == 6 && minute == 0 ? 50 : 0; }

struct SilenceCase {
  const char* name;
  Habit habit;
  const char *from, *last,
      *now;  ///< the channel's first day, when it fell silent, when it is looked at
  Rhythm want;
  std::vector<std::int64_t> before;
};

void PrintTo(const SilenceCase& one, std::ostream* out) { *out << one.name; }

class SilenceOf : public testing::TestWithParam<SilenceCase> {};

TEST_P(SilenceOf, ComparesWithTheSameTimeOfTheWeeksBefore) {
  const SilenceCase& one = GetParam();
  const OrdersByTime orders = kept(one.habit, at(one.from), at(one.last));
  const Silence found = silence_of(orders, at(one.now), {10, 1h, kChicago});
  EXPECT_EQ(static_cast<int>(found.rhythm), static_cast<int>(one.want));
  EXPECT_EQ(found.before, one.before);
}

// 2026-06-10 is a Wednesday; 14:00 in Chicago is 19:00 UTC. One order in each five minutes.
INSTANTIATE_TEST_SUITE_P(
    Flow, SilenceOf,
    testing::Values(SilenceCase{"in_office_hours",
                                office,
                                "2026-05-04T05:00:00Z",
                                "2026-06-10T15:00:00Z",
                                "2026-06-10T16:00:00Z",
                                Rhythm::silent,
                                {12, 12, 12, 12}},
                    SilenceCase{"not_for_fifty_five_minutes",
                                office,
                                "2026-05-04T05:00:00Z",
                                "2026-06-10T15:00:00Z",
                                "2026-06-10T15:55:00Z",
                                Rhythm::usual,
                                {}},
                    SilenceCase{"not_at_night",
                                office,
                                "2026-05-04T05:00:00Z",
                                "2026-06-10T22:00:00Z",
                                "2026-06-11T12:55:00Z",
                                Rhythm::usual,
                                {0, 0, 0, 0}},
                    SilenceCase{"not_over_a_weekend",
                                office,
                                "2026-05-04T05:00:00Z",
                                "2026-06-12T22:00:00Z",
                                "2026-06-15T12:59:00Z",
                                Rhythm::usual,
                                {0, 0, 0, 0}},
                    SilenceCase{"on_monday_morning",
                                office,
                                "2026-05-04T05:00:00Z",
                                "2026-06-12T22:00:00Z",
                                "2026-06-15T13:55:00Z",
                                Rhythm::silent,
                                {11, 11, 11, 11}},
                    SilenceCase{"not_with_thirteen_days_of_history",
                                office,
                                "2026-05-28T13:00:00Z",
                                "2026-06-10T15:00:00Z",
                                "2026-06-10T17:00:00Z",
                                Rhythm::usual,
                                {}},
                    SilenceCase{"with_two_weeks",
                                office,
                                "2026-05-27T13:00:00Z",
                                "2026-06-10T15:00:00Z",
                                "2026-06-10T17:00:00Z",
                                Rhythm::silent,
                                {24, 24}},
                    SilenceCase{"not_where_orders_are_rare",
                                once_a_day,
                                "2026-05-04T05:00:00Z",
                                "2026-06-10T15:00:00Z",
                                "2026-06-12T20:00:00Z",
                                Rhythm::usual,
                                {2, 2, 2, 2}},
                    SilenceCase{"where_they_are_rare_and_none_came_for_two_weeks",
                                once_a_day,
                                "2026-03-09T05:00:00Z",
                                "2026-06-10T15:00:00Z",
                                "2026-06-24T15:00:00Z",
                                Rhythm::silent,
                                {10, 10, 10, 10}},
                    SilenceCase{"not_where_all_come_at_once_and_it_is_not_time",
                                morning_batch,
                                "2026-05-04T05:00:00Z",
                                "2026-06-10T12:00:00Z",
                                "2026-06-11T11:00:00Z",
                                Rhythm::usual,
                                {0, 0, 0, 0}},
                    SilenceCase{"where_the_one_batch_of_the_day_is_missing",
                                morning_batch,
                                "2026-05-04T05:00:00Z",
                                "2026-06-10T12:00:00Z",
                                "2026-06-11T11:10:00Z",
                                Rhythm::silent,
                                {50, 50, 50, 50}},
                    SilenceCase{"clocks_were_set_and_eight_in_the_morning_is_eight",
                                office,
                                "2026-02-02T06:00:00Z",
                                "2026-03-06T23:00:00Z",
                                "2026-03-09T13:00:00Z",
                                Rhythm::usual,
                                {0, 0, 0, 0}},
                    SilenceCase{"clocks_were_set_and_it_is_nine",
                                office,
                                "2026-02-02T06:00:00Z",
                                "2026-03-06T23:00:00Z",
                                "2026-03-09T14:00:00Z",
                                Rhythm::silent,
                                {12, 12, 12, 12}},
                    SilenceCase{"longer_than_anything_kept",
                                always,
                                "2026-06-01T05:00:00Z",
                                "2026-06-20T05:00:00Z",
                                "2026-07-05T05:00:00Z",
                                Rhythm::unknown,
                                {}},
                    SilenceCase{"a_day_and_a_half_around_the_clock",
                                always,
                                "2026-05-04T05:00:00Z",
                                "2026-06-09T05:00:00Z",
                                "2026-06-10T17:00:00Z",
                                Rhythm::silent,
                                {432, 432, 432, 432}}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Silence, OneHolidayInTheWeeksBeforeChangesNothing) {
  OrdersByTime orders = kept(office, at("2026-05-04T05:00:00Z"), at("2026-06-10T15:00:00Z"));
  orders.erase(orders.lower_bound(at("2026-05-27T00:00:00Z")),
               orders.lower_bound(at("2026-05-28T00:00:00Z")));
  const Silence found = silence_of(orders, at("2026-06-10T16:00:00Z"), {10, 1h, kChicago});
  EXPECT_EQ(found.before, (std::vector<std::int64_t>{12, 0, 12, 12}));
  EXPECT_EQ(static_cast<int>(found.rhythm), static_cast<int>(Rhythm::silent));
}

TEST(Silence, AChannelWithoutOrdersIsUsual) {
  const Silence found = silence_of({}, at("2026-06-10T16:00:00Z"), {});
  EXPECT_EQ(static_cast<int>(found.rhythm), static_cast<int>(Rhythm::usual));
  EXPECT_EQ(found.since, Instant{});
}

OrdersByTime any_orders(std::mt19937& luck, Instant from, Instant until) {
  OrdersByTime out;
  for (Instant one = from; one < until; one += kPulse) {
    if (luck() % 4 == 0) out[one] = 1 + luck() % 3;
  }
  return out;
}

TEST(Silence, AnOrderOfTheLastHourEndsEverySilence) {
  std::mt19937 luck(7);
  for (int i = 0; i < 50; ++i) {
    const Instant last = at("2026-06-01T00:00:00Z") + std::chrono::hours(luck() % 200);
    OrdersByTime orders = any_orders(luck, last - 30 * 24h, last);
    const Instant now = last + std::chrono::hours(1 + luck() % 300);
    orders[now - kPulse * (1 + luck() % 11)] = 1;
    const Silence found = silence_of(orders, now, {10, 1h, kChicago});
    EXPECT_EQ(static_cast<int>(found.rhythm), static_cast<int>(Rhythm::usual)) << i;
  }
}

TEST(Silence, IsTheSameWhenEverythingIsAWeekLater) {
  std::mt19937 luck(8);
  for (int i = 0; i < 50; ++i) {
    const Instant last = at("2026-06-01T00:00:00Z");
    const OrdersByTime orders = any_orders(luck, last - 25 * 24h, last);
    OrdersByTime later;
    for (const auto& [one, count] : orders) later[one + 7 * 24h] = count;
    const Instant now = last + std::chrono::minutes(luck() % 2000);
    const SilenceTerms terms{static_cast<std::int64_t>(3 + luck() % 30), 1h, kChicago};
    const Silence a = silence_of(orders, now, terms), b = silence_of(later, now + 7 * 24h, terms);
    EXPECT_EQ(static_cast<int>(a.rhythm), static_cast<int>(b.rhythm)) << i;
    EXPECT_EQ(a.before, b.before) << i;
  }
}

TEST(Silence, LastsUntilAnOrderComesForAsLongAsThereIsSomethingToCompareWith) {
  const OrdersByTime orders = kept(always, at("2026-05-04T05:00:00Z"), at("2026-06-08T05:00:00Z"));
  bool was = false;
  for (Instant now = at("2026-06-08T05:00:00Z"); now < at("2026-06-30T05:00:00Z"); now += 1h) {
    const Rhythm rhythm = silence_of(orders, now, {10, 1h, kChicago}).rhythm;
    EXPECT_TRUE(!was || rhythm != Rhythm::usual) << to_string(now);
    was = was || rhythm == Rhythm::silent;
  }
  EXPECT_TRUE(was);
}

}  // namespace silence_test
}  // namespace norekey::flow
