#include "core/time.hpp"

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

namespace norekey {
namespace time_test {

struct InstantCase {
  const char *name, *in, *out;
};

class InstantText : public testing::TestWithParam<InstantCase> {};

TEST_P(InstantText, IsKeptInUtcMicroseconds) {
  EXPECT_EQ(to_string(parse_instant(GetParam().in).value()), GetParam().out);
}

INSTANTIATE_TEST_SUITE_P(
    Core, InstantText,
    testing::Values(
        InstantCase{"zulu", "2026-11-21T23:00:21.990Z", "2026-11-21T23:00:21.990000Z"},
        InstantCase{"offset", "2026-11-21T18:00:21-05:00", "2026-11-21T23:00:21.000000Z"},
        InstantCase{"short_offset", "2026-11-22T01:00:21+0200", "2026-11-21T23:00:21.000000Z"},
        InstantCase{"blank_for_t", "2026-11-21 23:00:21Z", "2026-11-21T23:00:21.000000Z"},
        InstantCase{"no_seconds", "2026-11-21T23:00Z", "2026-11-21T23:00:00.000000Z"},
        InstantCase{"leap_second", "2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000000Z"},
        InstantCase{"nanoseconds_cut", "2026-01-01T00:00:00.123456789Z",
                    "2026-01-01T00:00:00.123456Z"},
        InstantCase{"before_1970", "1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500000Z"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(LocalTimeText, StaysWhatTheWallClockShowed) {
  EXPECT_EQ(format_local(parse_local("2026-03-08 02:30").value(), "%Y%m%d %H%M").value(),
            "20260308 0230");
  EXPECT_EQ(format_local(parse_local("2026-11-21T23:00:21.9").value(), "%H:%M:%S").value(),
            "23:00:21");
  EXPECT_EQ(parse_local("2026-11-21T23:00:21Z").error().what,
            "'2026-11-21T23:00:21Z' is not a moment in time: it names a zone");
  EXPECT_EQ(format_local(LocalTime{}, "%z").error().what,
            "date format '%z' has a part that a date does not have");
}

struct BadInstant {
  const char *name, *in, *what;
};

class InstantRefused : public testing::TestWithParam<BadInstant> {};

TEST_P(InstantRefused, SaysWhatIsMissing) {
  EXPECT_EQ(parse_instant(GetParam().in).error().what, GetParam().what);
}

INSTANTIATE_TEST_SUITE_P(
    Core, InstantRefused,
    testing::Values(
        BadInstant{"no_zone", "2026-11-21T23:00:21",
                   "'2026-11-21T23:00:21' is not a moment in time: it names no zone"},
        BadInstant{"no_time", "2026-11-21",
                   "'2026-11-21' is not a moment in time: it has no time of day"},
        BadInstant{"minutes_without_a_zone", "2026-11-21 23:00",
                   "'2026-11-21 23:00' is not a moment in time: it names no zone"},
        BadInstant{"no_day", "2026-02-30T00:00:00Z",
                   "'2026-02-30T00:00:00Z' is not a moment in time: it does not begin with a date"},
        BadInstant{"hour_25", "2026-02-03T25:00:00Z",
                   "'2026-02-03T25:00:00Z' is not a moment in time: it has no such time of day"},
        BadInstant{"empty", "", "'' is not a moment in time: it does not begin with a date"},
        BadInstant{"rubbish_zone", "2026-02-03T20:00:00Q",
                   "'2026-02-03T20:00:00Q' is not a moment in time: its zone is not an offset"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(BusinessDate, IsThatOfTheZone) {
  const Instant t = parse_instant("2026-03-11T03:30:00Z").value();
  EXPECT_EQ(to_string(date_in_zone(t, "America/Chicago").value()), "2026-03-10");
  EXPECT_EQ(to_string(date_in_zone(t, "Europe/Berlin").value()), "2026-03-11");
  EXPECT_EQ(format_in_zone(t, "America/Chicago", "%Y%m%d %H:%M").value(), "20260310 22:30");
}

TEST(BusinessDate, AnUnknownZoneIsRefusedWithTheNearest) {
  EXPECT_EQ(to_string(check_zone("America/Chcago").error()),
            "unknown time zone 'America/Chcago', did you mean 'America/Chicago'?\n  fix: use an "
            "IANA name such as "
            "America/Chicago");
}

TEST(Duration, ReadsWhatPeopleWrite) {
  using namespace std::chrono;
  EXPECT_EQ(parse_duration("250 ms").value(), milliseconds{250});
  EXPECT_EQ(parse_duration("1h30m").value(), minutes{90});
  EXPECT_EQ(parse_duration("7d").value(), hours{168});
  EXPECT_EQ(to_string(parse_duration("soon").error()),
            "'soon' is not a duration\n  fix: write it like 30 s, 5 min, 2 h or 7 d");
  EXPECT_FALSE(parse_duration(""));
  EXPECT_FALSE(parse_duration("30"));
}

TEST(Date, KnowsTheCalendar) {
  EXPECT_TRUE(parse_date("2028-02-29"));
  EXPECT_EQ(to_string(parse_date("2027-02-29").error()),
            "'2027-02-29' is not a date\n  fix: write it like 2026-11-21");
}

TEST(Age, IsSaidInTheUnitThatFits) {
  const Instant now = parse_instant("2026-03-11T03:30:00Z").value();
  EXPECT_EQ(age(now - std::chrono::seconds{3}, now), "3 s ago");
  EXPECT_EQ(age(now - std::chrono::hours{3}, now), "3 h ago");
  EXPECT_EQ(age(now + std::chrono::seconds{3}, now), "in 3 s");
}

struct DaysBefore {
  const char *at, *zone;
  int days;
  const char* want;
};

TEST(DaysBeforeInAZone, IsTheSameTimeByTheClockOnTheWall) {
  const DaysBefore all[] = {
      {"2026-03-11T15:00:00Z", "UTC", 7, "2026-03-04T15:00:00.000000Z"},
      {"2026-03-11T15:00:00Z", "America/Chicago", 7, "2026-03-04T16:00:00.000000Z"},
      {"2026-11-03T15:00:00Z", "America/Chicago", 7, "2026-10-27T14:00:00.000000Z"},
      {"2026-03-15T07:30:00Z", "America/Chicago", 7,
       "2026-03-08T08:00:00.000000Z"},  // there was no 2:30
      {"2026-11-08T07:30:00Z", "America/Chicago", 7,
       "2026-11-01T06:30:00.000000Z"},  // twice: the first
      {"2026-03-11T15:00:00.000001Z", "America/Chicago", 0, "2026-03-11T15:00:00.000001Z"}};
  for (const DaysBefore& one : all)
    EXPECT_EQ(to_string(days_before(parse_instant(one.at).value(), one.days, one.zone).value()),
              one.want)
        << one.at;
  EXPECT_EQ(days_before(Instant{}, 1, "Nowhere/Land").error().what,
            "unknown time zone 'Nowhere/Land'");
}

TEST(MomentText, OfADayIsItsBeginningInTheZone) {
  for (const auto& [text, zone, want] :
       std::vector<std::tuple<const char*, const char*, const char*>>{
           {"2026-11-01", "UTC", "2026-11-01T00:00:00.000000Z"},
           {"2026-11-02", "America/Chicago", "2026-11-02T06:00:00.000000Z"},
           {"2026-07-01", "Europe/Berlin", "2026-06-30T22:00:00.000000Z"},
           {"2018-11-04", "America/Sao_Paulo", "2018-11-04T03:00:00.000000Z"},  // no midnight
           {"2026-11-21T23:00:21Z", "Europe/Berlin", "2026-11-21T23:00:21.000000Z"}})
    EXPECT_EQ(to_string(parse_moment(text, zone).value()), want) << text;
  EXPECT_EQ(parse_moment("2026-11-31", "UTC").error().what,
            "'2026-11-31' is not a moment in time: it does not begin with a date");
  EXPECT_EQ(parse_moment("2026-11-21T08:00", "UTC").error().what,
            "'2026-11-21T08:00' is not a moment in time: it names no zone");
  EXPECT_EQ(parse_moment("2026-11-21", "Nowhere/Land").error().what,
            "unknown time zone 'Nowhere/Land'");
}

}  // namespace time_test
}  // namespace norekey
