#include "mapping/csv.hpp"

#include <gtest/gtest.h>

#include <random>

#include "mapping/check.hpp"
#include "mapping/mapping.hpp"

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

/// What a mapping without records makes of documents, one after the other.
std::string rows_of(const std::string& yaml, const std::vector<std::string>& documents) {
  config::Findings findings;
  const auto mapping =
      Mapping::load("mapping: m\nfrom: document\nroot: o\n" + yaml, "m.yaml", "UTC", findings);
  if (!mapping) return to_string(findings.errors.front());
  std::string out;
  for (const std::string& text : documents) {
    const auto made = mapping->apply(*from_json(text, "d"), Lookups());
    out += made ? *formats::write(mapping->written(*made), *mapping->to()) : "?";
  }
  return out;
}

struct ColumnsCase {
  const char *name, *yaml;
  std::vector<std::string> documents;
  const char* want;
};

class CsvColumns : public testing::TestWithParam<ColumnsCase> {};

TEST_P(CsvColumns, AreTheMappingsWhateverADocumentLacks) {
  EXPECT_EQ(rows_of(GetParam().yaml, GetParam().documents), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Mapping, CsvColumns,
    testing::Values(
        ColumnsCase{"one_row_a_document",
                    "to: { format: csv, header: no }\nfields: { N: n, D: d, B: b }\n",
                    {R"({"n": 1, "d": 2, "b": 3})", R"({"n": 2, "b": 3})", R"({"b": 4})"},
                    "1,2,3\n2,,3\n,,4\n"},
        ColumnsCase{"with_a_header",
                    "to: { format: csv }\nfields: { N: n, D: { from: d, when: n > 1 }, B: b }\n",
                    {R"({"n": 1, "d": 2, "b": 3})"},
                    "N,D,B\n1,,3\n"},
        ColumnsCase{"rows_of_groups",
                    "to: { format: csv }\nfields: { confirm: { fields: { customer: n } } }\n"
                    "lines: { each: l, as: r, fields: { S: s, D: d, Q: q } }\n"
                    "rest: { each: f, as: r, fields: { S: { value: FRT }, A: a } }\n",
                    {R"({"n": 1, "l": [{"s": "x", "q": 1}, {"s": "y", "d": 5, "q": 2}]})",
                     R"({"n": 1, "l": {"s": "z"}, "f": {"a": 9}})"},
                    "S,D,Q,A\nx,,1,\ny,5,2,\nS,D,Q,A\nz,,,\nFRT,,,9\n"},
        ColumnsCase{"names_that_xml_has_not",
                    "to: { format: csv }\nfields: { \"Order No\": n, \"Größe (cm)\": d }\n",
                    {R"({"n": 1, "d": 2})"},
                    "Order No,Größe (cm)\n1,2\n"},
        ColumnsCase{"names_that_xml_has_not_in_records",
                    "to: { format: csv, records: { o: { \"Order No\": 9, \"%\": 3 } } }\n"
                    "fields: { \"Order No\": n, \"%\": d }\n",
                    {R"({"n": 1, "d": 2})"},
                    "Order No,%\n1,2\n"},
        ColumnsCase{"names_that_xml_has_not_in_json",
                    "to: { format: json-lines }\nfields: { \"Order No\": n }\n"
                    "lines: { each: d, as: \"a/b\", fields: { \"2nd\": . } }\n",
                    {R"({"n": 1, "d": 2})"},
                    R"({"Order No":"1","a/b":[{"2nd":"2"}]})"},
        ColumnsCase{"fields_of_flat_groups",
                    "to: { format: csv, header: no }\nfields: { N: n }\n"
                    "more: { each: m, flat: yes, fields: { A: a, B: b } }\n",
                    {R"({"n": 1, "m": {"b": 2}})", R"({"n": 2})"},
                    "1,,2\n2,,\n"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(CsvColumns, OfTheTopThatNoRowHasAreWarnedOf) {
  config::Findings findings;
  const auto mapping = Mapping::load(
      "mapping: m\nfrom: document\nroot: o\nto: { format: csv }\n"
      "fields: { N: n }\nlines: { each: l, as: r, fields: { S: s } }\n",
      "m.yaml", "UTC", findings);
  ASSERT_TRUE(mapping);
  check(*mapping, {}, findings);
  ASSERT_EQ(findings.warnings.size(), 1U);
  EXPECT_EQ(to_string(findings.warnings[0]),
            "m.yaml:5:14: fields.N: the field 'N' is not written: the rows of this CSV are the "
            "'r'\n"
            "  fix: give it to the group, or name the records in  to: { format: csv, records: … }");
}

}  // namespace csv_test
}  // namespace norekey::mapping
