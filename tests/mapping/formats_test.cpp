/// Formats in and out: each way, there and back again, and what is refused.
#include <gtest/gtest.h>

#include <random>

#include "mapping/formats/charset.hpp"
#include "mapping/formats/format.hpp"
#include "mapping/formats/number_field.hpp"
#include "mapping/formats/stream.hpp"

namespace norekey::mapping::formats {
namespace formats_test {

const auto kName = [](const auto& info) { return std::string(info.param.name); };

Format format_of(const std::string& yaml) {
  config::Findings findings;
  auto section = config::read_yaml(yaml, "f.yaml", findings);
  Format out = read_format(*section);
  for (const Error& e : findings.errors) ADD_FAILURE() << to_string(e);
  return out;
}

struct Case {
  const char *name, *format, *text, *xml;
};

class ThereAndBack : public testing::TestWithParam<Case> {};

TEST_P(ThereAndBack, GivesTheSameBytes) {
  const Format format = format_of(GetParam().format);
  const auto document = read(GetParam().text, format, "d");
  ASSERT_TRUE(document) << to_string(document.error());
  EXPECT_EQ(to_xml(*document), GetParam().xml);
  const auto text = write(*document, format);
  ASSERT_TRUE(text) << to_string(text.error());
  EXPECT_EQ(*text, GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, ThereAndBack,
    testing::Values(
        Case{"csv", "format: csv", "a,b c\n1,\"x,\"\"y\"\n2,\n",
             "<d>\n  <row>\n    <a>1</a>\n    <b_x0020_c>x,\"y</b_x0020_c>\n  </row>\n  <row>\n    "
             "<a>2</a>\n    <b_x0020_c />\n  </row>\n</d>\n"},
        Case{"csv_semicolon_latin",
             "{ format: csv, separator: \";\", charset: latin-1, line_end: crlf }",
             "n;m\r\nM\xFCller;\"a;b\"\r\n",
             "<d>\n  <row>\n    <n>Müller</n>\n    <m>a;b</m>\n  </row>\n</d>\n"},
        Case{"csv_bom_tab", "{ format: csv, separator: tab, bom: yes }", "\xEF\xBB\xBFn\tm\n1\t2\n",
             "<d>\n  <row>\n    <n>1</n>\n    <m>2</m>\n  </row>\n</d>\n"},
        Case{"csv_always_quoted", "{ format: csv, quote: always }", "\"n\"\n\"a\"\"b\"\n",
             "<d>\n  <row>\n    <n>a\"b</n>\n  </row>\n</d>\n"},
        Case{"csv_line_break_in_a_field", "format: csv", "n,m\n\"1\n2\",3\n",
             "<d>\n  <row>\n    <n>1\n2</n>\n    <m>3</m>\n  </row>\n</d>\n"},
        Case{"csv_decimal_comma",
             "{ format: csv, separator: \";\", decimal: \",\", records: { row: { sku: 9, price: { "
             "type: number } } } }",
             "sku;price\nA;12,50\n",
             "<d>\n  <row>\n    <sku>A</sku>\n    <price>12.50</price>\n  </row>\n</d>\n"},
        Case{"csv_records_of_several_kinds",
             "{ format: csv, header: no, records: { HDR: { TYPE: { value: HDR }, PO: 20 }, LIN: { "
             "TYPE: { value: LIN }, ITEM: 20, QTY: { type: number } } } }",
             "HDR,P-1\nLIN,A,2\nLIN,B,-3\n",
             "<d>\n  <HDR>\n    <TYPE>HDR</TYPE>\n    <PO>P-1</PO>\n  </HDR>\n  <LIN>\n    "
             "<TYPE>LIN</TYPE>\n    <ITEM>A</ITEM>\n    <QTY>2</QTY>\n  </LIN>\n  <LIN>\n    "
             "<TYPE>LIN</TYPE>\n    <ITEM>B</ITEM>\n    <QTY>-3</QTY>\n  </LIN>\n</d>\n"},
        Case{"csv_a_record_has_its_own_name",
             "{ format: csv, records: { line: { sku: 9, qty: { type: number } } } }",
             "sku,qty\nA,2\n",
             "<d>\n  <line>\n    <sku>A</sku>\n    <qty>2</qty>\n  </line>\n</d>\n"},
        Case{"fixed",
             "{ format: fixed, records: { h: { T: { width: 1, value: H }, NAME: 6 }, l: { T: { "
             "width: 1, value: L }, QTY: { width: 4, type: number, decimals: 1 } } } }",
             "HMüll  \nL0012\nL-005\n",
             "<d>\n  <h>\n    <T>H</T>\n    <NAME>Müll</NAME>\n  </h>\n  <l>\n    <T>L</T>\n    "
             "<QTY>1.2</QTY>\n  </l>\n  <l>\n    <T>L</T>\n    <QTY>-0.5</QTY>\n  </l>\n</d>\n"},
        Case{"fixed_overpunch",
             "{ format: fixed, charset: ascii, records: { l: { A: { width: 4, type: overpunch, "
             "decimals: 2 }, Z: { width: 3, type: zoned, decimals: 0 } } } }",
             "012C045\n001}01u\n",
             "<d>\n  <l>\n    <A>1.23</A>\n    <Z>45</Z>\n  </l>\n  <l>\n    <A>-0.10</A>\n    "
             "<Z>-15</Z>\n  </l>\n</d>\n"},
        Case{"ebcdic_packed",
             "{ format: fixed, charset: ebcdic-037, records: { l: { N: 3, P: { width: 3, type: "
             "packed, decimals: 2 }, Z: { width: 2, type: zoned, decimals: 0 } } } }",
             "\xC1\xC2\x40\x12\x34\x5C\xF1\xD2\xC3\x40\x40\x10\x10\x0D\xF0\xF7",
             "<d>\n  <l>\n    <N>AB</N>\n    <P>123.45</P>\n    <Z>-12</Z>\n  </l>\n  <l>\n    "
             "<N>C</N>\n    <P>-101.00</P>\n    <Z>7</Z>\n  </l>\n</d>\n"},
        Case{
            "key_value", "format: key-value",
            "number=W1\nnote=a\\nb\n[line]\n@n=1\nsku=A\n[line/part]\nsku=P\n[line]\n@n=2\nsku=B\n",
            "<d>\n  <number>W1</number>\n  <note>a\nb</note>\n  <line n=\"1\">\n    <sku>A</sku>\n "
            "   <part>\n      <sku>P</sku>\n    </part>\n  </line>\n  <line n=\"2\">\n    "
            "<sku>B</sku>\n  </line>\n</d>\n"},
        Case{"sql",
             "{ format: sql, records: { orders: { no: 9, amount: { type: number }, note: 99 } } }",
             "INSERT INTO orders (no, amount, note) VALUES ('W1', 12.50, 'O''Brien; DROP TABLE "
             "x');\nINSERT INTO orders (no, amount, note) VALUES ('W2', NULL, NULL);\n",
             "<d>\n  <orders>\n    <no>W1</no>\n    <amount>12.50</amount>\n    <note>O'Brien; "
             "DROP TABLE x</note>\n  </orders>\n  <orders>\n    <no>W2</no>\n  </orders>\n</d>\n"},
        Case{"json", "format: json",
             "{\n  \"n\": 12.50,\n  \"big\": 123456789012345678901234567890.10,\n  \"t\": "
             "\"a\\\"b\",\n  \"ok\": true,\n  \"no\": null,\n  \"one\": [\n    1\n  ],\n  "
             "\"none\": [],\n  \"deep\": [\n    [\n      1,\n      2\n    ],\n    []\n  ],\n  "
             "\"o\": {},\n  \"a b\": \"\"\n}\n",
             "<d>\n  <n json=\"number\">12.50</n>\n  <big "
             "json=\"number\">123456789012345678901234567890.10</big>\n  <t>a\"b</t>\n  <ok "
             "json=\"flag\">true</ok>\n  <no null=\"true\" />\n  <one json=\"list "
             "number\">1</one>\n  <none json=\"none\" />\n  <deep json=\"list array\">\n    <item "
             "json=\"list number\">1</item>\n    <item json=\"list number\">2</item>\n  </deep>\n  "
             "<deep json=\"list array\" />\n  <o json=\"object\" />\n  <a_x0020_b />\n</d>\n"},
        Case{"xml_namespaces", "{ format: xml, namespaces: { default: \"urn:o\", c: \"urn:c\" } }",
             "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<order xmlns=\"urn:o\" "
             "xmlns:c=\"urn:c\">\n  <c:id>1</c:id>\n</order>\n",
             "<order>\n  <c:id>1</c:id>\n</order>\n"}),
    kName);

class WrittenTwice : public testing::TestWithParam<Case> {};

TEST_P(WrittenTwice, IsTheSame) {
  const Format format = format_of(GetParam().format);
  const auto once = write(read(GetParam().text, format, "d").value(), format).value();
  EXPECT_EQ(once, GetParam().xml);
  EXPECT_EQ(write(read(once, format, "d").value(), format).value(), once);
}

INSTANTIATE_TEST_SUITE_P(
    Found, WrittenTwice,
    testing::Values(
        Case{"NamesThatAreNoXmlNames", "{ format: key-value }", "@a b=1\n[x y]\nc d=2\n",
             "@a b=1\n[x y]\nc d=2\n"},
        Case{"AByteOrderMarkInTheMiddle", "{ format: key-value }", "\n\xEF\xBB\xBF[a =1\n",
             "[a=1\n"},
        Case{"ANameThatReadsLikeAnEscape", "{ format: key-value }", "a_x0041,=1\n", "a_x0041,=1\n"},
        Case{"BlanksAtTheEnds", "{ format: key-value }", "a=\\ b\\s\n", "a=\\sb\\s\n"},
        Case{"AFormFeedInFront", "{ format: key-value }", "a=\\\fb\n", "a=\\fb\n"},
        Case{"ABracketThatIsNoElement", "{ format: key-value }", "[a=\\]\n", "[a=\\]\n"},
        Case{"AnElementThatReadsLikeAComment", "{ format: key-value }", "[#x]\n[;y]\n",
             "\\#x=\n\\;y=\n"},
        Case{"AnElementThatReadsLikeAnAttribute", "{ format: key-value }", "[b]\n[@x]\n",
             "b=\n\\@x=\n"},
        Case{"AnElementOfAByteOrderMark", "{ format: key-value }", "[\xEF\xBB\xBFx]\n",
             "\\\xEF\xBB\xBFx=\n"},
        Case{"AnElementWithAnEqualsSign", "{ format: key-value }", "[a=b]\n[c=d]\ne=1\n",
             "a\\=b=\n[c=d]\ne=1\n"},
        Case{"AnElementThatEndsInABackslash", "{ format: key-value }", "[a\\\\/b]\nc=1\n",
             "[a\\\\]\n[a\\\\/b]\nc=1\n"},
        Case{"ANameWithALineBreak", "{ format: key-value }", "a\\nb=1\n[c\\rd\\/e]\nf=1\n",
             "a\\nb=1\n[c\\rd\\/e]\nf=1\n"},
        Case{"ANameWithBlanksAtItsEnds", "{ format: key-value }", "\\sa\\t=1\n[\\sb\\s]\nc=1\n",
             "\\sa\\t=1\n[\\sb\\s]\nc=1\n"},
        Case{"ATextBesideAttributes", "{ format: key-value }", "[a]\n@lang=en\n.=some text\n",
             "[a]\n@lang=en\n.=some text\n"},
        Case{"AnElementOfADot", "{ format: key-value }", "\\.=1\n..=2\n", "\\.=1\n..=2\n"},
        Case{"AnotherCharset", "{ format: xml, charset: windows-1252 }", "<o>\xE2\x82\xAC</o>",
             "<?xml version=\"1.0\" encoding=\"windows-1252\"?>\n<o>\x80</o>\n"},
        Case{"ANamespaceThatNobodyNamed",
             "{ format: xml, declaration: no, namespaces: { default: \"urn:o\" } }",
             "<o xmlns=\"urn:other\">1</o>", "<o xmlns=\"urn:other\">1</o>\n"}),
    kName);

TEST(Namespaces, AreTheFormatsWhateverTheSendersPrefixes) {
  const Format format = format_of("{ format: xml, namespaces: { o: \"urn:o\" } }");
  const auto out =
      read("<x:order xmlns:x='urn:o'><x:id>1</x:id><y xmlns='urn:other'/></x:order>", format, "d");
  ASSERT_TRUE(out);
  EXPECT_EQ(to_xml(*out), "<o:order>\n  <o:id>1</o:id>\n  <y xmlns=\"urn:other\" />\n</o:order>\n");
}

TEST(Namespaces, ANameThatIsNoneIsWrittenAsItIsRead) {
  const Format format = format_of("{ format: xml, namespaces: { o: \"urn:o\" } }");
  const auto once = read("<a:b:c/>", format, "d");
  ASSERT_TRUE(once);
  EXPECT_STREQ(once->root().name(), "c");
  EXPECT_STREQ(read("<a::/>", format, "d")->root().name(), "a::");
  EXPECT_STREQ(read("<a:-/>", format, "d")->root().name(), "a:-");
}

struct Refused {
  const char *name, *format;
  std::string text;
  const char* want;
};

class Reading : public testing::TestWithParam<Refused> {};

TEST_P(Reading, RefusesWithItsPlace) {
  const auto out = read(GetParam().text, format_of(GetParam().format), "d");
  ASSERT_FALSE(out) << to_xml(*out);
  EXPECT_EQ(to_string(out.error()), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, Reading,
    testing::Values(
        Refused{"csv_quote", "format: csv", "a,b\n1,\"2\n",
                "line 2:3: a quote is not closed\n  fix: add the closing \""},
        Refused{"csv_too_many", "format: csv", "a,b\n1,2\n1,2,3\n",
                "line 3:1: the row has 3 fields, the header 2\n  fix: quote a field that holds the "
                "separator"},
        Refused{
            "csv_charset", "format: csv", "a\nM\xFCller\n",
            "line 2:2: the byte 0xFC is not utf-8\n  fix: name the charset that the sender uses, "
            "such as  charset: latin-1"},
        Refused{
            "csv_nul", "format: csv", std::string("a\nx\0y\n", 6),
            "line 2:2: a character U+0000 cannot be part of a document\n  fix: remove it at the "
            "source"},
        Refused{"fixed_unknown",
                "{ format: fixed, records: { h: { T: { width: 1, value: H } }, l: { T: { width: 1, "
                "value: L }, N: 3 } } }",
                "H\nXabc\n",
                "line 2: no record of the layout fits 'Xabc'\n  fix: the layout has: h (T 'H'), l "
                "(T 'L')"},
        Refused{
            "fixed_too_long", "{ format: fixed, records: { l: { N: 3 } } }", "abcd\n",
            "line 1:4: l: the record is longer than its columns: 'd'\n  fix: correct the layout"},
        Refused{"fixed_cut",
                "{ format: fixed, charset: ascii, line_end: none, records: { l: { N: 3 } } }",
                "abcde",
                "line 2: l: the last record has 2 bytes, 'l' has 3\n  fix: have the sender send it "
                "whole, or correct the layout"},
        Refused{"fixed_number",
                "{ format: fixed, records: { l: { N: { width: 3, type: number } } } }", "1x2\n",
                "line 1:1: l/N: '1x2' is not a number of the column's type\n  fix: look at the "
                "layout: the column may begin elsewhere"},
        Refused{
            "packed",
            "{ format: fixed, charset: ebcdic-037, records: { l: { N: { width: 2, type: packed "
            "} } } }",
            "\x12\x34",
            "line 1:1: l/N: the bytes 1234 are no packed decimal\n  fix: look at the layout: the "
            "column may begin elsewhere"},
        Refused{"key_value", "format: key-value", "a=1\nb\n",
                "line 2:1: the line 'b' is neither key=value nor [element]\n  fix: write  "
                "key=value, or begin a comment with #"},
        Refused{"key_value_name", "format: key-value", "[a//b]\n",
                "line 1:1: the line '[a//b]' has an empty name\n  fix: write the elements' names "
                "with one / between them"},
        Refused{"sql_statement", "format: sql", "DROP TABLE x;",
                "line 1:1: not rows in SQL: only INSERT INTO is read\n  fix: write  INSERT INTO "
                "name (column, \xE2\x80\xA6) VALUES (value, \xE2\x80\xA6);"},
        Refused{"sql_values", "format: sql", "INSERT INTO t (a, b) VALUES (1);",
                "line 1:31: not rows in SQL: fewer values than columns\n  fix: write  INSERT INTO "
                "name (column, \xE2\x80\xA6) VALUES (value, \xE2\x80\xA6);"},
        Refused{"json_surrogate", "format: json", "{\"a\": \"\\ud800\"}",
                "line 1:14: not JSON: '\\ud800' is half of a surrogate pair\n  fix: ask the "
                "sender, or open the file in an "
                "editor"},
        Refused{
            "json_deep", "format: json", std::string(300, '[') + std::string(300, ']'),
            "line 1:101: not JSON: too deep\n  fix: ask the sender, or open the file in an editor"},
        Refused{"json_utf8", "format: json", "{\"a\": \"\xFF\"}",
                "line 1:8: not JSON: a byte that is not UTF-8\n  fix: have the sender use UTF-8"},
        Refused{"json_cut", "format: json", "{\"a\": [1, 2",
                "line 1:12: not JSON: the document ends in the middle\n  fix: ask the sender, or "
                "open the file in "
                "an editor"},
        Refused{"xml_laughs", "format: xml",
                "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>",
                "line 1:11: a DOCTYPE is not accepted: it may pull in entities or files\n  fix: "
                "have the sender leave out the DOCTYPE"},
        Refused{"xml_attribute_twice", "format: xml", "<a>\n<b x='1' x='2'/></a>",
                "line 2:2: not well-formed XML: <b> has the attribute 'x' twice\n  fix: have the "
                "sender leave out one of them"},
        Refused{"xml_cut", "format: xml", "<a><b>",
                "line 1:6: not well-formed XML: start-end tags mismatch\n  fix: open the file in "
                "an XML editor, or ask its sender"}),
    kName);

class Writing : public testing::TestWithParam<Refused> {};

TEST_P(Writing, RefusesWhatTheTargetCannotHold) {
  const auto out = write(*from_xml(GetParam().text), format_of(GetParam().format));
  ASSERT_FALSE(out) << *out;
  EXPECT_EQ(to_string(out.error()), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, Writing,
    testing::Values(
        Refused{"too_long", "{ format: fixed, records: { d: { N: 3 } } }", "<d><N>abcd</N></d>",
                "/d/N: 'abcd' has 4 characters, the column takes 3\n  fix: shorten it in the "
                "mapping with max and cut, or widen the column"},
        Refused{"no_column", "{ format: fixed, records: { d: { NAME: 3 } } }",
                "<d><NAMES>a</NAMES></d>",
                "/d/NAMES: the record 'd' has no column 'NAMES', did you mean 'NAME'?\n  fix: add "
                "the column to the layout, or leave the field out of the mapping"},
        Refused{"no_record", "{ format: fixed, records: { d: { N: 3 } } }",
                "<d><l><A>a</A></l></d>",
                "/d/l/A: the layout has no record 'l' for the field 'A'\n  fix: add the record to "
                "the layout, or leave the field out of the mapping"},
        Refused{"charset", "{ format: fixed, charset: latin-1, records: { d: { N: 3 } } }",
                "<d><N>€</N></d>",
                "/d/N: latin-1 has no '\xE2\x82\xAC'\n  fix: add  ascii: yes  to the field, or "
                "name another charset"},
        Refused{"digits",
                "{ format: fixed, records: { d: { N: { width: 3, type: number, decimals: 1 } } } }",
                "<d><N>100.0</N></d>",
                "/d/N: '100.0' has more than 3 digits, the column's width\n  fix: widen the "
                "column, or look for a number that cannot be meant"},
        Refused{"decimals",
                "{ format: fixed, records: { d: { N: { width: 9, type: number, decimals: 1 } } } }",
                "<d><N>1.25</N></d>",
                "/d/N: '1.25' has more than 1 digits after the point\n  fix: add  round: 1  to the "
                "field"},
        Refused{"no_number", "{ format: fixed, records: { d: { N: { width: 9, type: zoned } } } }",
                "<d><N>x</N></d>",
                "/d/N: 'x' is not a number: it has a character that numbers do not have\n  fix: "
                "write it like -1234.50"},
        Refused{"required", "{ format: csv, records: { d: { N: { required: yes } } } }", "<d/>",
                "/d/N: the column is required and has no value\n  fix: give the field in the "
                "mapping, with a default where it may be missing"},
        Refused{"xml_control", "format: xml", "<d><l><N>a&#11;b</N></l></d>",
                "/d/l/N: a control character U+000b cannot be part of XML\n  fix: take it away in "
                "the mapping, such as  remove: \"\\x0b\""},
        Refused{"xml_control_in_an_attribute", "format: xml", "<d n='&#1;'/>",
                "/d/@n: a control character U+0001 cannot be part of XML\n  fix: take it away in "
                "the mapping, such as  remove: \"\\x01\""},
        Refused{"csv_nested", "format: csv", "<d><l><a><b>1</b></a></l></d>",
                "the field 'a' has fields of its own, which a row cannot hold\n  fix: name the "
                "records and their columns in  to: { format: csv, records: \xE2\x80\xA6 }"},
        Refused{
            "csv_never_quoted_separator",
            "{ format: csv, separator: \";\", quote: never, records: { l: { A: 9, B: 20 } } }",
            "<d><l><A>1</A><B>a;b</B></l></d>",
            "/d/l/B: 'a;b' holds the separator ';', which  quote: never  cannot write\n  fix: "
            "take it away in the mapping with  squeeze: yes  or replace, or say  quote: needed"},
        Refused{
            "csv_never_quoted_line_break", "{ format: csv, separator: tab, quote: never }",
            "<d><l><A>1</A></l><l><A>call\nfirst</A></l></d>",
            "/d/l[2]/A: 'call\\nfirst' holds a line break, which  quote: never  cannot write\n  "
            "fix: take it away in the mapping with  squeeze: yes  or replace, or say  quote: "
            "needed"},
        Refused{
            "csv_never_quoted_tab",
            "{ format: csv, separator: tab, quote: never, header: no, records: { l: { A: 9 } } }",
            "<d><l><A>a&#9;b</A></l></d>",
            "/d/l/A: 'a\\tb' holds the separator '\\t', which  quote: never  cannot write\n  "
            "fix: take it away in the mapping with  squeeze: yes  or replace, or say  quote: "
            "needed"},
        Refused{
            "csv_never_quoted_decimal_comma",
            "{ format: csv, quote: never, decimal: \",\", records: { l: { A: { type: number } } "
            "} }",
            "<d><l><A>1.5</A></l></d>",
            "/d/l/A: '1,5' holds the separator ',', which  quote: never  cannot write\n  fix: "
            "take it away in the mapping with  squeeze: yes  or replace, or say  quote: needed"},
        Refused{"sql_columns", "format: sql", "<d><a>1</a></d>",
                "/d/a: the layout has no record 'd' for the field 'a'\n  fix: add the record to "
                "the layout, or leave the field out of the mapping"}),
    kName);

TEST(Ebcdic, HasAllItsBytes) {
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  const auto text = to_utf8(all, Charset::ebcdic037);
  ASSERT_FALSE(text && text->empty());
  EXPECT_EQ(*from_utf8(*text, Charset::ebcdic037), all);
  EXPECT_EQ(*to_utf8("\xC8\x85\x93\x93\x96\x5A", Charset::ebcdic037), "Hello!");
}

TEST(Packed, EveryNumberComesBack) {
  for (const Type type : {Type::packed, Type::zoned, Type::overpunch, Type::number}) {
    Column column{"N", type == Type::packed ? 6U : 12U, type, 2};
    for (const char* text : {"0.00", "0.01", "-0.01", "1.00", "-99999999.99", "12345678.90"}) {
      const auto bytes = number_bytes(text, column, Charset::ebcdic037);
      ASSERT_TRUE(bytes) << to_string(bytes.error());
      EXPECT_EQ(bytes->size(), column.width);
      EXPECT_EQ(*number_text(*bytes, column, Charset::ebcdic037), text);
    }
  }
}

TEST(Stream, GivesRowsOfOneOrderTogether) {
  Documents all(feed_of("no,sku\nW1,A\nW1,B\nW2,C\n"), format_of("{ format: csv, group: no }"),
                "order");
  Document one;
  ASSERT_TRUE(*all.next(one));
  EXPECT_EQ(to_xml(one),
            "<order>\n  <row>\n    <no>W1</no>\n    <sku>A</sku>\n  </row>\n  <row>\n    "
            "<no>W1</no>\n    <sku>B</sku>\n  </row>\n</order>\n");
  ASSERT_TRUE(*all.next(one));
  EXPECT_EQ(all.line(), 4U);
  EXPECT_FALSE(*all.next(one));
}

TEST(Stream, OneBadLineDoesNotBlockTheOthers) {
  Documents all(feed_of("{\"a\":1}\n{\"a\":\n\n{\"a\":3}"), plain(Kind::json_lines), "d");
  Document one;
  EXPECT_TRUE(*all.next(one));
  const auto bad = all.next(one);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().where.line, 2U);
  EXPECT_TRUE(*all.next(one));
  EXPECT_FALSE(*all.next(one));
}

TEST(Stream, GivesFixedRecordsFromOneBeginningToTheNext) {
  const Format format = format_of(
      "{ format: fixed, begins: h, records: { h: { T: { width: 1, value: H }, N: 2 }, l: { T: { "
      "width: 1, value: L }, N: 2 } } }");
  Documents all(feed_of("HW1\nLA \nLB \nHW2\n"), format, "order");
  Document one;
  ASSERT_TRUE(*all.next(one));
  EXPECT_STREQ(one.root().child("l").next_sibling("l").child("N").text().get(), "B");
  ASSERT_TRUE(*all.next(one));
  EXPECT_STREQ(one.root().child("h").child("N").text().get(), "W2");
  EXPECT_FALSE(*all.next(one));
}

TEST(Stream, ARowOfCsvEndsWhereItsLineDoesWhateverItsQuotesAre) {
  Documents all(feed_of("no,text\n1,5\" pipe\n2,\"6\"\" pipe\nlong\"\n3,x\r4,y"),
                format_of("format: csv"), "d");
  std::vector<std::string> texts;
  for (Document one; all.next(one).value();)
    texts.emplace_back(one.root().child("row").child("text").text().get());
  EXPECT_EQ(texts, (std::vector<std::string>{"5\" pipe", "6\" pipe\nlong", "x", "y"}));
}

TEST(Stream, RecordsOfSeveralKindsMakeOneDocumentFromOneBeginningToTheNext) {
  Documents all(
      feed_of("H,W1\nL,A\nL,B\nH,W2\n"),
      format_of("{ format: csv, header: no, begins: h, records: { h: { T: { value: H }, N: "
                "9 }, l: { T: { value: L }, N: 9 } } }"),
      "d");
  Document one;
  ASSERT_TRUE(*all.next(one));
  EXPECT_STREQ(one.root().child("l").next_sibling("l").child("N").text().get(), "B");
  ASSERT_TRUE(*all.next(one));
  EXPECT_STREQ(one.root().child("h").child("N").text().get(), "W2");
  EXPECT_FALSE(*all.next(one));
}

struct RawCase {
  const char *name, *format, *text;
  std::vector<std::string> want;
};

class RawBytes : public testing::TestWithParam<RawCase> {};

TEST_P(RawBytes, OfADocumentStandWhereTheyAreSaidToAndAreReadAlone) {
  const std::string text = GetParam().text;
  Documents all(feed_of(text), format_of(GetParam().format), "d");
  all.keep_raw();
  std::vector<std::string> got;
  for (Document one; all.next(one).value();) {
    const auto raw = all.raw();
    got.emplace_back(raw.text);
    EXPECT_EQ(text.substr(raw.offset, raw.text.size()), raw.text);
    const auto alone = read(raw.text, raw.format, "d");
    ASSERT_TRUE(alone) << to_string(alone.error());
    EXPECT_EQ(to_xml(*alone), to_xml(one));
  }
  EXPECT_EQ(got, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Stream, RawBytes,
    testing::Values(
        RawCase{"rows", "format: csv", "a,b\n1,2\n\n3,4\n", {"1,2\n", "3,4\n"}},
        RawCase{"grouped_rows",
                "{ format: csv, group: a }",
                "a,b\n1,2\n\n1,3\n2,4\n",
                {"1,2\n\n1,3\n", "2,4\n"}},
        RawCase{
            "lines", "format: json-lines", "{\"a\":1}\n\n{\"a\":2}", {"{\"a\":1}\n", "{\"a\":2}"}},
        RawCase{
            "fixed_records",
            "{ format: fixed, begins: h, records: { h: { T: { width: 1, value: H } }, l: { T: { "
            "width: 1, value: L } } } }",
            "H\nL\n\nH\n",
            {"H\nL\n\n", "H\n"}}),
    kName);

TEST(Stream, AHundredMegabyteFieldIsRefusedInBoundedMemory) {
  std::size_t given = 0;
  const Feed endless = [&given](char* into, std::size_t most) -> Result<std::size_t> {
    if (given >= 100'000'000) return 0;
    std::fill(into, into + most, 'x');
    if (given == 0) into[0] = '"';
    given += most;
    return most;
  };
  Documents all(endless, format_of("{ format: csv, header: no }"), "d");
  Document one;
  const auto got = all.next(one);
  ASSERT_FALSE(got);
  EXPECT_EQ(to_string(got.error()),
            "line 1:1: a record of more than 16 MB\n  fix: look for a quote or a "
            "line end that is missing, or for the wrong format");
  EXPECT_LT(given, 20'000'000U);
  EXPECT_FALSE(*all.next(one));
}

/// Any tree of elements and texts comes back from each format that can hold it.
TEST(Formats, RandomRowsComeBack) {
  std::mt19937 random(7);
  const std::vector<std::string> alphabet = {"a", "Z",  " ", ",", ";", "\"", "'", "\\", "=",
                                             "é", "\n", "0", "[", "#", "\t", "<", "&"};
  for (int round = 0; round < 300; ++round) {
    Document out;
    auto root = out.tree().append_child("d");
    for (int r = 0; r < 3; ++r) {
      auto row = root.append_child("row");
      for (const char* name : {"A", "B"}) {
        std::string text = "x";
        for (int i = static_cast<int>(random() % 6); i > 0; --i)
          text += alphabet[random() % alphabet.size()];
        text += "x";  // formats may trim what stands at the ends
        row.append_child(name).text().set(text.c_str());
      }
    }
    for (const char* yaml :
         {"format: csv", "{ format: csv, separator: \";\", quote: always }", "format: json",
          "format: key-value", "{ format: sql, records: { row: { A: 99, B: 99 } } }"}) {
      const Format format = format_of(yaml);
      const auto text = write(out, format);
      ASSERT_TRUE(text) << yaml << to_string(text.error());
      const auto back = read(*text, format, "d");
      ASSERT_TRUE(back) << yaml << *text << to_string(back.error());
      Document plain_back = back->copy();
      for (auto row : plain_back.root().children()) row.remove_attribute("json");
      EXPECT_EQ(to_xml(plain_back), to_xml(out)) << yaml << "\n" << *text;
    }
  }
}

}  // namespace formats_test
}  // namespace norekey::mapping::formats
