/// Where a value came from: field, mapping line, source path, steps, bytes.
#include <gtest/gtest.h>

#include "mapping/mapping.hpp"
#include "mapping/told_json.hpp"

namespace norekey::mapping {
namespace explain_test {

struct Located {
  const char *name, *format;
  std::string text;
  const char *path, *want;
};

class Locating : public testing::TestWithParam<Located> {};

TEST_P(Locating, GivesTheBytesOfTheValue) {
  config::Findings findings;
  auto section = config::read_yaml(GetParam().format, "f.yaml", findings);
  const auto format = formats::read_format(*section);
  const auto document = formats::read(GetParam().text, format, "d");
  ASSERT_TRUE(document) << to_string(document.error());
  const auto node = document->tree().select_node(GetParam().path);
  ASSERT_TRUE(node);
  const auto range = formats::locate(GetParam().text, format, node);
  ASSERT_TRUE(range);
  EXPECT_EQ(GetParam().text.substr(range->from, range->to - range->from), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Formats, Locating,
    testing::Values(
        Located{"json", "format: json", R"({"a": "\"x", "l": [{"b": 1.50}, {"b": [7, 8]}]})",
                "/d/l[1]/b", "1.50"},
        Located{"json_list", "format: json", R"({"a": [3, 4], "l": [{"b": 1}, {"b": [7, 8]}]})",
                "/d/l[2]/b[2]", "8"},
        Located{"json_escaped_key", "format: json", R"({"a b": {"c": "x, }"}})", "/d/a_x0020_b/c",
                "\"x, }\""},
        Located{"json_list_of_lists", "format: json", "[[1, 2], [3, 4]]", "/d/item[2]/item[1]",
                "3"},
        Located{"csv", "format: csv", "a,b\n1,\"x,\"\"y\"\n2,z\n", "/d/row[1]/b", "\"x,\"\"y\""},
        Located{"fixed",
                "{ format: fixed, records: { h: { T: { width: 1, value: H }, N: 4 }, l: { T: { "
                "width: 1, value: L }, N: 4 } } }",
                "HW1\nLab\nLc  d\n", "/d/l[2]/N", "c  d"},
        Located{"xml", "format: xml", "<d><l n='1'>a</l><l n='2'>b</l></d>", "/d/l[2]", "b"},
        Located{"xml_attribute", "format: xml", "<d><l n='1'>a</l><l n='22'>b</l></d>",
                "/d/l[2]/@n", "22"},
        Located{"xml_with_prefixes_of_the_sender", "{ format: xml, namespaces: { c: \"urn:cx\" } }",
                "<o xmlns='urn:cx'><!-- <id> --><id n='>'>M&#252;ller <![CDATA[<&>]]></id></o>",
                "/c:o/c:id", "M&#252;ller <![CDATA[<&>]]>"},
        Located{"xml_of_another_charset", "format: xml",
                "<?xml version='1.0' encoding='ISO-8859-1'?><d><a>M\xFCller</a><b/><b x='1' y = "
                "\"2\">k</b></d>",
                "/d/b[2]", "k"},
        Located{"xml_empty", "format: xml", "<d><a>1</a><a/></d>", "/d/a[2]", ""},
        Located{"xml_second_attribute", "format: xml", "<d><a xy='1' y = \"2\"/></d>", "/d/a/@y",
                "2"},
        Located{"csv_without_quotes", "{ format: csv, quote: never }", "a,b\n1,\"x\n", "/d/row/b",
                "\"x"},
        Located{"csv_records",
                "{ format: csv, header: no, records: { H: { T: { value: H } }, L: { "
                "T: { value: L }, N: 5 } } }",
                "H\nL,1\nL,22\n", "/d/L[2]/N", "22"},
        Located{
            "sql", "format: sql",
            "-- rows\nINSERT INTO o (a, b) VALUES ('1', 12.50), ('2', NULL);\nINSERT INTO l (a) "
            "VALUES ('O''B');",
            "/d/l/a", "'O''B'"},
        Located{"sql_number", "format: sql", "INSERT INTO o (a, b) VALUES (1, 2), (3, 12.50)",
                "/d/o[2]/b", "12.50"},
        Located{"key_value", "format: key-value", "a=1\nb= x y\n", "/d/b", " x y"},
        Located{"key_value_element", "format: key-value",
                "sku=1\n[line]\nsku=A\n[line]\n@n=2\nsku = B\\tC\r\n", "/d/line[2]/sku", " B\\tC"},
        Located{"key_value_attribute", "format: key-value", "[line]\n@n=1\n[line]\n@n=22\n",
                "/d/line[2]/@n", "22"},
        Located{"key_value_charset", "{ format: key-value, charset: latin-1 }",
                "n=M\xFCller\nm=1\n", "/d/m", "1"}),
    [](const auto &info) { return std::string(info.param.name); });

