#include "config/calendar.hpp"

#include <gtest/gtest.h>

namespace norekey::config {
namespace calendar_test {

struct ClosedCase {
  const char* name;
  const char* calendar;
  const char* zone;
  const char* now;
  const char* until;  ///< "" = open
};

class ClosedTimes : public testing::TestWithParam<ClosedCase> {};

TEST_P(ClosedTimes, AreAsWritten) {
  const auto& row = GetParam();
  const auto calendar = Calendar::parse(row.calendar);
  ASSERT_TRUE(calendar) << calendar.error().what;
  const auto until = calendar->closed_until(parse_instant(row.now).value(), row.zone);
  EXPECT_EQ(until ? to_string(*until) : "", row.until);
}

// 2026-11-23 is a Monday.
INSTANTIATE_TEST_SUITE_P(
    Config, ClosedTimes,
    testing::Values(
        ClosedCase{"Never", "", "UTC", "2026-11-23T22:30:00Z", ""},
        ClosedCase{"EveryDayWithin", "22:00-23:30", "UTC", "2026-11-23T22:30:20Z",
                   "2026-11-23T23:30:00.000000Z"},
        ClosedCase{"EveryDayBefore", "22:00-23:30", "UTC", "2026-11-23T21:59:59Z", ""},
        ClosedCase{"EveryDayAtItsEnd", "22:00-23:30", "UTC", "2026-11-23T23:30:00Z", ""},
        ClosedCase{"InItsOwnZone", "22:00-23:30", "America/Chicago", "2026-11-24T04:30:00Z",
                   "2026-11-24T05:30:00.000000Z"},
        ClosedCase{"PastMidnight", "22:00-02:00", "UTC", "2026-11-24T01:00:00Z",
                   "2026-11-24T02:00:00.000000Z"},
        ClosedCase{"PastTheWeeksEnd", "Sun 22:00-02:00", "UTC", "2026-11-23T01:00:00Z",
                   "2026-11-23T02:00:00.000000Z"},
        ClosedCase{"NotOnThatDay", "Sun 22:00-02:00", "UTC", "2026-11-24T01:00:00Z", ""},
        ClosedCase{"DaysAndHours", "Mon-Fri 22:00-23:30, Sun", "UTC", "2026-11-27T22:00:00Z",
                   "2026-11-27T23:30:00.000000Z"},
        ClosedCase{"AWholeDay", "Mon-Fri 22:00-23:30, Sun", "UTC", "2026-11-29T10:00:00Z",
                   "2026-11-30T00:00:00.000000Z"},
        ClosedCase{"ARangeAroundTheWeeksEnd", "Sat-Mon", "UTC", "2026-11-23T10:00:00Z",
                   "2026-11-24T00:00:00.000000Z"},
        ClosedCase{"UntilTheDaysEnd", "20:00-24:00", "UTC", "2026-11-23T23:59:00Z",
                   "2026-11-24T00:00:00.000000Z"},
        ClosedCase{"OverEntriesThatMeet", "Fri 22:00-24:00, Sat, Sun 00:00-12:00", "UTC",
                   "2026-11-27T23:00:00Z", "2026-11-29T12:00:00.000000Z"},
        ClosedCase{"OverEntriesThatMeetAtTheWeeksEnd", "Sat-Sun, Mon 00:00-06:00", "UTC",
                   "2026-11-29T10:00:00Z", "2026-11-30T06:00:00.000000Z"},
        // Chicago: clocks go on at 2026-03-08 02:00, back at 2026-11-01 02:00.
        ClosedCase{"InTheNightThatIsShorter", "22:00-06:00", "America/Chicago",
                   "2026-03-08T04:30:00Z", "2026-03-08T11:00:00.000000Z"},
        ClosedCase{"UntilATimeThatThereIsNot", "22:00-02:30", "America/Chicago",
                   "2026-03-08T04:30:00Z", "2026-03-08T08:00:00.000000Z"},
        ClosedCase{"InTheNightThatIsLonger", "22:00-06:00", "America/Chicago",
                   "2026-11-01T03:30:00Z", "2026-11-01T12:00:00.000000Z"},
        ClosedCase{"OverTheHourThatComesTwice", "22:00-02:00", "America/Chicago",
                   "2026-11-01T03:30:00Z", "2026-11-01T08:00:00.000000Z"}),
    [](const auto& one) { return std::string(one.param.name); });

TEST(Calendar, OfTheWholeWeekNeverOpens) {
  for (const char* text : {"Mon-Sun 00:00-24:00", "Mon-Sun", "12:00-24:00, 00:00-12:00"}) {
    const auto calendar = Calendar::parse(text);
    ASSERT_TRUE(calendar) << text;
    const auto until = calendar->closed_until(parse_instant("2026-11-23T22:30:00Z").value(), "UTC");
    EXPECT_EQ(until.value_or(Instant()), Instant::max()) << text;
  }
}

TEST(Calendar, NamesWhatIsNoTimeOfTheWeek) {
  for (const char* text : {"22", "22:00", "Mo 22:00-23:00", "25:00-26:00", "22:00-22:00",
                           "Mon 22:61-23:00", "Mon-", "22:0-23:00"}) {
    const auto read = Calendar::parse(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().what, "'" + std::string(text) + "' is no time of the week");
    EXPECT_EQ(read.error().fix, "write such as  Mon-Fri 22:00-23:30, Sun");
  }
}

}  // namespace calendar_test
}  // namespace norekey::config
