/// Formats that could be written and then not be read: refused when the mapping is loaded.
#include <gtest/gtest.h>

#include "mapping/formats/format.hpp"
#include "mapping/formats/stream.hpp"

namespace norekey::mapping::formats {
namespace format_check_test {

struct FormatCase {
  const char *name, *yaml, *want;
};

class FormatRefused : public testing::TestWithParam<FormatCase> {};

TEST_P(FormatRefused, SaysWhatDoesNotGoTogether) {
  config::Findings findings;
  auto section = config::read_yaml(GetParam().yaml, "f.yaml", findings);
  read_format(*section);
  std::string told;
  for (const Error& e : findings.errors) told += to_string(e) + "\n";
  EXPECT_EQ(told, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, FormatRefused,
    testing::Values(
        FormatCase{"csv_in_ebcdic", "format: csv\ncharset: ebcdic-037\n",
                   "f.yaml:2:10: charset: EBCDIC is for fixed records: what stands between the "
                   "values of csv is ASCII\n  fix: write  format: fixed, or another charset\n"},
        FormatCase{"sql_in_ebcdic", "format: sql\ncharset: ebcdic-037\n",
                   "f.yaml:2:10: charset: EBCDIC is for fixed records: what stands between the "
                   "values of sql is ASCII\n  fix: write  format: fixed, or another charset\n"},
        FormatCase{"json_in_latin", "format: json-lines\ncharset: latin-1\n",
                   "f.yaml:2:10: charset: JSON is UTF-8, not latin-1\n  fix: take charset away\n"},
        FormatCase{"packed_in_utf8",
                   "format: fixed\nrecords:\n  l: { P: { width: 3, type: packed } }\n",
                   "f.yaml:3:11: records.l.P: packed decimals need a charset of one byte a "
                   "character, not utf-8\n  fix: add  charset: ebcdic-037  or latin-1 to the "
                   "format\nf.yaml:3:11: records.l.P: packed decimals may hold the bytes of a line "
                   "end\n  fix: add  line_end: none  to the format\n"},
        FormatCase{
            "packed_with_line_ends",
            "format: fixed\ncharset: latin-1\nrecords:\n  l: { P: { width: 3, type: packed } "
            "}\n",
            "f.yaml:4:11: records.l.P: packed decimals may hold the bytes of a line end\n  "
            "fix: add  line_end: none  to the format\n"},
        FormatCase{
            "packed_without_line_ends",
            "format: fixed\ncharset: latin-1\nline_end: none\nrecords:\n  l: { P: { width: 3, "
            "type: packed } }\n",
            ""},
        FormatCase{"bom_in_latin", "format: csv\ncharset: latin-1\nbom: yes\n",
                   "f.yaml:3:6: bom: a byte order mark says that a text is UTF-8, and this one is "
                   "latin-1\n  fix: take it away, or write  charset: utf-8\n"},
        FormatCase{"bom_of_json", "format: json\nbom: yes\n",
                   "f.yaml:2:6: bom: a byte order mark is written for csv only, not for json\n  "
                   "fix: take it away; what is read may have one\n"},
        FormatCase{"no_bom", "format: json\nbom: no\n", ""}),
    [](const auto& info) { return std::string(info.param.name); });

Format format_of(const char* yaml) {
  config::Findings findings;
  auto section = config::read_yaml(yaml, "f.yaml", findings);
  Format out = read_format(*section);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  return out;
}

class Marked : public testing::TestWithParam<FormatCase> {};

/// Whole, as a stream, and with the place of its value.
TEST_P(Marked, TextsWithAByteOrderMarkAreRead) {
  const std::string text = std::string("\xEF\xBB\xBF") + GetParam().want;
  const Format format = format_of(GetParam().yaml);
  const auto whole = read(text, format, "d");
  ASSERT_TRUE(whole) << to_string(whole.error());
  Documents stream(feed_of(text), format, "d");
  Document one;
  const auto got = stream.next(one);
  ASSERT_TRUE(got) << to_string(got.error());
  ASSERT_TRUE(*got);
  EXPECT_EQ(to_xml(one), to_xml(*whole));
  const auto value = whole->root().select_node("//a");
  EXPECT_STREQ(value.node().text().get(), "7");
  const auto range = locate(text, format, value);
  ASSERT_TRUE(range);
  EXPECT_EQ(text.substr(range->from, range->to - range->from), "7");
}

INSTANTIATE_TEST_SUITE_P(
    Formats, Marked,
    testing::Values(FormatCase{"json", "format: json", "{\"a\":7}"},
                    FormatCase{"json_lines", "format: json-lines", "{\"a\":7}\n"},
                    FormatCase{"fixed", "{ format: fixed, records: { l: { a: 1, b: 1 } } }",
                               "7x\n"},
                    FormatCase{"csv", "format: csv", "a,b\n7,8\n"},
                    FormatCase{"key_value", "format: key-value", "a=7\n"}),
    [](const auto& info) { return std::string(info.param.name); });

class PowerOfTen : public testing::TestWithParam<FormatCase> {};

TEST_P(PowerOfTen, IsWrittenOutInANumberColumn) {
  const auto text =
      write(*from_xml("<d><l><N>1e2</N></l><l><N>-1.5E-2</N></l><l><N>007</N></l></d>"),
            format_of(GetParam().yaml));
  ASSERT_TRUE(text) << to_string(text.error());
  EXPECT_EQ(*text, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, PowerOfTen,
    testing::Values(
        FormatCase{"csv", "{ format: csv, records: { l: { N: { type: number } } } }",
                   "N\n100\n-0.015\n007\n"},
        FormatCase{"fixed", "{ format: fixed, records: { l: { N: { width: 8, type: number } } } }",
                   "     100\n  -0.015\n     007\n"},
        FormatCase{"sql", "{ format: sql, records: { l: { N: { type: number } } } }",
                   "INSERT INTO l (N) VALUES (100);\nINSERT INTO l (N) VALUES (-0.015);\nINSERT "
                   "INTO l (N) VALUES (007);\n"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace format_check_test
}  // namespace norekey::mapping::formats
