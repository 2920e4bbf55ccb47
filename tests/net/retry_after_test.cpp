#include <gtest/gtest.h>

#include "net/http_client.hpp"

namespace norekey::net {
namespace retry_after_test {

using namespace std::chrono_literals;

struct RetryAfterCase {
  const char* name;
  Headers headers;
  long want;
};

class RetryAfter : public testing::TestWithParam<RetryAfterCase> {};

TEST_P(RetryAfter, SaysHowManySecondsToWait) {
  const std::chrono::system_clock::time_point now(784111777s +
                                                  400ms);  // Sun, 06 Nov 1994 08:49:37 GMT
  EXPECT_EQ(retry_after(GetParam().headers, now).count(), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Net, RetryAfter,
    testing::Values(
        RetryAfterCase{"absent", {}, 0}, RetryAfterCase{"seconds", {{"retry-after", "120"}}, 120},
        RetryAfterCase{"zero", {{"Retry-After", "0"}}, 0},
        RetryAfterCase{"a_week_at_most", {{"Retry-After", "604801"}}, 604800},
        RetryAfterCase{"no_overflow", {{"Retry-After", "99999999999999999999999"}}, 604800},
        RetryAfterCase{"negative", {{"Retry-After", "-5"}}, 0},
        RetryAfterCase{"fraction", {{"Retry-After", "1.5"}}, 0},
        RetryAfterCase{"words", {{"Retry-After", "soon"}}, 0},
        RetryAfterCase{"empty", {{"Retry-After", ""}}, 0},
        RetryAfterCase{"date", {{"Retry-After", "Sun, 06 Nov 1994 08:51:37 GMT"}}, 120},
        RetryAfterCase{"past_date", {{"Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT"}}, 0},
        RetryAfterCase{"far_date", {{"Retry-After", "Sun, 06 Nov 2094 08:49:00 GMT"}}, 604800},
        RetryAfterCase{"rfc_850_date", {{"Retry-After", "Sunday, 06-Nov-94 08:50:37 GMT"}}, 60},
        RetryAfterCase{"asctime_date", {{"Retry-After", "Sun Nov  6 08:50:07 1994"}}, 30},
        RetryAfterCase{"other_zone", {{"Retry-After", "Sun, 06 Nov 1994 08:51:37 CET"}}, 0},
        RetryAfterCase{"more_after_date", {{"Retry-After", "Sun, 06 Nov 1994 08:51:37 GMT x"}}, 0},
        RetryAfterCase{"no_such_day", {{"Retry-After", "Sun, 31 Feb 1994 08:51:37 GMT"}}, 0}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace retry_after_test
}  // namespace norekey::net
