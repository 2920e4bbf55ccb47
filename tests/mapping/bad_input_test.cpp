/// What the outside world sends that is broken: each format says what, where and what to do.
#include <gtest/gtest.h>

#include "mapping/formats/format.hpp"
#include "mapping/formats/stream.hpp"

namespace norekey::mapping::formats {
namespace bad_input_test {

constexpr const char* kFixed =
    "{ format: fixed, records: { h: { T: { width: 1, value: H }, NAME: 6 }, l: { T: { width: 1, "
    "value: L }, QTY: { width: 4, type: number, decimals: 2 } } } }";
constexpr const char* kSigned =
    "{ format: fixed, charset: ascii, records: { l: { Z: { width: 4, type: zoned, decimals: 2 }, "
    "O: "
    "{ width: 4, type: overpunch, decimals: 1 } } } }";
constexpr const char* kPacked =
    "{ format: fixed, charset: ebcdic-037, records: { l: { N: 2, P: { width: 2, type: packed } } } "
    "}";

struct BadInput {
  const char *name, *format;
  std::string text;
  const char* want;
};

class Bad : public testing::TestWithParam<BadInput> {};

/// As one text and, where the format comes in pieces, as a stream.
TEST_P(Bad, IsRefusedWithItsPlaceAndAFix) {
  config::Findings findings;
  auto section = config::read_yaml(GetParam().format, "f.yaml", findings);
  const Format format = read_format(*section);
  ASSERT_TRUE(findings.ok()) << to_string(findings.errors.front());
  const auto whole = read(GetParam().text, format, "d");
  ASSERT_FALSE(whole) << to_xml(*whole);
  EXPECT_EQ(to_string(whole.error()), GetParam().want);
  Documents stream(feed_of(GetParam().text), format, "d");
  std::string first;
  for (int i = 0; i < 5 && first.empty(); ++i) {
    Document one;
    const auto got = stream.next(one);
    if (!got) first = to_string(got.error());
  }
  EXPECT_EQ(first, GetParam().want);
}

const char* const kUtf16 = "line 1:1: the document is UTF-16\n  fix: have the sender write UTF-8";

std::string utf16(std::string_view text) {
  std::string out = "\xFF\xFE";
  for (const char c : text) out += {c, '\0'};
  return out;
}

INSTANTIATE_TEST_SUITE_P(
    Encodings, Bad,
    testing::Values(
        BadInput{"csv_utf16", "format: csv", utf16("a\n1\n"), kUtf16},
        BadInput{"json_utf16", "format: json", utf16("{}"), kUtf16},
        BadInput{"xml_utf16", "format: xml", utf16("<a/>"), kUtf16},
        BadInput{"key_value_utf16", "format: key-value", utf16("a=1"), kUtf16},
        BadInput{"sql_utf16", "format: sql", utf16("INSERT"), kUtf16},
        BadInput{"json_utf16_without_a_mark", "format: json", std::string("{\0}\0", 4), kUtf16},
        BadInput{"csv_quoted", "format: csv", "a,b\n1,\"x\"\"M\xFC\"\n",
                 "line 2:8: the byte 0xFC is not utf-8\n  fix: name the charset that the sender "
                 "uses, such as  charset: latin-1"},
        BadInput{"csv_second_line_of_a_field", "format: csv", "a,b\n1,\"x\nM\xFC\"\n",
                 "line 3:2: the byte 0xFC is not utf-8\n  fix: name the charset that the sender "
                 "uses, such as  charset: latin-1"},
        BadInput{"csv_surrogate", "format: csv", "a\n\xED\xA0\x80\n",
                 "line 2:1: the byte 0xED is not utf-8\n  fix: name the charset that the sender "
                 "uses, such as  charset: latin-1"},
        BadInput{"key_value_latin", "format: key-value", "a=1\nb=M\xFC\n",
                 "line 2:4: the byte 0xFC is not utf-8\n  fix: name the charset that the sender "
                 "uses, such as  charset: latin-1"},
        BadInput{"sql_latin", "format: sql", "INSERT INTO a (b)\n VALUES ('M\xFC');",
                 "line 2:12: the byte 0xFC is not utf-8\n  fix: name the charset that the sender "
                 "uses, such as  charset: latin-1"},
        BadInput{"fixed_latin", kFixed, "HM\xFCller\n",
                 "line 1:2: h/NAME: the byte 0xFC is not utf-8\n  fix: name the charset that the "
                 "sender uses, such as  charset: latin-1"},
        BadInput{"ascii", "{ format: key-value, charset: ascii }", "a=\xC3\xBC\n",
                 "line 1:3: the byte 0xC3 is not ascii\n  fix: name the charset that the sender "
                 "uses, such as  charset: latin-1"},
        BadInput{"windows", "{ format: csv, charset: windows-1252 }", "a\nx\x81\n",
                 "line 2:2: the byte 0x81 is not windows-1252\n  fix: name the charset that the "
                 "sender uses, such as  charset: latin-1"},
        BadInput{"json_latin", "format: json", "{\"a\":\n\"M\xFC\"}",
                 "line 2:3: not JSON: a byte that is not UTF-8\n  fix: have the sender use UTF-8"},
        BadInput{"xml_latin", "format: xml", "<a>\nM\xFC</a>",
                 "line 2:2: a byte that is not UTF-8\n  fix: have the sender write UTF-8, or "
                 "declare the encoding at the document's begin"},
        BadInput{"xml_another_encoding", "format: xml",
                 "<?xml version='1.0' encoding='Shift_JIS'?><a/>",
                 "line 1:1: the encoding 'shift_jis' is not read\n  fix: have the sender write "
                 "UTF-8, ISO-8859-1 or windows-1252"}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    NulAndSurrogates, Bad,
    testing::Values(
        BadInput{"csv_nul", "format: csv", std::string("a,b\n1,x\0\n", 9),
                 "line 2:4: a character U+0000 cannot be part of a document\n  fix: remove it at "
                 "the source"},
        BadInput{"fixed_nul", kFixed, std::string("HA\0B\n", 5),
                 "line 1:2: h/NAME: a character U+0000 cannot be part of a document\n  fix: remove "
                 "it at the source"},
        BadInput{"key_value_nul", "format: key-value", std::string("a=1\nb=\0\n", 8),
                 "line 2:3: a character U+0000 cannot be part of a document\n  fix: remove it at "
                 "the source"},
        BadInput{"sql_nul", "format: sql", std::string("INSERT INTO a (b) VALUES ('\0');", 31),
                 "line 1:28: a character U+0000 cannot be part of a document\n  fix: remove it at "
                 "the source"},
        BadInput{"json_nul", "format: json", "{\"a\": \"x\\u0000\"}",
                 "line 1:15: a character U+0000 cannot be part of a document\n  fix: remove it at "
                 "the source"},
        BadInput{"xml_nul", "format: xml", std::string("<a>\0</a>", 8),
                 "line 1:4: a character U+0000 cannot be part of a document\n  fix: remove it at "
                 "the source"},
        BadInput{"xml_nul_by_number", "format: xml", "<a>&#0;</a>",
                 "line 1:4: '&#0;' is no character\n  fix: have the sender write & as &amp;"},
        BadInput{"xml_surrogate", "format: xml", "<a>&#xD800;</a>",
                 "line 1:4: '&#xD800;' is no character\n  fix: have the sender write & as &amp;"},
        BadInput{
            "json_surrogate_before_another_escape", "format: json", "{\"a\":\"\\ud800\\u0041\"}",
            "line 1:15: not JSON: '\\ud800' is half of a surrogate pair\n  fix: ask the sender, "
            "or open the file in an editor"},
        BadInput{
            "json_low_surrogate", "format: json", "{\"a\":\"\\udc00x\"}",
            "line 1:13: not JSON: '\\udc00' is half of a surrogate pair\n  fix: ask the sender, "
            "or open the file in an editor"},
        BadInput{
            "json_a_whole_pair_is_not_blamed", "format: json", "{\"a\":\"\\ud83d\\ude00\n\"}",
            "line 1:19: not JSON: a line break inside a text, which is written \\n\n  fix: ask "
            "the sender, or open the file in an editor"}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Truncated, Bad,
    testing::Values(
        BadInput{"csv_row", "format: csv", "a,b,c\n1,2,3\n4,5",
                 "line 3:1: the row has 2 fields, the header 3\n  fix: have the sender send whole "
                 "rows; if it leaves out empty fields at the end, say  short_rows: yes"},
        BadInput{
            "csv_record", "{ format: csv, header: no, records: { L: { T: { value: L }, N: 9 } } }",
            "L,1\nL\n",
            "line 2:1: the row has 1 field, 'L' has 2\n  fix: have the sender send whole rows; "
            "if it leaves out empty fields at the end, say  short_rows: yes"},
        BadInput{"csv_quote", "format: csv", "a,b\n1,\"2\n3,4\n",
                 "line 2:3: a quote is not closed\n  fix: add the closing \""},
        BadInput{"fixed_number", kFixed, "HA\nL012",
                 "line 2:2: l/QTY: the record ends in the middle of the number '012': 3 of 4 "
                 "characters\n  fix: have the sender send it whole, or correct the layout"},
        BadInput{
            "packed", kPacked, "\xC1\xC2\x12",
            "line 1: l: the last record has 3 bytes, 'l' has 4\n  fix: have the sender send it "
            "whole, or correct the layout"},
        BadInput{"json", "format: json", "{\"a\": [1,\n 2",
                 "line 2:3: not JSON: the document ends in the middle\n  fix: ask the sender, or "
                 "open the file in an editor"},
        BadInput{"xml", "format: xml", "<a><b>1</b>",
                 "line 1:11: not well-formed XML: start-end tags mismatch\n  fix: open the file in "
                 "an XML editor, or ask its sender"},
        BadInput{"key_value", "format: key-value", "a=1\n[li",
                 "line 2:1: the line '[li' is neither key=value nor [element]\n  fix: write  "
                 "key=value, or begin a comment with #"},
        BadInput{
            "sql", "format: sql", "INSERT INTO a (b) VALUES ('x",
            "line 1:27: not rows in SQL: a quote is not closed\n  fix: write  INSERT INTO name "
            "(column, \xE2\x80\xA6) VALUES (value, \xE2\x80\xA6);"}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Columns, Bad,
    testing::Values(
        BadInput{"a_number_column_has_no_letters", kFixed, "L012C\n",
                 "line 1:2: l/QTY: '012C' is not a number of the column's type\n  fix: look at the "
                 "layout: the column may begin elsewhere"},
        BadInput{"nor_a_power_of_ten", kFixed, "L01E2\n",
                 "line 1:2: l/QTY: '01E2' is not a number of the column's type\n  fix: look at the "
                 "layout: the column may begin elsewhere"},
        BadInput{"nor_one_with_a_sign_in_its_digit", kSigned, "0100 5E-E\n",
                 "line 1:5: l/O: ' 5E-' is not a number of the column's type\n  fix: look at the "
                 "layout: the column may begin elsewhere"},
        BadInput{
            "csv_no_record_fits",
            "{ format: csv, header: no, records: { H: { T: { value: H } }, L: { T: { value: L } "
            "} } }",
            "H\nX\n",
            "line 2:1: no record of the layout fits the row 'X'\n  fix: the layout has: H (T "
            "'H'), L (T 'L')"}),
    [](const auto& info) { return std::string(info.param.name); });

/// `n` bytes of 'x' behind `head`.
Feed long_text(std::string head, std::size_t n, std::size_t& given) {
  return [head, n, &given](char* into, std::size_t most) -> Result<std::size_t> {
    if (given >= n) return 0;
    std::fill(into, into + most, 'x');
    if (given == 0) std::copy(head.begin(), head.end(), into);
    given += most;
    return most;
  };
}

struct LongField {
  const char *name, *format, *head, *want;
};

TEST(BadStream, Utf16IsSaidOnce) {
  const std::string text = utf16("a,b\n1,2\n3,4\n");
  Documents all(feed_of(text), plain(Kind::csv), "d");
  Document one;
  EXPECT_FALSE(all.next(one));
  EXPECT_FALSE(*all.next(one));
}

class HundredMegabytes : public testing::TestWithParam<LongField> {};

TEST_P(HundredMegabytes, AreRefusedOnceAndNotReadToTheEnd) {
  config::Findings findings;
  auto section = config::read_yaml(GetParam().format, "f.yaml", findings);
  std::size_t given = 0;
  Documents all(long_text(GetParam().head, 100'000'000, given), read_format(*section), "d");
  Document one;
  const auto got = all.next(one);
  ASSERT_FALSE(got);
  EXPECT_EQ(to_string(got.error()), GetParam().want);
  EXPECT_LT(given, 70'000'000U);
  EXPECT_FALSE(*all.next(one));
}

constexpr const char* kTooLong =
    "line 1:1: a record of more than 16 MB\n  fix: look for a quote or a line end that is missing, "
    "or for the wrong format";
constexpr const char* kTooLongText =
    "line 1:1: a record of more than 64 MB\n  fix: look for a quote or a line end that is missing, "
    "or for the wrong format";

INSTANTIATE_TEST_SUITE_P(
    LongFields, HundredMegabytes,
    testing::Values(LongField{"csv", "{ format: csv, header: no }", "a,b", kTooLong},
                    LongField{"json_lines", "format: json-lines", "{\"a\":\"", kTooLong},
                    LongField{"fixed", kFixed, "HA", kTooLong},
                    LongField{"json", "format: json", "{\"a\":\"", kTooLongText},
                    LongField{"xml", "format: xml", "<a>", kTooLongText},
                    LongField{"key_value", "format: key-value", "a=", kTooLongText},
                    LongField{"sql", "format: sql", "INSERT INTO a (b) VALUES ('", kTooLongText}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace bad_input_test
}  // namespace norekey::mapping::formats
