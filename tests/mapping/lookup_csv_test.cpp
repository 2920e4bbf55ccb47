/// A lookup as a file: what is exported is imported as it was.
#include <gtest/gtest.h>

#include "mapping/lookups.hpp"

namespace norekey::mapping {
namespace lookup_csv_test {

struct TableCase {
  const char* name;
  Lookup table;
  const char* want;
};

class LookupFile : public testing::TestWithParam<TableCase> {};

TEST_P(LookupFile, IsReadBackAsItWasWritten) {
  const Lookup& table = GetParam().table;
  const std::string text = lookup_csv(table);
  EXPECT_EQ(text, GetParam().want);
  config::Findings findings;
  Lookup back;
  for (const auto& row : read_lookup_csv(text, "t.csv", back, findings))
    back.set(row.key, row.value);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  EXPECT_EQ(back.key_name, table.key_name);
  EXPECT_EQ(back.value_name, table.value_name);
  EXPECT_EQ(back.rows.mark(), table.rows.mark());
}

INSTANTIATE_TEST_SUITE_P(
    Lookups, LookupFile,
    testing::Values(
        TableCase{"plain",
                  {"t", "sku", "item", {{"B", "2"}, {"A", "1,5"}}},
                  "sku,item\nA,\"1,5\"\nB,2\n"},
        TableCase{"both_names_alike", {"t", "code", "code", {{"A", "1"}}}, "code,code\nA,1\n"},
        TableCase{"no_rows", {"t", "sku", "item", {}}, "sku,item\n"},
        TableCase{
            "blanks_of_a_value", {"t", "sku", "item", {{"A", "   17"}}}, "sku,item\nA,\"   17\"\n"},
        TableCase{"days",
                  {"t",
                   "sku",
                   "price",
                   {{"A @2026-01-01", "1.00 @2026-06-30"}, {"A @2026-07-01", "1.20"}, {"B", "9"}}},
                  "sku,price,from,until\nA,1.00,2026-01-01,2026-06-30\nA,1.20,2026-07-01,\n"
                  "B,9,,\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(LookupFile_, BlanksAroundAKeyAndADayGo) {
  config::Findings findings;
  Lookup table;
  const auto rows =
      read_lookup_csv("sku,item,from\n\" F \",\" 1\", 2026-01-01\nG ,2,\n F,3, 2026-01-01\n",
                      "t.csv", table, findings);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].key, "F @2026-01-01");
  EXPECT_EQ(rows[0].value, " 1");
  EXPECT_EQ(rows[1].key, "G");
  ASSERT_EQ(findings.errors.size(), 1U);
  EXPECT_EQ(to_string(findings.errors[0]),
            "t.csv:4: 'F' is already on line 2\n  fix: remove one of the two lines");
}

}  // namespace lookup_csv_test
}  // namespace norekey::mapping
