// Levels of a shipment: each HL (X12) or CPS (EDIFACT) has a number of its own and names one before
// it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/edi/run.hpp"

namespace norekey::edi {
namespace hierarchy_test {

using testing::IsEmpty;

std::string notice(const std::string& levels) {
  const std::string body = "ST*856*0001~BSN*00*S1*20240115*1030~" + levels;
  const auto segments = std::to_string(std::count(body.begin(), body.end(), '~') + 1);
  return "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SUPPLIER       *240115*1030*U*00401"
         "*000000101*0*P*>~GS*SH*BUYER*SUPPLIER*20240115*1030*7*X*004010~" +
         body + "SE*" + segments + "*0001~GE*1*7~IEA*1*000000101~";
}

std::string despatch(const std::string& levels) {
  const std::string body = "UNH+1+DESADV:D:96A:UN'BGM+351+S1+9'" + levels;
  const auto segments = std::to_string(std::count(body.begin(), body.end(), '\'') + 1);
  return "UNB+UNOC:3+5412345000013:14+8798765000019:14+240115:1030+R1'" + body + "UNT+" + segments +
         "+1'UNZ+1+R1'";
}

struct Levels {
  const char *name, *x12, *edifact;
  std::string at;  ///< " 4 2": segment and element of the finding; "" = there is none
};

class Hierarchy : public testing::TestWithParam<Levels> {};

TEST_P(Hierarchy, IsCheckedWhereNothingElseSaysWhatIsPackedIntoWhat) {
  const Levels& one = GetParam();
  const Told x12 = run(notice(one.x12)), edifact = run(despatch(one.edifact));
  ValidateOptions lenient;
  lenient.reader.lenient = true;
  const Told read = run(notice(one.x12), lenient);
  EXPECT_THAT(read.errors(), IsEmpty());
  if (one.at.empty()) {
    EXPECT_THAT(x12.findings, IsEmpty());
    EXPECT_THAT(edifact.findings, IsEmpty());
    return;
  }
  EXPECT_THAT(x12.errors(), testing::Contains("AK403=7 HL" + one.at));
  EXPECT_THAT(edifact.errors(), testing::Contains("0085=12 CPS" + one.at));
  EXPECT_THAT(read.warnings(), testing::ElementsAre("warning/hierarchy HL" + one.at));
  EXPECT_EQ(x12.sets.at(0).verdict, Verdict::rejected);
}

INSTANTIATE_TEST_SUITE_P(
    Edi, Hierarchy,
    testing::Values(
        Levels{"each_below_one_before", "HL*1**S~HL*2*1*O~HL*3*2*I~HL*4*2*I~HL*5*1*O~",
               "CPS+1'CPS+2+1'CPS+3+2'", ""},
        Levels{"numbers_need_not_be_in_order", "HL*10**S~HL*7*10*O~HL*A*7*I~", "CPS+10'CPS+7+10'",
               ""},
        Levels{"leading_zeros_are_the_same_number", "HL*01**S~HL*2*1*O~", "CPS+01'CPS+2+1'", ""},
        Levels{"parent_is_nobody", "HL*1**S~HL*2*9*O~", "CPS+1'CPS+2+9'", " 4 2"},
        Levels{"parent_comes_later", "HL*1**S~HL*2*3*O~HL*3*1*O~", "CPS+1'CPS+2+3'CPS+3+1'",
               " 4 2"},
        Levels{"its_own_parent", "HL*1**S~HL*2*2*O~", "CPS+1'CPS+2+2'", " 4 2"},
        Levels{"number_used_twice", "HL*1**S~HL*2*1*O~HL*2*1*O~", "CPS+1'CPS+2+1'CPS+2+1'", " 5 1"},
        Levels{"first_has_a_parent", "HL*1*7*S~HL*2*1*O~", "CPS+1+7'CPS+2+1'", " 3 2"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(HierarchyOfASet, SaysWhatItFoundAndForgetsItWithTheSet) {
  const Told told = run(notice("HL*1**S~HL*3*2*O~HL*3*1*O~"));
  ASSERT_GE(told.findings.size(), 2u);
  EXPECT_EQ(told.findings[0].text, "HL02 '2' names no HL before this one");
  EXPECT_EQ(told.findings[1].text, "HL01 '3' is the number of an earlier HL of this set");
  std::string twice = notice("HL*1**S~HL*2*1*O~");
  const std::size_t set = twice.find("ST*"), end = twice.find("GE*");
  std::string again = twice.substr(set, end - set);
  again.replace(again.find("ST*856*0001"), 11, "ST*856*0002");
  again.replace(again.rfind("*0001~"), 6, "*0002~");
  twice.insert(end, again);
  twice.replace(twice.find("GE*1"), 4, "GE*2");
  EXPECT_THAT(run(twice).findings, IsEmpty());
}

}  // namespace hierarchy_test
}  // namespace norekey::edi
