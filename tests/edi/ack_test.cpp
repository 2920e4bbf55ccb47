// What answers an interchange, whole: every kind and every answer.
#include "edi/ack.hpp"

#include <gtest/gtest.h>

#include "tests/edi/run.hpp"

namespace norekey::edi {
namespace ack_test {

std::string corpus(const std::string& file) {
  return file_text(std::string(SOURCE_DIR) + "/tests/edi/corpus/" + file);
}

std::string answer(const std::string& text, AckKind kind = AckKind::automatic, bool ta1 = false) {
  AckOptions options;
  options.kind = kind;
  options.always_ta1 = ta1;
  options.date = "20260102";
  options.time = "0304";
  std::string out;
  Ack ack(options, [&out](const Interchange&, const AckText& one) { out += one.str().value(); });
  auto source = open_text(text);
  EXPECT_TRUE(validate(*source, {}, ack));
  return out;
}

/// The inner segments of the 997, 999 or CONTRL, one a line.
std::string inner(const std::string& text, const char* from, const char* to) {
  const std::size_t at = text.find(from), end = text.rfind(to);
  return at == std::string::npos || end == std::string::npos ? "" : text.substr(at, end - at);
}

const char* const kHead =
    "ISA*00*          *00*          *ZZ*ERPSUPPLIER    *ZZ*ACMEBUYER      *260102*0304*U*00401*"
    "000000001*0*P*>~";

struct Answer {
  const char *name, *file, *want;
};

class X12Answer : public testing::TestWithParam<Answer> {};

TEST_P(X12Answer, SaysWhatWasWrong) {
  const std::string out = answer(corpus(GetParam().file));
  EXPECT_EQ(inner(out, "AK1*", "SE*"), GetParam().want);
  EXPECT_TRUE(run(out).totals.valid()) << out;
}

INSTANTIATE_TEST_SUITE_P(
    Edi, X12Answer,
    testing::Values(
        Answer{"accepted", "x12/good/own__850_min.x12",
               "AK1*PO*101~AK2*850*0001~AK5*A~AK9*A*1*1*1~"},
        Answer{"element", "x12/bad/own__bad_code.x12",
               "AK1*PO*101~AK2*850*0001~AK3*BEG*2**8~AK4*1*353*7*99~AK5*R*5~AK9*R*1*1*0~"},
        Answer{"segment_missing", "x12/bad/own__missing_mandatory_BEG.x12",
               "AK1*PO*101~AK2*850*0001~AK3*BEG*2**3~AK5*R*5~AK9*R*1*1*0~"},
        Answer{"one_of_two", "x12/bad/own__dup_ST02.x12",
               "AK1*PO*101~AK2*850*0001~AK5*A~AK2*850*0001~AK5*R*23~AK9*P*2*2*1~"},
        Answer{"no_se", "x12/bad/own__no_SE.x12", "AK1*PO*101~AK2*850*0001~AK5*R*2~AK9*R*1*1*0~"},
        Answer{"no_ge", "x12/bad/own__no_GE.x12", "AK1*PO*101~AK9*R*1*1*0*3~"},
        Answer{"version_5", "x12/good/own__850_repetition_00501.x12",
               "AK1*PO*101*005010~AK2*850*0001~AK5*A~AK9*A*1*1*1~"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Ta1, ComesAloneWhereTheInterchangeIsRejected) {
  EXPECT_EQ(answer(corpus("x12/bad/own__IEA02_wrong.x12")),
            std::string(kHead) + "TA1*000000101*240115*1030*R*001~IEA*0*000000001~");
}

TEST(Ta1, AcceptsWithErrorsWhatWasWholeBeforeTheCut) {
  const std::string out = answer(corpus("x12/bad/own__no_IEA.x12"));
  EXPECT_EQ(inner(out, "TA1*", "GS*"), "TA1*000000101*240115*1030*E*023~");
  EXPECT_EQ(inner(out, "AK9*", "SE*"), "AK9*A*1*1*1~");
}

TEST(Ta1, RejectsWhereNothingWasWholeBeforeTheCut) {
  const std::string out = answer(corpus("x12/bad/own__truncated_mid_element.x12"));
  EXPECT_EQ(inner(out, "TA1*", "GS*"), "TA1*000000101*240115*1030*R*023~");
  EXPECT_EQ(inner(out, "AK2*", "SE*"), "AK2*850*0001~AK5*R*2~AK9*R*1*1*0*3~");
}

TEST(Ta1, TellsWhatStandsInAGroupAndBelongsToNoSet) {
  std::string text = corpus("x12/good/own__850_min.x12");
  text.insert(text.find("GE*"), "REF*DP*1~");
  EXPECT_EQ(inner(answer(text), "TA1*", "GS*"), "TA1*000000101*240115*1030*R*022~");
}

TEST(Ta1, IsGivenWhereItIsAskedFor) {
  std::string text = corpus("x12/good/own__850_min.x12");
  EXPECT_EQ(answer(text).find("TA1*"), std::string::npos);
  EXPECT_NE(answer(text, AckKind::automatic, true).find("TA1*000000101*240115*1030*A*000~"),
            std::string::npos);
  text.replace(text.find("*0*P*>"), 6, "*1*P*>");
  EXPECT_NE(answer(text).find("TA1*000000101*240115*1030*A*000~"), std::string::npos);
}

/// An answer is one itself: what is wrong in a header is told, not said again.
TEST(Ack, IsValidWhateverTheHeaderSays) {
  const std::string x12 = corpus("x12/good/own__850_min.x12");
  const std::string edifact = corpus("edifact/good/own__mixed_types.edi");
  const auto with = [](std::string text, const std::string& from, const std::string& to) {
    text.replace(text.find(from), from.size(), to);
    return text;
  };
  for (const std::string& text :
       {with(x12, "*00401*", "*00999*"), with(x12, "*0*P*>", "*0*X*>"),
        with(edifact, edifact.substr(edifact.find("UNB+"), 8), "UNB+UNOQ")}) {
    const std::string out = answer(text);
    EXPECT_NE(out, "");
    EXPECT_TRUE(run(out).totals.valid()) << out;
  }
}

TEST(Ack, IsNeverGivenToAnAcknowledgement) {
  EXPECT_EQ(answer(corpus("x12/good/own__997_min.x12")), "");
  EXPECT_EQ(answer(corpus("edifact/good/own__CONTRL_min.edi")), "");
}

TEST(Ack, SaysTheSameAs999) {
  const std::string out = answer(corpus("x12/bad/own__bad_code.x12"), AckKind::x999);
  EXPECT_EQ(inner(out, "AK2*", "AK9*"), "AK2*850*0001~IK3*BEG*2**8~IK4*1*353*7*99~IK5*R*5~");
  EXPECT_NE(out.find("ST*999*0001*005010X231A1~"), std::string::npos);
}

class ControlAnswer : public testing::TestWithParam<Answer> {};

TEST_P(ControlAnswer, SaysWhatWasWrong) {
  const std::string out = answer(corpus(GetParam().file));
  EXPECT_EQ(inner(out, "UCI+", "UNT+"), GetParam().want);
  EXPECT_TRUE(run(out).totals.valid()) << out;
}

#define UCI "UCI+REF101+5412345000013:14+8798765000019:14"

INSTANTIATE_TEST_SUITE_P(
    Edi, ControlAnswer,
    testing::Values(Answer{"accepted", "edifact/good/own__mixed_types.edi", UCI "+7'"},
                    Answer{"message", "edifact/bad/own__UNT_ref_wrong.edi",
                           UCI "+7'UCM+1+ORDERS:D:96A:UN+4+28+UNT+3'"},
                    Answer{"segment", "edifact/bad/own__unknown_segment.edi",
                           UCI "+7'UCM+1+ORDERS:D:96A:UN+4'UCS+19+15'"},
                    Answer{"component", "edifact/bad/own__too_many_components.edi",
                           UCI "+7'UCM+1+ORDERS:D:96A:UN+4'UCS+14'UCD+16+2:4'"},
                    Answer{"interchange", "edifact/bad/own__UNZ_count_wrong.edi",
                           UCI "+4+29+UNZ+2'"}),
    [](const auto& info) { return std::string(info.param.name); });

std::string control_of(const std::string& message, const std::string& tail = "UNZ+1+R1'") {
  return inner(answer("UNB+UNOC:3+A:14+B:14+240115:1030+R1'" + message + tail), "UCI+", "UNT+");
}

/// ISO 9735-4, 0096: where a segment is missing, the last one before its place.
TEST(Control, NamesTheSegmentBeforeAMissingOne) {
  EXPECT_EQ(control_of("UNH+1+ORDERS:D:96A:UN'DTM+137:20240115:102'LIN+1'UNS+S'UNT+5+1'"),
            "UCI+R1+A:14+B:14+7'UCM+1+ORDERS:D:96A:UN+4'UCS+1+13'");
  EXPECT_EQ(control_of("UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'UNT+3+1'"),
            "UCI+R1+A:14+B:14+7'UCM+1+ORDERS:D:96A:UN+4'UCS+2+13'");
}

TEST(Control, SaysThatTheInterchangeWasCutThoughItsWholeMessagesAreTaken) {
  const std::string whole =
      "UNH+1+ORDERS:D:96A:UN'BGM+220+1+9'DTM+137:20240115:102'LIN+1'UNS+S'UNT+6+1'";
  EXPECT_EQ(control_of(whole, ""), "UCI+R1+A:14+B:14+7+13+UNZ'");
  EXPECT_EQ(control_of(whole, "UNZ+1"), "UCI+R1+A:14+B:14+7+13+UNZ'");
  EXPECT_EQ(control_of(whole + "UNH+2+ORDERS:D:96A:UN'BGM+220+1+9'", ""),
            "UCI+R1+A:14+B:14+7+13+UNZ'UCM+2+ORDERS:D:96A:UN+4+13+UNT'");
}

/// More than fits into memory is written from a temporary file, in the same order.
TEST(Ack, OfManySetsIsWhole) {
  const int sets = 60'000;
  std::string text =
      "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SUPPLIER       *240115*1030*U*00401*"
      "000000101*0*P*>~GS*PO*BUYER*SUPPLIER*20240115*1030*7*X*004010~";
  for (int i = 1; i <= sets; ++i) {
    const std::string control = std::to_string(100'000 + i);
    text += "ST*850*" + control + "~BEG*" + (i % 3 == 0 ? "99" : "00") +
            "*SA*PO1**20240115~PO1**1*EA~SE*4*" + control + "~";
  }
  text += "GE*" + std::to_string(sets) + "*7~IEA*1*000000101~";
  const std::string out = answer(text);
  EXPECT_GT(out.size(), std::size_t{1} << 20);
  const Told told = run(out);
  EXPECT_TRUE(told.totals.valid());
  EXPECT_NE(out.find("AK2*850*100001~AK5*A~AK2*850*100002~AK5*A~AK2*850*100003~AK3*BEG*2**8~"),
            std::string::npos);
  EXPECT_NE(out.find("AK5*R*5~AK9*P*60000*60000*40000~SE*160004*0001~"), std::string::npos);
}

TEST(X12Answer, NamesASegmentWithoutElementsOnce) {
  std::string text = corpus("x12/good/own__850_min.x12");
  text.replace(text.find("CTT*"), text.find("~", text.find("CTT*")) - text.find("CTT*"), "CTT");
  EXPECT_EQ(inner(answer(text), "AK3*", "AK9*"), "AK3*CTT*11**8~AK4*1*354*1~AK5*R*5~");
}

}  // namespace ack_test
}  // namespace norekey::edi
