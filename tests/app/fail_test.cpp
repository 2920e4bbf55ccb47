#include "app/fail.hpp"

#include <gtest/gtest.h>

namespace norekey::app {
namespace fail_test {

Error error(Fate fate, const char* cause = "") {
  return {fate, "there is no order 'X'", "check the number", {"orders.csv", 7, 0, ""}, cause};
}

TEST(Fail, TheExitCodeSaysWhetherItWasRefusedAskedWronglyOrCannotRun) {
  testing::internal::CaptureStderr();
  EXPECT_EQ(fail(error(Fate::reject)), 1);
  EXPECT_EQ(fail(error(Fate::reject, "usage")), 2);
  EXPECT_EQ(fail(error(Fate::halt)), 3);
  EXPECT_EQ(fail(error(Fate::retry)), 3);
  const std::string one = "norekey: orders.csv:7: there is no order 'X'\n  fix: check the number\n";
  EXPECT_EQ(testing::internal::GetCapturedStderr(), one + one + one + one);
}

TEST(Fail, ScriptsGetItAsJsonOnStandardOutput) {
  testing::internal::CaptureStdout();
  EXPECT_EQ(fail(error(Fate::reject), true), 1);
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            "{\"error\":\"there is no order 'X'\",\"fix\":\"check the number\","
            "\"file\":\"orders.csv\",\"line\":7}\n");
}

}  // namespace fail_test
}  // namespace norekey::app