TEST(Explain, GoesFromTheFieldBackToTheBytes) {
  config::Findings findings;
  const auto mapping = Mapping::load(
      "mapping: m\nroot: sale\nlines:\n  each: line\n  as: line\n  fields:\n    price: { from: "
      "amount, divide: quantity, round: 4 }\n",
      "mappings/m.yaml", "UTC", findings);
  ASSERT_TRUE(mapping);
  const std::string text =
      R"({"line": [{"quantity": 1, "amount": 5}, {"quantity": 3, "amount": "10.00"}]})";
  const auto format = formats::plain(formats::Kind::json);
  const auto order = order_from_json(text);
  mapping::Run run;
  run.explain = true;
  ASSERT_TRUE(mapping->apply(*order, {}, &run));
  EXPECT_EQ(told_text(told_json(run, "line[2]/price", {text, &format})),
            "/sale/line[2]/price = '3.3333'\n"
            "  mapping  mappings/m.yaml:7:12\n"
            "  source   from amount\n"
            "           /order/line[2]/amount = '10.00'  bytes 66 to 73\n"
            "  step     divide quantity gives '3.3333'  (mappings/m.yaml:7:36)\n"
            "  step     round gives '3.3333'  (mappings/m.yaml:7:53)\n");
  EXPECT_EQ(told_json(run, "price", {}).size(), 2U);
  EXPECT_EQ(told_json(run, "quantity", {}).size(), 0U);
}

TEST(Explain, TellsWhyAFieldHasNoValue) {
  config::Findings findings;
  const auto mapping = Mapping::load(
      "mapping: m\nfields: { A: { from: sku, map: { x: y } }, B: { from: none, default: D } }\n",
      "m.yaml", "UTC", findings);
  mapping::Run run;
  run.explain = true;
  EXPECT_FALSE(mapping->apply(*from_xml("<order><sku>q</sku></order>"), {}, &run));
  EXPECT_EQ(told_text(told_json(run, "A", {})),
            "A = ''\n  mapping  m.yaml:2:14\n  source   from sku\n           /order/sku = 'q'\n"
            "  step     map gives ''q' is not in the map'  (m.yaml:2:32)\n  error    'q' is not in "
            "the map\n");
  EXPECT_EQ(told_text(told_json(run, "B", {})),
            "/document/B = 'D'\n  mapping  m.yaml:2:47\n  source   from none\n  step     default "
            "gives 'D'  (m.yaml:2:47)\n");
}

TEST(Explain, KnowsWhichFieldIsMeant) {
  EXPECT_TRUE(is_meant("/sale/line[2]/price", "price"));
  EXPECT_TRUE(is_meant("/sale/line[2]/price", "line/price"));
  EXPECT_TRUE(is_meant("/sale/line[2]/price", "line[2]/price"));
  EXPECT_FALSE(is_meant("/sale/line[2]/price", "line[1]/price"));
  EXPECT_TRUE(is_meant("/sale/line/price", "line[1]/price"));
  EXPECT_FALSE(is_meant("/sale/line[2]/price", "/line/price"));
  EXPECT_TRUE(is_meant("/sale/@no", "@no"));
}

}  // namespace explain_test
}  // namespace norekey::mapping
