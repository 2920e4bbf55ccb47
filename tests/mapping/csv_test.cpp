#include "mapping/csv.hpp"

#include <gtest/gtest.h>

namespace norekey::mapping {

struct RecordCase {
  const char* name;
  std::vector<std::string> fields;
  const char* text;
};

class CsvRecord : public testing::TestWithParam<RecordCase> {};

TEST_P(CsvRecord, IsReadBackAsItWasWritten) {
  const std::string text = csv_record(GetParam().fields);
  EXPECT_EQ(text, GetParam().text);
  CsvReader reader(text);
  std::vector<std::string> fields;
  ASSERT_TRUE(reader.next(fields).value());
  EXPECT_EQ(fields, GetParam().fields);
}

INSTANTIATE_TEST_SUITE_P(
    Csv, CsvRecord,
    testing::Values(RecordCase{"plain", {"ABC-1", "000123"}, "ABC-1,000123\n"},
                    RecordCase{"empty_fields", {"", "x", ""}, ",x,\n"},
                    RecordCase{"separator", {"a,b", "c"}, "\"a,b\",c\n"},
                    RecordCase{"quote", {"3\" pipe"}, "\"3\"\" pipe\"\n"},
                    RecordCase{"line_break", {"a\r\nb", "c"}, "\"a\r\nb\",c\n"},
                    RecordCase{"blanks_at_the_ends", {" a", "b "}, "\" a\",\"b \"\n"},
                    RecordCase{"byte_order_mark",
                               {"\xEF\xBB\xBF"
                                "a"},
                               "\"\xEF\xBB\xBF"
                               "a\"\n"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace norekey::mapping
