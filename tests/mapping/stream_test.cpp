/// Long texts, one document after the other: what is refused takes its whole document with it, and
/// none of its neighbours.
#include "mapping/formats/stream.hpp"

#include <gtest/gtest.h>

namespace norekey::mapping::formats {
namespace stream_test {

struct StreamCase {
  const char *name, *format;
  std::string text;
  std::vector<std::string> want;  ///< the texts of a document's fields, or what is wrong
};

std::string texts_of(const Document& document) {
  std::string out;
  for (const auto record : document.root().children()) {
    out += out.empty() ? "" : "; ";
    bool any = false;
    for (const auto field : record.children()) {
      out += std::string(any ? " " : "") + field.text().get();
      any = true;
    }
  }
  return out;
}

class WholeDocuments : public testing::TestWithParam<StreamCase> {};

TEST_P(WholeDocuments, ComeOutOrNothingOfThem) {
  config::Findings findings;
  auto section = config::read_yaml(GetParam().format, "f.yaml", findings);
  const Format format = read_format(*section);
  ASSERT_TRUE(findings.ok()) << to_string(findings.errors.front());
  Documents all(feed_of(GetParam().text), format, "d");
  all.keep_raw();
  std::vector<std::string> got;
  for (int i = 0; i < 20; ++i) {
    Document one;
    const auto next = all.next(one);
    if (!next) {
      Error e = next.error();
      e.fix.clear();
      got.push_back(to_string(e));
      continue;
    }
    if (!*next) break;
    got.push_back(texts_of(one));
    const auto raw = all.raw();
    EXPECT_EQ(GetParam().text.substr(raw.offset, raw.text.size()), raw.text);
    const auto alone = read(raw.text, raw.format, "d");
    ASSERT_TRUE(alone) << to_string(alone.error());
    EXPECT_EQ(to_xml(*alone), to_xml(one));
  }
  EXPECT_EQ(got, GetParam().want);
}

constexpr const char* kGrouped = "{ format: csv, group: n }";
constexpr const char* kCsvRecords =
    "{ format: csv, header: no, begins: h, records: { h: { T: { value: H }, N: 9 }, l: { T: { "
    "value: L }, N: { type: number } } } }";
constexpr const char* kFixedRecords =
    "{ format: fixed, begins: h, records: { h: { T: { width: 1, value: H }, N: 2 }, l: { T: { "
    "width: 1, value: L }, N: { width: 2, type: number } } } }";

INSTANTIATE_TEST_SUITE_P(
    Csv, WholeDocuments,
    testing::Values(
        StreamCase{"a_short_row_in_the_middle",
                   kGrouped,
                   "n,s,q\n1,A,2\n1,B\n1,C,3\n2,D,4\n",
                   {"line 3:1: the row has 2 fields, the header 3", "2 D 4"}},
        StreamCase{"a_broken_first_row_leaves_the_document_before",
                   kGrouped,
                   "n,s,q\n1,A,2\n2,B\n2,C,3\n3,D,4\n",
                   {"1 A 2", "line 3:1: the row has 2 fields, the header 3", "3 D 4"}},
        StreamCase{"several_broken_rows_are_one_refusal",
                   kGrouped,
                   "n,s,q\n1,A\n1,B\n1,C,3\n2,D,4\n",
                   {"line 2:1: the row has 2 fields, the header 3", "2 D 4"}},
        StreamCase{"a_byte_of_another_charset_in_a_row_whose_document_is_known",
                   kGrouped,
                   "n,s,q\n1,A,2\n2,M\xFC,3\n2,C,3\n3,D,4\n",
                   {"1 A 2", "line 3:4: the byte 0xFC is not utf-8", "3 D 4"}},
        StreamCase{"a_row_of_which_nobody_knows_the_document_takes_both_neighbours",
                   kGrouped,
                   "n,s,q\n1,A,2\n\xFC,B,3\n2,C,3\n2,D,4\n3,E,5\n",
                   {"line 3:1: the byte 0xFC is not utf-8",
                    "line 4:1: a row of this document may be missing: line 3 cannot be read, so "
                    "nobody knows which document it belongs to",
                    "3 E 5"}},
        StreamCase{"a_row_too_short_to_name_its_document",
                   "{ format: csv, group: n }",
                   "s,n\nA,1\nB\nC,1\nD,2\nE,3\n",
                   {"line 3:1: the row has 1 field, the header 2",
                    "line 5:1: a row of this document may be missing: line 3 cannot be read, so "
                    "nobody knows which document it belongs to",
                    "E 3"}},
        StreamCase{"text_behind_a_quote_in_the_last_row",
                   kGrouped,
                   "n,s\n1,A\n1,\"B\"x\n",
                   {"line 3:6: text behind a closing quote"}},
        StreamCase{"a_number_that_is_none_behind_the_header",
                   kCsvRecords,
                   "H,1\nL,2\nL,x\nL,3\nH,4\nL,5\n",
                   {"line 3: N: 'x' is not a number of the column's type", "H 4; L 5"}},
        StreamCase{"a_broken_header",
                   kCsvRecords,
                   "H,1\nL,2\nH\nL,3\nH,4\nL,5\n",
                   {"H 1; L 2", "line 3:1: the row has 1 field, 'h' has 2", "H 4; L 5"}},
        StreamCase{"rows_before_the_first_header",
                   kCsvRecords,
                   "L,1\nL,2\nH,4\nL,5\n",
                   {"line 1:1: the row 'L, 1' stands before the first 'h', with which a document "
                    "begins",
                    "H 4; L 5"}},
        StreamCase{"a_document_a_row_goes_on_behind_a_bad_one",
                   "format: csv",
                   "n,s\n1,A\n2\n3,C\n",
                   {"1 A", "line 3:1: the row has 1 field, the header 2", "3 C"}}),
    [](const auto& info) { return std::string(info.param.name); });

INSTANTIATE_TEST_SUITE_P(
    Fixed, WholeDocuments,
    testing::Values(
        StreamCase{"a_number_that_is_none_behind_the_header",
                   kFixedRecords,
                   "H01\nL02\nLx3\nL04\nH05\nL06\n",
                   {"line 3:2: l/N: 'x3' is not a number of the column's type", "H 05; L 6"}},
        StreamCase{"a_record_that_is_none",
                   kFixedRecords,
                   "H01\nXXX\nL04\nH05\nL06\n",
                   {"line 2: no record of the layout fits 'XXX'", "H 05; L 6"}},
        StreamCase{"records_before_the_first_header",
                   kFixedRecords,
                   "L01\nL02\nH05\nL06\n",
                   {"line 1: the record 'l' stands before the first 'h', with which a document "
                    "begins",
                    "H 05; L 6"}},
        StreamCase{"a_cut_record_leaves_the_whole_one_before_it",
                   "{ format: fixed, charset: latin-1, line_end: none, records: { r: { N: 2, M: 1 "
                   "} } }",
                   "01A02B03",
                   {"01 A", "02 B", "line 3: r: the last record has 2 bytes, 'r' has 3"}}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace stream_test
}  // namespace norekey::mapping::formats
