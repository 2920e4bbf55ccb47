#include "core/error.hpp"

#include <gtest/gtest.h>

namespace norekey {
namespace error_test {

struct ErrorCase {
  const char* name;
  Error in;
  const char* want;
};

class ErrorText : public testing::TestWithParam<ErrorCase> {};

TEST_P(ErrorText, SaysWhereThenWhatThenHowToFix) {
  EXPECT_EQ(to_string(GetParam().in), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Core, ErrorText,
    testing::Values(
        ErrorCase{"bare", {Fate::retry, "ERP answered 503", "", {}, ""}, "ERP answered 503"},
        ErrorCase{
            "line_only", {Fate::reject, "is empty", "", {"", 3, 0, ""}, ""}, "line 3: is empty"},
        ErrorCase{"field_only",
                  {Fate::halt, "is missing", "", {"", 0, 0, "erp.acme.url"}, ""},
                  "erp.acme.url: is missing"},
        ErrorCase{
            "full",
            {Fate::reject,
             "unknown unit 'CTN'",
             "add it to lookups/units.csv",
             {"units.csv", 14, 9, "units.CTN"},
             ""},
            "units.csv:14:9: units.CTN: unknown unit 'CTN'\n  fix: add it to lookups/units.csv"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace error_test
}  // namespace norekey
