// Where 005010 differs from 004010: the same segments in both, and what each release says of them.
// Sources: edi/tables/README.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/text.hpp"
#include "tests/edi/run.hpp"

namespace norekey::edi {
namespace release_test {

/// `body` is put behind `head`, before `rest`; both as segments, each with its "~".
struct Base {
  const char *set, *group, *head, *rest;
};

constexpr Base k810{"810", "IN", "BIG*20240115*I1~", "IT1*1*1*EA*9~TDS*900~"};
constexpr Base k832{"832", "SC", "BCT*PC*C1~", "LIN*1*VN*A~"};
constexpr Base k846{"846", "IB", "BIA*00*SI*1*20240115~", "LIN*1*VN*A~QTY*33*5~"};
constexpr Base k850{"850", "PO", "BEG*00*SA*PO1**20240115~", "PO1*1*1*EA~"};
constexpr Base k855{"855", "PR", "BAK*00*AC*PO1*20240115~", "PO1*1*1*EA~"};
constexpr Base k856{"856", "SH", "BSN*00*S1*20240115*1030~", "HL*1**S~"};
constexpr Base k860{"860", "PC", "BCH*04*SA*PO1***20240115~", "POC*1*CA*1*1*EA~"};
constexpr Base k865{"865", "CA", "BCA*00*AC*PO1***20240115~", "POC*1*CA*1*1*EA~"};
constexpr Base k997{"997", "FA", "AK1*PO*1~", "AK9*A*1*1*1~"};

/// `in_rest`: `body` stands behind `rest`, or, with `from`, replaces it in the head.
struct Difference {
  const char* name;
  const Base& base;
  bool in_rest;
  std::string body;
  const char *in_4010, *in_5010;
};

std::string interchange(const Difference& d, bool newer) {
  std::string body = d.base.head;
  if (!d.in_rest) body += d.body;
  body += d.base.rest;
  if (d.in_rest) body += d.body;
  const auto inside = std::count(body.begin(), body.end(), '~');
  const std::string version = newer ? "005010" : "004010";
  return std::string(
             "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SUPPLIER       *240115*1030") +
         (newer ? "*^*00501" : "*U*00401") + "*000000101*0*P*>~GS*" + d.base.group +
         "*BUYER*SUPPLIER*20240115*1030*7*X*" + version + "~ST*" + d.base.set + "*0001~" + body +
         "SE*" + std::to_string(inside + 2) + "*0001~GE*1*7~IEA*1*000000101~";
}

std::string times(int n, const std::string& segment) {
  std::string out;
  for (int i = 0; i < n; ++i) out += segment;
  return out;
}

const std::string kLong(31, 'X');

const Difference kDifferences[] = {
    // every set
    {"ref02", k850, false, "REF*DP*" + kLong + "~", "AK403=5 REF 3 2", ""},
    {"per04", k850, false, "PER*BD*A*EM*" + std::string(81, 'X') + "~", "AK403=5 PER 3 4", ""},
    {"n407", k850, false, "N1*ST*A~N4*XX****** ~", "AK403=3 N4 4 7", "AK403=2 N4 4 4"},
    {"n407_alone", k850, false, "N1*ST*A~N4*XX***CA***ON~", "AK403=3 N4 4 7", ""},
    {"n402_beside_n407", k850, false, "N1*ST*A~N4*XX*ON**CA***ON~", "AK403=3 N4 4 7",
     "AK403=10 N4 4 7"},
    {"mea11", k850, false, "MEA**WT*5*LB*******1*X~", "AK403=3 MEA 3 11", "AK403=10 MEA 3 12"},
    {"mea11_pair", k850, false, "MEA**WT*5********1~", "AK403=3 MEA 3 11", "AK403=2 MEA 3 12"},
    {"mea_range_without_unit", k850, false, "MEA**WT***1~", "AK403=2 MEA 3 4", "AK403=2 MEA 3 4"},
    {"poc_quantity_without_left", k860, true, "POC*2*QI*12**EA*5.00~", "AK403=2 POC 4 4", ""},
    {"poc_left_without_quantity", k860, true, "POC*2*QI**12*EA~", "", "AK403=2 POC 4 3"},
    {"mea_unit", k850, false, "MEA**WT**LB*5~", "", ""},
    {"mtx02", k850, false, "ADV*AB*AB*1*2~MTX**" + std::string(761, 'X') + "~", "AK403=5 MTX 4 2",
     ""},
    {"mtx05", k850, false, "ADV*AB*AB*1*2~MTX**X**AT*1~", "AK403=3 MTX 4 5", ""},
    {"mea_e0803", k850, false, "MEA**WT*5*LB****01~", "AK403=10 MEA 3 8", "AK403=10 MEA 3 8"},
    {"cur_l101112", k850, false, "CUR*BY*USD********007~", "AK403=2 CUR 3 11", "AK403=2 CUR 3 11"},
    // 810
    {"txi_eleven", k810, true, times(11, "TXI*ST*1~"), "AK304=5 TXI 15", ""},
    {"line_txi_eleven", k810, false, "IT1*0*1*EA*9~" + times(11, "TXI*ST*1~"), "AK304=5 TXI 14",
     ""},
    {"tax_of_charge_with_date", k810, true, "SAC*C*D240***1~TXI*ST*1~DTM*011*20240115~",
     "AK304=7 DTM 7", ""},
    {"charge_with_date", k810, true, "SAC*C*D240***1~DTM*011*20240115~", "AK304=7 DTM 6", ""},
    {"conditions_of_invoice", k810, false, "CRC*07*Y*01~", "AK304=7 CRC 3", ""},
    {"charges_26", k810, true, times(26, "SAC*C*D240***1~"), "AK304=4 SAC 30", ""},
    {"reference_without_text", k810, false, "N9*L1*X~", "AK304=3 MSG 4", "AK304=3 MSG 4"},
    {"codes_without_code", k810, false, "LM*AB~", "AK304=3 LQ 4", "AK304=3 LQ 4"},
    {"account_without_data", k810, false, "FA1*AB~", "AK304=3 FA2 4", "AK304=3 FA2 4"},
    // 832
    {"g93_before_txi", k832, false, "G93*A~TXI*ST*1~", "", "AK304=7 TXI 4"},
    {"text_of_catalog", k832, false, "MTX**A~", "AK304=7 MTX 3", ""},
    {"paperwork_of_catalog", k832, false, "PWK*CT~", "AK304=6 PWK 3", ""},
    {"text_of_party", k832, false, "N1*SE*A~MTX**A~", "AK304=7 MTX 4", ""},
    {"specification_of_party", k832, false, "N1*SE*A~SPI*ZZ~", "AK304=6 SPI 4", ""},
    {"text_of_reference", k832, false, "N9*L1*X~MTX**A~", "AK304=7 MTX 4", ""},
    {"text_of_item", k832, true, "MTX**A~", "AK304=7 MTX 4", ""},
    {"taxes_of_price", k832, true, "CTP**CON*1~TXI*ST*1~", "AK304=7 TXI 5", ""},
    {"bracket_behind_date", k832, true, "CTP**CON*1~DTM*007*20240115~G40*1*1~", "AK304=7 G40 6",
     ""},
    {"area_of_price", k832, true, "CTP**CON*1~LS*N1~N1*ST*A~LE*N1~", "AK304=6 LS 5; AK304=6 LE 7",
     ""},
    {"pallets_of_item_party", k832, true, "N1*SE*A~PAL*1~", "AK304=6 PAL 5", ""},
    {"change_of_pack", k832, true, "PKL*VN*A*EA*1~G53*003~", "AK304=7 G53 5", ""},
    {"reference_of_code", k832, true, "LM*AB~LQ*AB*X~REF*DP*1~", "AK304=7 REF 6", ""},
    // 846
    {"bounded_loop_closed", k846, true, "LS*REF~REF*DP*1~LE*REF~", "", ""},
    {"bounded_loop_open", k846, true, "LS*REF~REF*DP*1~", "AK304=3 LE 7", "AK304=3 LE 7"},
    {"stock_code_without_code", k846, false, "LM*AB~", "AK304=3 LQ 4", "AK304=3 LQ 4"},
    // 850
    {"message_of_order", k850, false, "N9*L1*X~MSG*A~", "", "AK304=6 MSG 4"},
    {"text_of_order", k850, false, "N9*L1*X~MTX**A~", "AK304=7 MTX 4", ""},
    {"paperwork_of_note", k850, false, "N9*L1*X~PWK*CT~", "AK304=7 PWK 4", ""},
    {"format_of_note", k850, false, "N9*L1*X~EFI*00~", "AK304=6 EFI 4", ""},
    {"name_parts", k850, false, "N1*ST*A~IN2*05*SMITH~", "AK304=6 IN2 4", ""},
    {"lead_time_with_quantity", k850, false, "LDT*AF*2*DA~QTY*21*5~", "AK304=7 QTY 4", ""},
    {"lead_time_before_item", k850, false, "LDT*AF*2*DA~LIN**VN*A~", "", "AK304=7 LIN 4"},
    {"routes_13", k850, false, times(13, "TD5*O*2*UPSN~"), "AK304=5 TD5 15", ""},
    {"text_of_line", k850, true, "MTX**A~", "AK304=7 MTX 4", ""},
    {"message_of_line", k850, true, "MSG*A~", "", "AK304=6 MSG 4"},
    {"measure_of_subline", k850, true, "SLN*1**I*1*EA~MEA**WT*5*LB~", "AK304=7 MEA 5", ""},
    {"references_of_amount", k850, true, "AMT*1*5~REF*DP*1~REF*DP*2~", "AK304=5 REF 6", ""},
    // 855
    {"message_of_answer", k855, false, "N9*L1*X~MSG*A~", "", "AK304=6 MSG 4"},
    {"text_of_answer", k855, false, "N9*L1*X~MTX**A~", "AK304=7 MTX 4", ""},
    {"names_of_answer", k855, false, "N1*ST*A~IN2*05*SMITH~", "AK304=6 IN2 4", ""},
    {"text_of_answer_party", k855, false, "N1*ST*A~MTX**A~", "AK304=7 MTX 4", ""},
    {"format_of_answer_line", k855, true, "N9*L1*X~EFI*00~", "AK304=6 EFI 5", ""},
    {"paperwork_of_answer_line", k855, true, "N9*L1*X~PWK*CT~", "AK304=7 PWK 5", ""},
    {"names_of_answer_line", k855, true, "N1*ST*A~IN2*05*SMITH~", "AK304=6 IN2 5", ""},
    {"measure_of_answer_subline", k855, true, "SLN*1**I*1*EA~MEA**WT*5*LB~", "AK304=7 MEA 5", ""},
    {"text_of_answer_subline", k855, true, "SLN*1**I*1*EA~MTX**A~", "AK304=7 MTX 5", ""},
    {"names_of_answer_subline", k855, true, "SLN*1**I*1*EA~N1*ST*A~IN2*05*SMITH~", "AK304=6 IN2 6",
     ""},
    // 856
    {"size_of_trailer", k856, true, "TD3*TL~AT9*5300~", "AK304=6 AT9 5", ""},
    {"hazard_classes", k856, true, "LH1*EA*1~LH4*A~LH4*B~", "AK304=5 LH4 6", ""},
    // 860
    {"message_of_change", k860, false, "N9*L1*X~MSG*A~", "", "AK304=6 MSG 4"},
    {"text_of_change", k860, false, "N9*L1*X~MTX**A~", "AK304=7 MTX 4", ""},
    {"names_of_change", k860, false, "N1*ST*A~IN2*05*SMITH~", "AK304=6 IN2 4", ""},
    {"lead_time_of_change", k860, false, "LDT*AF*2*DA~REF*DP*1~", "AK304=7 REF 4", ""},
    {"reference_of_schedule", k860, true, "SCH*1*EA***002*20240201~REF*DP*1~", "AK304=7 REF 5", ""},
    {"text_of_changed_line", k860, true, "MTX**A~", "AK304=7 MTX 4", ""},
    {"format_of_changed_line", k860, true, "N9*L1*X~EFI*00~", "AK304=6 EFI 5", ""},
    {"measure_of_changed_subline", k860, true, "SLN*1**I*1*EA~MEA**WT*5*LB~", "AK304=7 MEA 5", ""},
    {"bounded_loop_of_change", k860, true, "LS*LDT~LDT*AF*2*DA~", "AK304=3 LE 6", "AK304=3 LE 6"},
    // 865
    {"message_of_reply", k865, false, "N9*L1*X~MSG*A~", "", "AK304=6 MSG 4"},
    {"text_of_reply", k865, false, "N9*L1*X~MTX**A~", "AK304=7 MTX 4", ""},
    {"names_of_reply", k865, false, "N1*ST*A~IN2*05*SMITH~", "AK304=6 IN2 4", ""},
    {"lead_time_of_reply", k865, false, "LDT*AF*2*DA~QTY*21*5~", "AK304=7 QTY 4", ""},
    {"codes_of_reply", k865, false, "LM*AB~LQ*AB*X~", "AK304=7 LM 3; AK304=7 LQ 4", ""},
    {"codes_of_reply_line", k865, true, "LM*AB~LQ*AB*X~", "AK304=7 LM 4; AK304=7 LQ 5", ""},
    {"text_of_reply_line", k865, true, "MTX**A~", "AK304=7 MTX 4", ""},
    {"text_of_reply_subnote", k865, true, "SLN*1**I*1*EA~N9*L1*X~MTX**A~", "AK304=7 MTX 6", ""},
    // 997
    {"set_without_verdict", k997, false, "AK2*850*0001~", "AK304=3 AK5 4", "AK304=3 AK5 4"},
};

class Release : public testing::TestWithParam<Difference> {};

TEST_P(Release, SaysWhatItHas) {
  const Difference& d = GetParam();
  EXPECT_EQ(join(run(interchange(d, false)).errors(), "; "), d.in_4010) << interchange(d, false);
  EXPECT_EQ(join(run(interchange(d, true)).errors(), "; "), d.in_5010) << interchange(d, true);
}

INSTANTIATE_TEST_SUITE_P(Edi, Release, testing::ValuesIn(kDifferences), [](const auto& info) {
  return std::string(info.param.base.set) + "_" + info.param.name;
});

TEST(Release, HasAnEleventhElementOfBigIn005010) {
  const Base base{"810", "IN", "BIG*20240115*I1*********0001~", "IT1*1*1*EA*9~TDS*900~"};
  const Difference d{"big11", base, true, "", "", ""};
  EXPECT_THAT(run(interchange(d, false)).errors(), testing::ElementsAre("AK403=3 BIG 2 11"));
  EXPECT_THAT(run(interchange(d, true)).errors(), testing::IsEmpty());
}

}  // namespace release_test
}  // namespace norekey::edi
