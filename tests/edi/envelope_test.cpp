// What envelopes may be: separators, cuts, what stands between and behind interchanges, groups and
// the sets they hold, and what lenient reading makes of dirty files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/text.hpp"
#include "edi/ack.hpp"
#include "tests/edi/run.hpp"

namespace norekey::edi {
namespace envelope_test {

using testing::ElementsAre;
using testing::IsEmpty;

std::string order(const std::string& control = "000000101", const std::string& group = "PO",
                  const std::string& version = "004010") {
  const bool newer = version >= "004020";
  return std::string(
             "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SUPPLIER       *240115*1030") +
         (newer ? "*^*00501*" : "*U*00401*") + control + "*0*P*>~GS*" + group +
         "*BUYER*SUPPLIER*20240115*1030*7*X*" + version +
         "~ST*850*0001~BEG*00*SA*PO1**20240115~PO1*1*10*EA*9.99**VN*A~CTT*1~SE*5*0001~GE*1*7~"
         "IEA*1*" +
         control + "~";
}

std::string orders(const std::string& unb = "UNOC:3", const std::string& text = "") {
  return "UNB+" + unb + "+5412345000013:14+8798765000019:14+240115:1030+R1'UNH+1+ORDERS:D:96A:UN'" +
         "BGM+220+PO1+9'DTM+137:20240115:102'" + (text.empty() ? "" : "FTX+DIN+++" + text + "'") +
         "LIN+1++4000862141404:EN'QTY+21:10:PCE'UNS+S'UNT+" + (text.empty() ? "7" : "8") +
         "+1'UNZ+1+R1'";
}

ValidateOptions lenient() {
  ValidateOptions out;
  out.reader.lenient = true;
  return out;
}

std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string acknowledged(const std::string& text, ValidateOptions options = {}) {
  std::string out;
  Ack ack({}, [&out](const Interchange&, const AckText& one) { out += one.str().value(); });
  const auto source = open_text(text);
  EXPECT_TRUE(validate(*source, options, ack));
  return out;
}

struct Envelope {
  const char* name;
  std::string text, strict, in_lenient;
  unsigned accepted;  ///< in strict mode
};

const std::string kTwo = order() + "MAIL FOOTER\r\n" + order("000000102");

const Envelope kEnvelopes[] = {
    // a set in a group of another kind (718: 18 from 004050 on, 6 before)
    {"order_in_a_group_of_invoices", order("000000101", "IN"), "AK502=6 ST 1 1", "", 0},
    {"order_in_a_group_of_invoices_5010", order("000000101", "IN", "005010"), "AK502=18 ST 1 1", "",
     0},
    // a TA1
    {"ta1", with(order(), "GS*", "TA1*000000001*240115*1030*E*023~GS*"), "", "", 1},
    {"ta1_code", with(order(), "GS*", "TA1*000000001*240115*1030*Q*000~GS*"), "TA105=024 TA1 4",
     "TA105=024 TA1 4", 0},
    {"ta1_note", with(order(), "GS*", "TA1*000000001*240115*1030*A*999~GS*"), "TA105=024 TA1 5",
     "TA105=024 TA1 5", 0},
    {"ta1_without_note", with(order(), "GS*", "TA1*000000001*240115*1030*A~GS*"), "TA105=024 TA1 5",
     "TA105=024 TA1 5", 0},
    // trailers
    {"ge_with_three_elements", with(order(), "GE*1*7", "GE*1*7*X"), "TA105=022 GE 3", "", 0},
    {"iea_with_three_elements", with(order(), "IEA*1*000000101", "IEA*1*000000101*X"),
     "TA105=022 IEA 3", "", 0},
    // separators
    {"element_separator_is_a_letter",
     [] {
       std::string text = order();
       std::replace(text.begin(), text.end(), '*', 'Q');
       return text;
     }(),
     "TA105=026", "TA105=026", 0},
    {"terminator_is_the_element_separator", with(order(), "*P*>~GS", "*P*>*GS"), "TA105=004 ISA",
     "TA105=004 ISA", 0},
    {"terminator_is_a_letter_of_the_next_header",
     with(order(), "*P*>~GS", "*P*>AGS") + "A" + order("000000102"), "TA105=004 IS", "TA105=004 IS",
     1},
    {"component_is_the_element_separator", with(order(), "*P*>~", "*P**~"), "TA105=027 ISA",
     "TA105=027 ISA", 0},
    {"repetition_is_the_component_separator",
     with(order("000000101", "PO", "005010"), "*^*", "*>*"), "TA105=016 ISA", "TA105=016 ISA", 0},
    {"isa11_in_an_old_version", with(order(), "*U*00401", "*^*00401"), "", "", 1},
    // between interchanges
    {"what_stands_between_hides_nothing", kTwo, "trailing-data", "", 2},
    {"what_stands_behind", order() + "MAIL FOOTER\r\nISA is a word", "trailing-data", "", 1},
    // cuts
    {"cut_in_iea_reference", order().substr(0, order().size() - 8), "TA105=023 IEA", "", 1},
    {"cut_in_iea_count", order().substr(0, order().size() - 12), "TA105=023 IEA", "", 1},
    {"cut_in_ge_reference", order().substr(0, order().find("*7~IEA") + 1),
     "AK905=3 GE; TA105=023 GE", "TA105=023 GE", 1},
    {"cut_in_se", order().substr(0, order().find("*0001~GE") + 3),
     "AK502=2 SE 5; AK905=3 SE; TA105=023 SE", "AK905=3 SE; TA105=023 SE", 0},
    {"cut_in_unz_reference", with(orders(), "UNZ+1+R1'", "UNZ+1+R"), "0085=13 UNZ", "", 1},
    {"cut_in_unz_count", with(orders(), "UNZ+1+R1'", "UNZ+"), "0085=13 UNZ", "", 1},
    {"cut_in_unz_tag", with(orders(), "UNZ+1+R1'", "UN"), "0085=13 UN", "0085=13 UN", 1},
    {"wrong_count_in_an_unterminated_iea", with(order(), "IEA*1*000000101~", "IEA*2*000000101"),
     "TA105=023 IEA; TA105=021 IEA 1", "TA105=021 IEA 1", 0},
    // dirt
    {"blanks_before_terminators", with(order(), "PO1**20240115~", "PO1**20240115  ~"),
     "AK403=5 BEG 2 5", "", 0},
    {"blanks_before_edifact_terminators", with(orders(), "QTY+21:10:PCE'", "QTY+21:10:PCE '"),
     "0085=39 QTY 5 1-3", "", 0},
    // UNA and UNB
    {"una_with_a_letter", "UNA:+.? U" + orders(), "0085=20", "0085=20", 0},
    {"una_behind_lost_terminators", "UNA:+.? UNB+UNOA:2+A:14+B:14+240115:1030+R1UNH+1",
     "0085=20 NB", "0085=20 NB", 0},
    {"date_too_short", with(orders(), "240115", "24011"), "0085=40 UNB 4-1", "0085=40 UNB 4-1", 0},
    {"date_of_version_4_in_3", with(orders(), "240115", "20240115"), "", "", 1},
    {"date_of_version_3_in_4", orders("UNOC:4"), "", "", 1},
    {"date_of_version_4", with(orders("UNOC:4"), "240115", "20240115"), "", "", 1},
    {"time_too_long", with(orders(), "1030", "10300"), "0085=39 UNB 4-2", "0085=39 UNB 4-2", 0},
    {"no_version", orders("UNOC"), "0085=2 UNB 1-2", "0085=2 UNB 1-2", 0},
    {"level_too_long", orders("UNOCX:3"), "0085=2 UNB 1-1", "0085=2 UNB 1-1", 0},
    // characters of a level
    {"latin_1", orders("UNOC:3", "gr\xfc\xdf"), "", "", 1},
    {"small_letters_of_unoa", orders("UNOA:3", "Dock"), "0085=21 FTX 4 4", "", 0},
    {"small_and_wide_letters_of_unoa",
     orders("UNOA:3",
            "D\xf6"
            "ck"),
     "0085=21 FTX 4 4", "0085=21 FTX 4 4", 0},
    {"control_of_latin_1", orders("UNOC:3", "a\x85z"), "0085=21 FTX 4 4", "0085=21 FTX 4 4", 0},
    {"euro_of_windows_in_latin_1", orders("UNOC:3", "5 \x80"), "0085=21 FTX 4 4", "0085=21 FTX 4 4",
     0},
    {"utf_8", with(orders("UNOW:4", "5 \xe2\x82\xac"), "240115", "20240115"), "", "", 1},
};

class Envelopes : public testing::TestWithParam<Envelope> {};

TEST_P(Envelopes, SayWhatIsWrongWithThem) {
  const Envelope& e = GetParam();
  const Told strict = run(e.text);
  EXPECT_EQ(join(strict.errors(), "; "), e.strict) << e.text;
  EXPECT_EQ(strict.totals.accepted, e.accepted);
  EXPECT_EQ(join(run(e.text, lenient()).errors(), "; "), e.in_lenient);
  ValidateOptions scalar;
  scalar.reader.scalar = true;
  const Told again = run(e.text, scalar, 7);
  EXPECT_EQ(again.errors(), strict.errors());
  EXPECT_EQ(again.totals.accepted, e.accepted);
}

INSTANTIATE_TEST_SUITE_P(Edi, Envelopes, testing::ValuesIn(kEnvelopes),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Envelope, ThatNeverEndsIsToldInsideOfTheInput) {
  const std::string text = with(order(), "*P*>~GS", "*P*> ~\n\n\nGS");
  const Told told = run(text, lenient());
  ASSERT_FALSE(told.findings.empty());
  for (const Finding& one : told.findings) EXPECT_LE(one.place.column, text.size()) << one.text;
}

TEST(Envelope, IsWarnedOfAGroupWithoutSets) {
  const std::string text = with(
      order(), "GE*1*7~IEA*1", "GE*1*7~GS*PO*BUYER*SUPPLIER*20240115*1030*8*X*004010~GE*0*8~IEA*2");
  EXPECT_THAT(run(text).errors(), IsEmpty());
  EXPECT_THAT(run(text).warnings(), ElementsAre("warning/empty-group GE"));
}

TEST(Envelope, IsWarnedOfADateInTheFormOfAnotherSyntaxVersion) {
  EXPECT_THAT(run(orders("UNOC:4")).warnings(), ElementsAre("warning/date-digits UNB 4-1"));
  EXPECT_THAT(run(with(orders(), "240115", "20240115")).warnings(),
              ElementsAre("warning/date-digits UNB 4-1"));
}

TEST(Envelope, GivesATimeWithoutLineBreaksThoughIsaIsWrapped) {
  std::string text = order();
  text = text.substr(0, 80) + "\r\n" + text.substr(80);
  EXPECT_THAT(acknowledged(text, lenient()), testing::HasSubstr("AK9*A*1*1*1~"));
  const Told told = run(text, lenient());
  EXPECT_THAT(told.errors(), IsEmpty());
  ASSERT_EQ(told.interchanges.size(), 1u);
  EXPECT_EQ(told.interchanges[0].time, "1030");
}

TEST(Envelope, SaysInTheAnswerThatASetIsInTheWrongGroup) {
  EXPECT_THAT(acknowledged(order("000000101", "IN")),
              testing::HasSubstr("AK1*IN*7~AK2*850*0001~AK5*R*6~AK9*R*1*1*0~"));
  EXPECT_THAT(acknowledged(order("000000101", "IN", "005010")),
              testing::HasSubstr("AK2*850*0001~AK5*R*18~AK9*R*1*1*0~"));
}

}  // namespace envelope_test
}  // namespace norekey::edi
