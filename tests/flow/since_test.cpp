#include "flow/since.hpp"

#include <gtest/gtest.h>

namespace norekey::flow {
namespace since_test {

struct SinceCase {
  const char* name;
  const char* text;
  const char* want;
};

class Since : public testing::TestWithParam<SinceCase> {};

TEST_P(Since, IsADurationBackADateOrAnInstant) {
  const auto got = parse_since(GetParam().text, parse_instant("2026-03-10T15:00:00Z").value());
  EXPECT_EQ(got ? to_string(*got) : to_string(got.error()), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Flow, Since,
    testing::Values(SinceCase{"hours", "2h", "2026-03-10T13:00:00.000000Z"},
                    SinceCase{"days_with_a_blank", "7 d", "2026-03-03T15:00:00.000000Z"},
                    SinceCase{"date", "2026-03-01", "2026-03-01T00:00:00.000000Z"},
                    SinceCase{"instant", "2026-03-01T08:00:00-06:00",
                              "2026-03-01T14:00:00.000000Z"},
                    SinceCase{"word", "yesterday",
                              "since: 'yesterday' is neither a duration nor a date\n  fix: write "
                              "it like 2 h or 7 d, 2026-03-01, or 2026-03-01T08:00:00Z"},
                    SinceCase{"no_such_day", "2026-02-30",
                              "since: '2026-02-30' is neither a duration nor a date\n  fix: write "
                              "it like 2 h or 7 d, 2026-03-01, or 2026-03-01T08:00:00Z"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace since_test
}  // namespace norekey::flow
