#include "app/fail.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

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

TEST(Printed, AnAnswerThatDidNotArriveWholeEndsWithThree) {
  std::cout.flush();
  const int before = ::dup(STDOUT_FILENO);
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ::dup2(full, STDOUT_FILENO);
  testing::internal::CaptureStderr();
  std::cout << "web_sku,item_no\n";
  const int code = printed(0);
  std::cout.clear();
  std::clearerr(stdout);
  ::dup2(before, STDOUT_FILENO);
  ::close(before);
  ::close(full);
  EXPECT_EQ(code, 3);
  EXPECT_EQ(testing::internal::GetCapturedStderr(),
            "norekey: not all of the answer could be written to standard output\n  fix: see "
            "whether the disk that it goes to is full, then run it again\n");
  EXPECT_EQ(printed(1), 1);
}

}  // namespace fail_test
}  // namespace norekey::app
