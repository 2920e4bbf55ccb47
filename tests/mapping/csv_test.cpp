#include "mapping/csv.hpp"

#include <gtest/gtest.h>

#include <random>

namespace norekey::mapping {
namespace csv_test {

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

struct EndCase {
  const char *name, *text;
  std::size_t want;
};

class EndOfARow : public testing::TestWithParam<EndCase> {};

TEST_P(EndOfARow, IsFoundHoweverTheTextIsCut) {
  const std::string_view text = GetParam().text;
  EXPECT_EQ(RowEnd(',').find(text, true), GetParam().want);
  RowEnd in_pieces(',');
  std::size_t found = std::string_view::npos;
  for (std::size_t n = 1; n <= text.size() && found == std::string_view::npos; ++n)
    found = in_pieces.find(text.substr(0, n), n == text.size());
  EXPECT_EQ(found, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(Csv, EndOfARow,
                         testing::Values(EndCase{"line_feed", "a,b\nc", 4},
                                         EndCase{"both", "a,b\r\nc", 5},
                                         EndCase{"carriage_return", "a,b\rc", 4},
                                         EndCase{"in_quotes", "\"a\nb\"\nc", 6},
                                         EndCase{"two_quotes", "\"a\"\"\nb\"\nc", 8},
                                         EndCase{"an_inch_is_no_quote", "5\" pipe\n6\" pipe\n", 8},
                                         EndCase{"no_end", "a,b", 3}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(EndOfARow_, IsWhereTheReaderGoesOn) {
  std::mt19937 random(11);
  constexpr std::string_view alphabet = "ab,\"\n\r ";
  for (int round = 0; round < 5000; ++round) {
    std::string text = "x";
    for (auto n = random() % 20; n > 0; --n) text += alphabet[random() % alphabet.size()];
    CsvReader reader(text);
    std::vector<std::string> fields;
    if (!reader.next(fields)) continue;  // a quote that is not closed
    EXPECT_EQ(RowEnd(',').find(text, true), reader.offset()) << text;
  }
}

}  // namespace csv_test
}  // namespace norekey::mapping
