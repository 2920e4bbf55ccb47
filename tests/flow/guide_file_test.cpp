// A partner's guide: what it makes of documents, and what is found in one that is wrong.
#include "flow/partners/guide_file.hpp"

#include <gmock/gmock.h>

#include "config/bundle.hpp"
#include "edi/ack.hpp"
#include "tests/edi/run.hpp"

namespace norekey::flow {
namespace guide_file_test {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const char* const kHead =
    "ISA*00*          *00*          *01*0012345678     *ZZ*ACME           "
    "*260310*1200*U*00401*000000101*0*P*>~\n"
    "GS*PO*0012345678*ACME*20260310*1200*101*X*004010~\n";

const char* const kRight =
    "ST*850*0001~\n"
    "BEG*00*SA*PO-1001**20260310~\n"
    "REF*DP*038~\n"
    "N1*ST*DC 1*92*001~\n"
    "N3*1 MAIN ST~\n"
    "N4*AKRON*OH*44301*US~\n"
    "N1*BY*NORTHWIND~\n"
    "PO1*1*10*EA*1.25**VN*A~\n"
    "CTT*1~\n"
    "SE*10*0001~\n";

std::string interchange(const std::string& set) {
  return kHead + set + "GE*1*101~\nIEA*1*000000101~\n";
}

/// `from` becomes `to`, and SE01 counts the segments.
std::string changed(const std::string& from, const std::string& to) {
  std::string set = kRight;
  const auto at = set.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  set.replace(at, from.size(), to);
  const auto count = std::count(set.begin(), set.end(), '~');
  set.replace(set.find("SE*10"), 5, "SE*" + std::to_string(count));
  return interchange(set);
}

std::shared_ptr<const PartnerGuide> shipped() {
  config::Findings findings;
  const std::string file = SOURCE_DIR "/config/examples/partners/guides/northwind-850.yaml";
  auto out = read_guide(config::read_text_file(file).value(), "northwind-850.yaml", findings);
  EXPECT_THAT(findings.errors, IsEmpty());
  EXPECT_THAT(findings.warnings, IsEmpty());
  return out;
}

edi::Told validated(const std::string& text, std::shared_ptr<const PartnerGuide> guide) {
  edi::ValidateOptions options;
  options.partner = find_guide({std::move(guide)});
  return edi::run(text, options);
}

struct Change {
  const char *name, *from, *to, *want;
};

class PartnerRule : public testing::TestWithParam<Change> {};

TEST_P(PartnerRule, GivesItsFinding) {
  const Change& c = GetParam();
  const auto told = validated(changed(c.from, c.to), shipped());
  std::string all;
  for (const edi::Finding& f : told.findings)
    all += (all.empty() ? "" : "\n") + edi::Told::text(f) + ": " + f.text;
  EXPECT_EQ(all, c.want);
}

INSTANTIATE_TEST_SUITE_P(
    Guide, PartnerRule,
    testing::Values(
        Change{"Right", "PO-1001", "PO-1001", ""},
        Change{"CodeNotTaken", "BEG*00", "BEG*07",
               "IK403=I6 BEG 2 1: BEG01 '07' is not a code that the partner's guide takes"},
        Change{"TooShort", "PO-1001", "PO1", "AK403=4 BEG 2 3: BEG03 'PO1' is shorter than 4"},
        Change{"TooLong", "PO-1001", "PO-1001234567890",
               "AK403=5 BEG 2 3: BEG03 'PO-1001234567890' is longer than 15"},
        Change{"ElementRequired", "N1*ST*DC 1*92*001", "N1*ST*DC 1",
               "AK403=1 N1 4 3: N103 is mandatory and missing\n"
               "AK403=1 N1 4 4: N104 is mandatory and missing"},
        Change{"SegmentForbidden", "REF*DP*038~\n", "CUR*BY*USD~\nREF*DP*038~\n",
               "IK304=I4 CUR 3: segment 'CUR' is not used with this partner"},
        Change{"SegmentRequired", "REF*DP*038~\n", "",
               "IK304=I8 REF 3: segment 'REF', which the partner's guide asks for, is missing "
               "before 'N1'"},
        Change{"SegmentOfOneVariantRequired", "N3*1 MAIN ST~\n", "",
               "IK304=I8 N3 5: segment 'N3', which the partner's guide asks for, is missing "
               "before 'N4'"},
        Change{"LastSegmentOfAVariantRequired", "N4*AKRON*OH*44301*US~\n", "",
               "IK304=I8 N4 6: segment 'N4', which the partner's guide asks for, is missing "
               "before 'N1'"},
        Change{"VariantRequired", "N1*ST*DC 1*92*001~\nN3*1 MAIN ST~\nN4*AKRON*OH*44301*US~\n", "",
               "IK304=I7 N1 5: the loop of 'N1' with N101 = 'ST', which the partner's guide asks "
               "for, is missing before 'PO1'"},
        Change{"VariantTwice", "N1*BY*NORTHWIND~\n", "N1*BY*NORTHWIND~\nN1*BY*AGAIN~\n",
               "AK304=4 N1 8: the loop of 'N1' occurs more than 1 time"},
        Change{"OtherValueOfTheTrigger", "N1*BY*NORTHWIND~\n", "N1*BT*NORTHWIND~\n",
               "AK304=2 N1 7: segment 'N1' has no value that this place of 850 asks for"},
        Change{"EmptyTrigger", "N1*BY*NORTHWIND~\n", "N1**NORTHWIND~\n",
               "AK304=2 N1 7: segment 'N1' has no value that this place of 850 asks for\n"
               "AK403=1 N1 7 1: N101 is mandatory and missing"},
        Change{"ConditionAsksForAnElement", "BEG*00*SA*PO-1001*", "BEG*00*RL*PO-1001*",
               "IK403=I9 BEG 2 4: BEG04, which the partner's guide asks for where BEG02 is 'RL', "
               "is missing"},
        Change{"ConditionHolds", "BEG*00*SA*PO-1001*", "BEG*00*RL*PO-1001*7", ""},
        Change{"ConditionForbids", "CTT*1", "SDQ*EA*92*001*10~\nSCH*10*EA***002*20260401~\nCTT*1",
               "IK304=I9 SCH 10: segment 'SCH/SCH' is not used with this partner where SDQ is "
               "there"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Guide, TakesItsLoopsInAnyOrder) {
  const std::string ship_to = "N1*ST*DC 1*92*001~\nN3*1 MAIN ST~\nN4*AKRON*OH*44301*US~\n";
  const std::string buyer = "N1*BY*NORTHWIND~\n", rep = "N1*60*KIM*92*R7~\n";
  for (const std::string& order : {ship_to + buyer + rep, buyer + ship_to + rep,
                                   rep + buyer + ship_to, rep + ship_to + buyer, ship_to}) {
    const auto told = validated(changed(ship_to + buyer, order), shipped());
    EXPECT_THAT(told.errors(), IsEmpty()) << order;
  }
}

TEST(Guide, ChecksEachLineByItself) {
  const std::string line = "PO1*1*10*EA*1.25**VN*A~\n";
  const std::string sdq = "SDQ*EA*92*001*10~\n", sch = "SCH*10*EA***002*20260401~\n";
  EXPECT_THAT(
      validated(changed(line, line + sdq + "PO1*2*1*EA*1**VN*B~\n" + sch), shipped()).errors(),
      IsEmpty());
  EXPECT_THAT(validated(changed(line, line + sdq + sch + line + sdq + sch), shipped()).errors(),
              ElementsAre("IK304=I9 SCH 10", "IK304=I9 SCH 13"));
}

TEST(Guide, SaysInThe997WhatOnlyThe999HasANumberFor) {
  std::string answer;
  edi::AckOptions ack;
  edi::Ack listener(
      ack, [&](const edi::Interchange&, const edi::AckText& text) { answer = text.str().value(); });
  edi::ValidateOptions options;
  options.partner = find_guide({shipped()});
  const std::string text = changed("BEG*00*SA", "BEG*07*SA");
  const auto source = edi::open_text(text);
  ASSERT_TRUE(edi::validate(*source, options, listener));
  EXPECT_NE(answer.find("AK3*BEG*2**8~AK4*1*353*7*07~AK5*R*5~"), std::string::npos) << answer;
}

TEST(Guide, IsLeftOutForOtherSetsAndVersions) {
  std::string text = changed("BEG*00", "BEG*07");
  text.replace(text.find("004010"), 6, "005010");
  EXPECT_THAT(validated(text, shipped()).errors(), IsEmpty());
}

const char* const kEdifact = R"(guide: Lieferant
standard: edifact D.96A
set: ORDERS
segments:
  BGM: { elements: { BGM01-1: { codes: ["220", "221"] }, BGM02-1: { required: yes, max: 10 } } }
loops:
  SG2:
    variants:
      buyer: { where: { NAD01: BY }, required: yes, max: 1 }
      delivery: { where: { NAD01: DP }, max: 1, segments: { LOC: forbidden } }
    others: allowed
conditions:
  - when: { BGM01-1: "221" }
    require: [SG1/RFF]
)";

std::string orders(const std::string& body, int count) {
  return "UNB+UNOC:3+4012345000009:14+4098765000003:14+260310:1200+77'UNH+1+ORDERS:D:96A:UN'" +
         body + "UNT+" + std::to_string(count) + "+1'UNZ+1+77'";
}

TEST(Guide, NarrowsEdifactMessagesToo) {
  config::Findings findings;
  const auto guide = read_guide(kEdifact, "lieferant.yaml", findings);
  ASSERT_NE(guide, nullptr) << to_string(findings.errors.front());
  const std::string tail = "LIN+1'QTY+21:5'UNS+S'";
  EXPECT_THAT(validated(orders("BGM+220+1001+9'DTM+137:20260310:102'NAD+DP+1::9'LOC+7+X'NAD+SU+3'"
                               "NAD+BY+2::9'" +
                                   tail,
                               11),
                        guide)
                  .errors(),
              ElementsAre("0085=15 LOC 5"));
  EXPECT_THAT(
      validated(orders("BGM+221+10010010010+9'DTM+137:20260310:102'NAD+SU+3'" + tail, 8), guide)
          .errors(),
      ElementsAre("0085=39 BGM 2 2", "0085=13 NAD 5", "0085=13 RFF 8"));
  EXPECT_THAT(
      validated(orders("BGM+999+1+9'DTM+137:20260310:102'NAD+BY+3'" + tail, 8), guide).errors(),
      ElementsAre("0085=12 BGM 2 1-1"));
}

struct Wrong {
  const char *name, *yaml, *want;
};

class WrongGuide : public testing::TestWithParam<Wrong> {};

TEST_P(WrongGuide, IsSaidWithPlaceAndFix) {
  config::Findings findings;
  const auto guide = read_guide(GetParam().yaml, "g.yaml", findings);
  EXPECT_EQ(guide, nullptr);
  std::string all;
  for (const Error& e : findings.errors) all += to_string(e) + "\n";
  EXPECT_EQ(all, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Guide, WrongGuide,
    testing::Values(
        Wrong{"Nothing", "{}",
              "g.yaml:1:1: guide: is missing: the guide's name, for people\n"
              "  fix: add  guide: NAME\n"
              "g.yaml:1:1: standard: is missing: the standard that the guide narrows\n"
              "  fix: use one of: x12 004010, x12 005010, edifact D.96A, edifact D.01B\n"},
        Wrong{"StandardAndSet", "guide: g\nstandard: x12 004010\nset: 851\n",
              "g.yaml:3:6: set: x12 004010 has no set '851', did you mean '850'?\n"
              "  fix: use one of: 810, 832, 846, 850, 855, 856, 860, 865, 997\n"},
        Wrong{"NamesAndRules",
              "guide: g\nstandard: x12 004010\nset: 860\nsegmens: {}\nsegments:\n"
              "  BGE: required\n  REF: { max: x }\n  BCH: forbidden\n  PER: never\n"
              "  DTM: { elements: { DTM09: required, DTM01: forbidden, DTM02: { max: 9 } } }\n"
              "loops:\n  N7: required\n  N1: { others: allowed }\n",
              "g.yaml:6:8: segments.BGE: 860 has no segment 'BGE' here\n"
              "  fix: use one of: BCH, CUR, REF, PER, TAX, FOB, CTP, PAM, CSH, ITD, DIS, INC, "
              "DTM, LDT, LIN, SI, PID, MEA, PWK, PKG, TD1, TD5, TD3, TD4, CTB, MAN, G53, TXI, PCT\n"
              "g.yaml:7:15: segments.REF.max: 'x' is not a whole number from 1 to 1000000\n"
              "  fix: write a number in that range\n"
              "g.yaml:8:8: segments.BCH: it is mandatory in the standard: it cannot be forbidden\n"
              "  fix: remove the rule\n"
              "g.yaml:9:8: segments.PER: 'never' is no rule\n"
              "  fix: write required, forbidden, or a mapping with required, forbidden, max, "
              "elements\n"
              "g.yaml:10:29: segments.DTM.elements.DTM09: DTM has no element 'DTM09'\n"
              "  fix: write DTM01 to DTM06, with -1, -2, … for the components of a composite\n"
              "g.yaml:10:46: segments.DTM.elements.DTM01: it is mandatory: it cannot be forbidden\n"
              "  fix: remove one of the two rules\n"
              "g.yaml:10:71: segments.DTM.elements.DTM02.max: the standard has at most 8 "
              "characters\n"
              "  fix: write a smaller number, or remove max\n"
              "g.yaml:12:7: loops.N7: 860 has no loop 'N7' here, did you mean 'N9'?\n"
              "  fix: use one of: SAC, AMT, N9, N1, LM, SPI, ADV, POC, CTT\n"
              "g.yaml:13:17: loops.N1.others: others goes with variants\n"
              "  fix: add variants, or remove it\n"
              "g.yaml:4:1: segmens: unknown key 'segmens', did you mean 'segments'?\n"
              "  fix: use one of: conditions, guide, loops, segments, set, standard\n"},
        Wrong{"Variants",
              "guide: g\nstandard: x12 004010\nset: 850\nloops:\n  N1:\n    variants:\n"
              "      a: { max: 1 }\n      b: { where: { N101: ST } }\n"
              "      c: { where: { N101: [BY, ST] } }\n      d: { where: { N109: X } }\n"
              "      e: { where: { N101: ABCD } }\n",
              "g.yaml:7:10: loops.N1.variants.a.where: a variant is told by one element\n"
              "  fix: write  where: { N101: CODE }\n"
              "g.yaml:9:27: loops.N1.variants.c.where.N101: 'ST' is the value of 'b' already\n"
              "  fix: give each value to one variant\n"
              "g.yaml:10:27: loops.N1.variants.d.where.N109: N1 has no element 'N109'\n"
              "  fix: write N101 to N106, with -1, -2, … for the components of a composite\n"
              "g.yaml:11:27: loops.N1.variants.e.where.N101: N101: the code 'ABCD' is not 2 to 3 "
              "characters long\n"
              "  fix: correct the code; quote codes that begin with 0 or hold a comma\n"},
        Wrong{"Conditions",
              "guide: g\nstandard: x12 004010\nset: 850\nconditions:\n"
              "  - { when: { BEG02: BK } }\n  - { when: { BEG: BK }, require: [SHC] }\n"
              "  - { in: PO2, when: { BEG02: BK }, forbid: CUR }\n  - 7\n"
              "  - { when: { BEG99: X }, forbid: CUR, unless: 1 }\n",
              "g.yaml:5:5: conditions[1]: the condition asks for nothing\n"
              "  fix: add  require: [SCH]  or  forbid: [SDQ]\n"
              "g.yaml:6:20: conditions[2].when.BEG: 'BEG' is a segment: it has no value\n"
              "  fix: write an element, such as BEG01, or  BEG: present\n"
              "g.yaml:6:35: conditions[2].require: 850 has no place 'SHC'\n"
              "  fix: write a segment or an element with the loops around it, such as PO1/SCH or "
              "BEG02\n"
              "g.yaml:6:5: conditions[2]: the condition asks for nothing\n"
              "  fix: add  require: [SCH]  or  forbid: [SDQ]\n"
              "g.yaml:7:11: conditions[3].in: 850 has no loop 'PO2'\n"
              "  fix: write the loops from the outside in, such as PO1/N1\n"
              "g.yaml:8:5: conditions[4]: expected a mapping with when, require, forbid\n"
              "  fix: write  - when: { BEG02: BK }\n"
              "g.yaml:9:22: conditions[5].when.BEG99: BEG has no element 'BEG99'\n"
              "  fix: write BEG01 to BEG12\n"
              "g.yaml:9:40: conditions[5].unless: unknown key 'unless'\n"
              "  fix: use one of: forbid, in, require, when\n"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace guide_file_test
}  // namespace norekey::flow
