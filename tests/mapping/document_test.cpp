#include "mapping/document.hpp"

#include <gtest/gtest.h>

#include "mapping/names.hpp"

namespace norekey::mapping {
namespace document_test {

TEST(Json, BecomesTheTreeWithTheTextOfItsNumbers) {
  const auto out = from_json(
      R"({"id": 7, "price": 12.50, "big": 1E+2, "a b": "x", "list": [1, [2, 3]], "no": null, "yes": true, "o": {}})");
  ASSERT_TRUE(out) << to_string(out.error());
  EXPECT_EQ(to_xml(*out), R"(<json>
  <id>7</id>
  <price>12.50</price>
  <big>1E+2</big>
  <a_x0020_b>x</a_x0020_b>
  <list>1</list>
  <list>
    <item>2</item>
    <item>3</item>
  </list>
  <no null="true" />
  <yes>true</yes>
  <o />
</json>
)");
}

TEST(Xml, AByteThatItsEncodingDoesNotHaveIsNamedWithItsPlace) {
  const auto read = from_xml("<?xml version='1.0' encoding='windows-1252'?>\n<a>\x81</a>");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().where.line, 2U) << to_string(read.error());
  EXPECT_EQ(read.error().where.column, 4U);
}

TEST(Json, ALineBreakOfWindowsIsStillOneWhenItIsWrittenAndReadAsXml) {
  const auto read = from_json(R"({"note": "dock 4\r\nring twice\r"})");
  ASSERT_TRUE(read) << to_string(read.error());
  EXPECT_EQ(to_xml(*read), "<json>\n  <note>dock 4&#13;\nring twice&#13;</note>\n</json>\n");
  const auto again = from_xml(to_xml(*read));
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_STREQ(again->root().child_value("note"), "dock 4\r\nring twice\r");
}

struct BadText {
  const char* name;
  std::string text;
  const char* want;
};

class BadJson : public testing::TestWithParam<BadText> {};

TEST_P(BadJson, IsRefusedWithItsPlace) {
  const auto out = from_json(GetParam().text);
  ASSERT_FALSE(out);
  Error e = out.error();
  e.fix.clear();
  EXPECT_EQ(to_string(e), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Mapping, BadJson,
    testing::Values(
        BadText{"cut", "{\"a\": [1,", "line 1:10: not JSON: the document ends in the middle"},
        BadText{"nul", std::string("{\n\"a\": \"x\\u0000y\"}"),
                "line 2:15: a character U+0000 cannot be part of a document"},
        BadText{"not_utf8", "{\"a\": \"\xff\"}", "line 1:8: not JSON: a byte that is not UTF-8"},
        BadText{"more", "{} x", "line 1:4: not JSON: there is more after the end of the document"},
        BadText{"deep", std::string(200, '['), "line 1:101: not JSON: too deep"},
        BadText{"comma", "{\"a\": 1,}", "line 1:9: not JSON: '}' is not expected here"},
        BadText{"not_a_number", "{\"a\": NaN}", "line 1:7: not JSON: 'N' is not expected here"},
        BadText{"line_break", "{\"a\": \"x\ny\"}",
                "line 1:9: not JSON: a line break inside a text, which is written \\n"},
        BadText{"control", "{\"a\": \"x\x01\"}",
                "line 1:9: not JSON: a control character inside a text, which is written \\u0001"},
        BadText{"letter", "{\xC3\xA4: 1}", "line 1:2: not JSON: a letter stands outside a text"},
        BadText{"second_half", "{\"a\": \"\\udc00\"}",
                "line 1:14: not JSON: '\\udc00' is half of a surrogate pair"},
        BadText{"blank", " \n", "line 2:1: not JSON: the document is empty"},
        BadText{"empty", "", "line 1:1: not JSON: the document is empty"}),
    [](const auto& info) { return std::string(info.param.name); });

class BadXml : public testing::TestWithParam<BadText> {};

TEST_P(BadXml, IsRefusedWithItsPlace) {
  const auto out = from_xml(GetParam().text);
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().what, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Mapping, BadXml,
    testing::Values(
        BadText{"cut", "<a><b>", "not well-formed XML: start-end tags mismatch"},
        BadText{"laughs", "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
                "a DOCTYPE is not accepted: it may pull in entities or files"},
        BadText{"nul", std::string("<a>\0</a>", 8),
                "a character U+0000 cannot be part of a document"},
        BadText{"utf16", std::string("\xFF\xFE<\0a\0/\0>\0", 10), "the document is UTF-16"},
        BadText{"latin", "<a>M\xFCller</a>", "a byte that is not UTF-8"},
        BadText{"encoding", "<?xml version='1.0' encoding='KOI8-R'?><a/>",
                "the encoding 'koi8-r' is not read"},
        BadText{"entity", "<a>&copy;</a>", "'&copy;' is no character"},
        BadText{"ampersand", "<a>M & M</a>", "'&' is no character"},
        BadText{"nul_character", "<a>&#0;</a>", "'&#0;' is no character"},
        BadText{"surrogate", "<a b='&#xD800;'/>", "'&#xD800;' is no character"},
        BadText{"text_before", "x <a/>",
                "not well-formed XML: the text 'x ' stands outside of the root element"},
        BadText{"control_before", "\v<a/>",
                "not well-formed XML: the text '\\x0b' stands outside of the root element"},
        BadText{"text_after", "<a/>\n<!-- c -->51",
                "not well-formed XML: the text '51' stands outside of the root element"},
        BadText{"two_roots", "<a/>\n<b/>",
                "not well-formed XML: <b> stands after the end of <a>: a document has "
                "one root element"},
        BadText{"comment_only", "<!-- c -->", "not well-formed XML: no document element found"},
        BadText{"empty", "", "not well-formed XML: no document element found"}),
    [](const auto& info) { return std::string(info.param.name); });

/// Some senders put one there; RFC 8259, 8.1: who reads may pass it over.
TEST(Json, AByteOrderMarkIsPassedOverAndMovesNoPlace) {
  EXPECT_EQ(to_xml(from_json("\xEF\xBB\xBF{\"a\":1.50}", "order").value()),
            to_xml(from_json("{\"a\":1.50}", "order").value()));
  EXPECT_EQ(to_string(from_json("\xEF\xBB\xBF{\"a\":x}", "order").error()),
            "line 1:9: not JSON: 'x' is not expected here\n  fix: ask the sender, or open the file "
            "in an editor");
  EXPECT_EQ(from_json("\xEF\xBB\xBF", "order").error().what, "not JSON: the document is empty");
}

TEST(Json, ATextOfBlanksIsKeptWhenTheTreeIsWrittenAndReadAgain) {
  const auto once = to_xml(from_json(R"({"note": "  ", "line": {"sku": "A"}})").value());
  EXPECT_EQ(to_xml(from_xml(once).value()), once);
}

TEST(Names, AreReversible) {
  for (const char* key :
       {"plain", "with space", "", "_x", "_x0041_", "1st", "a:b", "é", "x-y.z", "-a", "<&>"}) {
    EXPECT_EQ(decode_name(encode_name(key)), key);
  }
}

TEST(OrderTree, ReadsBackEqual) {
  Order o;
  o.number = "W1";
  o.operation = Operation::cancel;
  o.currency = "USD";
  o.placed_at = parse_instant("2026-03-11T03:30:00.123456Z").value();
  o.requested = parse_date("2026-04-01").value();
  o.ship_to.residential = true;
  o.buyer.groups = {"GOLD", "VIP"};
  o.order_address = Address{};
  o.order_address->city = "Trier";
  Line line;
  line.number = 1;
  line.quantity = Decimal::parse("1.500").value();
  line.components.push_back({"C1", "EA", 2});
  o.lines.push_back(line);
  o.charges.push_back({"freight", "", "", Decimal::parse("12.95").value(), {}});
  o.extras.push_back({"gift", "yes\nno"});
  const std::string once = to_xml(to_document(o));
  const auto again = to_order(from_xml(once).value());
  ASSERT_TRUE(again) << to_string(again.error());
  EXPECT_EQ(to_xml(to_document(*again)), once);
  EXPECT_EQ(again->lines[0].quantity.str(), "1.500");
  EXPECT_EQ(again->placed_at, o.placed_at);
}

TEST(OrderTree, AValueThatItsFieldCannotHoldIsRefusedWithItsPath) {
  const auto out =
      to_order(from_xml("<order><line><quantity>many</quantity></line></order>").value());
  EXPECT_EQ(out.error().where.field, "/order/line/quantity");
}

struct ReadXml {
  const char* name;
  std::string text;
  const char* want;
};

class GoodXml : public testing::TestWithParam<ReadXml> {};

TEST_P(GoodXml, HasTheWholeTextOfAnElement) {
  const auto out = from_xml(GetParam().text);
  ASSERT_TRUE(out) << to_string(out.error());
  EXPECT_STREQ(out->root().text().get(), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Mapping, GoodXml,
    testing::Values(
        ReadXml{"cdata", "<a>AB<![CDATA[&C <d>]]>E<!-- & -->F</a>", "AB&C <d>EF"},
        ReadXml{"only_cdata", "<a><![CDATA[x & y]]></a>", "x & y"},
        ReadXml{"around_elements", "\n<a>x<b>1</b>y<c/>z</a>\n\n", "xyz"},
        ReadXml{"instruction", "<a>x<?p & ?>y</a>", "xy"},
        ReadXml{"references", "<a>&lt;&#65;&#x42;&amp;</a>", "<AB&"},
        ReadXml{"latin_1", "<?xml version='1.0' encoding='ISO-8859-1'?><a>M\xFCller</a>", "Müller"},
        ReadXml{"windows", "<?xml version=\"1.0\" encoding=\"Windows-1252\"?><a>\x80</a>", "€"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace document_test
}  // namespace norekey::mapping
