// One fault in a valid document, and the exact finding: code, segment, element, and the byte it
// points at.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/edi/random_document.hpp"
#include "tests/edi/run.hpp"

namespace norekey::edi {
namespace mutation_test {

/// `from` becomes `to`, where '@' marks the byte that the first finding must point at.
struct Mutation {
  const char *name, *base, *from, *to, *want;
};

const char* const k850 =
    "ISA*00*          *00*          *ZZ*BUYER          *ZZ*SUPPLIER       "
    "*240115*1030*U*00401*000000101*0*P*>~\n"
    "GS*PO*BUYER*SUPPLIER*20240115*1030*7*X*004010~\n"
    "ST*850*0001~\n"
    "BEG*00*SA*PO1001**20240115~\n"
    "CUR*BY*USD~\n"
    "REF*DP*038~\n"
    "PER*BD*JANE*TE*5551234~\n"
    "DTM*002*20240201*1030~\n"
    "N1*ST*ACME DC 1*92*0001~\n"
    "N3*1 MAIN ST~\n"
    "N4*SPRINGFIELD*IL*62701*US~\n"
    "PO1*1*10*EA*9.99**UP*012345678905*VN*SKU-1~\n"
    "PID*F****WIDGET BLUE~\n"
    "SAC*A*C310***500~\n"
    "PO1*2*5*CA*120**UP*012345678912~\n"
    "CTT*2*15~\n"
    "SE*15*0001~\n"
    "GE*1*7~\n"
    "IEA*1*000000101~\n";

const char* const kOrders =
    "UNA:+.? '\n"
    "UNB+UNOB:3+5412345000013:14+8798765000019:14+240115:1030+REF101'\n"
    "UNH+1+ORDERS:D:96A:UN'\n"
    "BGM+220+PO1001+9'\n"
    "DTM+137:20240115:102'\n"
    "FTX+DIN+++DELIVER 8?:00'\n"
    "RFF+CT:C77'\n"
    "NAD+BY+5412345000013::9'\n"
    "NAD+DP+5412345000099::9++ACME DC 1+1 MAIN STREET+SPRINGFIELD++62701+US'\n"
    "CUX+2:EUR:9'\n"
    "LIN+1++4000862141404:EN'\n"
    "PIA+1+SKU-1:SA'\n"
    "IMD+F++:::WIDGET BLUE'\n"
    "QTY+21:10:PCE'\n"
    "PRI+AAA:9.99'\n"
    "LIN+2++4000862141411:EN'\n"
    "QTY+21:5:PCE'\n"
    "UNS+S'\n"
    "CNT+2:2'\n"
    "UNT+18+1'\n"
    "UNZ+1+REF101'\n";

const Mutation kMutations[] = {
    // X12: the interchange
    {"isa01_code", k850, "ISA*00*", "ISA*@Z9*", "TA105=010 ISA 1"},
    {"isa03_code", k850, "          *00*          *ZZ*B", "          *@02*          *ZZ*B",
     "TA105=012 ISA 3"},
    {"isa05_code", k850, "*ZZ*BUYER ", "*@Q9*BUYER ", "TA105=005 ISA 5"},
    {"isa06_blank", k850, "*ZZ*BUYER          *", "*ZZ*@               *", "TA105=006 ISA 6"},
    {"isa07_code", k850, "*ZZ*SUPPLIER ", "*@??*SUPPLIER ", "TA105=007 ISA 7"},
    {"isa08_blank", k850, "*ZZ*SUPPLIER       *", "*ZZ*@               *", "TA105=008 ISA 8"},
    {"isa09_date", k850, "*240115*1030*U", "*@241315*1030*U", "TA105=014 ISA 9"},
    {"isa10_time", k850, "*240115*1030*U", "*240115*@2530*U", "TA105=015 ISA 10"},
    {"isa12_version", k850, "*00401*", "*@0O401*", "TA105=017 ISA 12"},
    {"isa13_letters", k850, "*000000101*0*P", "*@00000A101*0*P",
     "TA105=018 ISA 13; TA105=001 IEA 2"},
    {"isa14_code", k850, "*000000101*0*P", "*000000101*@7*P", "TA105=019 ISA 14"},
    {"isa15_code", k850, "*0*P*>~", "*0*@X*>~", "TA105=020 ISA 15"},
    {"isa_not_fixed", k850, "*ZZ*BUYER          *", "*ZZ*@BUYER*", "TA105=022 ISA 6"},
    {"iea_count", k850, "IEA*1*", "IEA*@2*", "TA105=021 IEA 1"},
    {"iea_count_absent", k850, "IEA*1*", "IEA*@*", "TA105=021 IEA 1"},
    {"iea_reference", k850, "IEA*1*000000101", "IEA*1*@000000102", "TA105=001 IEA 2"},
    {"iea_short", k850, "IEA*1*000000101", "IEA*1*@101", "TA105=018 IEA 2"},
    {"iea_missing", k850, "IEA*1*000000101~\n", "", "TA105=023 GE"},
    {"stray_segment", k850, "GE*1*7~", "@REF*DP*1~GE*1*7~", "TA105=022 REF"},
    {"segment_before_gs", k850, "GS*PO", "@N1*ST~GS*PO", "TA105=022 N1"},
    // the group
    {"gs01_code", k850, "GS*PO*", "GS*@QQ*", "TA105=024 GS 1"},
    {"gs04_date", k850, "SUPPLIER*20240115", "SUPPLIER*@20241315", "TA105=024 GS 4"},
    {"gs05_time", k850, "20240115*1030*7", "20240115*@9930*7", "TA105=024 GS 5"},
    {"gs06_letters", k850, "*1030*7*X", "*1030*@A*X", "AK905=6 GS 6; AK905=4 GE 2"},
    {"gs08_absent", k850, "*X*004010~", "*X@~", "AK905=2 GS 8"},
    {"ge_count", k850, "GE*1*7", "GE*@2*7", "AK905=5 GE 1"},
    {"ge_reference", k850, "GE*1*7", "GE*1*@8", "AK905=4 GE 2"},
    {"ge_missing", k850, "GE*1*7~\n", "@", "AK905=3 IEA"},
    // the set's envelope
    {"st01_unknown", k850, "ST*850*", "ST*@8X0*", "AK502=1 ST 1 1"},
    {"st01_absent", k850, "ST*850*", "ST*@*", "AK502=6 ST 1 1"},
    {"st01_no_such_set", k850, "ST*850*", "ST*@999*", "AK502=1 ST 1 1"},
    {"st02_short", k850, "ST*850*0001", "ST*850*@1", "AK502=7 ST 1 2"},
    {"st03", k850, "ST*850*0001~", "ST*850*0001*@X~", "AK403=3 ST 1 3"},
    {"se_count", k850, "SE*15*", "SE*@14*", "AK502=4 SE 15 1"},
    {"se_count_letters", k850, "SE*15*", "SE*@1X*", "AK502=4 SE 15 1"},
    {"se_reference", k850, "SE*15*0001", "SE*15*@0002", "AK502=3 SE 15 2"},
    {"se_missing", k850, "SE*15*0001~\nGE", "@GE", "AK502=2 GE 14"},
    // structure
    {"mandatory_beg", k850, "BEG*00*SA*PO1001**20240115~\nCUR", "@CUR",
     "AK304=3 BEG 2; AK502=4 SE 14 1"},
    {"unknown_tag", k850, "PID*F", "@ZZZ*1~PID*F", "AK304=1 ZZZ 11; AK502=4 SE 16 1"},
    {"lower_tag", k850, "CUR*BY", "@cur*BY", "AK304=1 cur 3"},
    {"tag_of_other_set", k850, "PID*F", "@B10*A*B~PID*F", "AK304=6 B10 11; AK502=4 SE 16 1"},
    {"out_of_order", k850, "PID*F", "@N3*1 MAIN~PID*F", "AK304=7 N3 11; AK502=4 SE 16 1"},
    {"beg_twice", k850, "CUR*BY", "@BEG*00*SA*PO1001**20240115~CUR*BY",
     "AK304=5 BEG 3; AK502=4 SE 16 1"},
    {"cur_twice", k850, "REF*DP", "@CUR*BY*USD~REF*DP", "AK304=5 CUR 4; AK502=4 SE 16 1"},
    {"per_four_times", k850, "DTM*002", "PER*BD~PER*BD~@PER*BD~DTM*002",
     "AK304=5 PER 8; AK502=4 SE 18 1"},
    {"n2_three_times", k850, "N3*1", "N2*A~N2*B~@N2*C~N3*1", "AK304=5 N2 10; AK502=4 SE 18 1"},
    {"ctt_twice", k850, "SE*15", "@CTT*2~SE*15", "AK304=4 CTT 15; AK502=4 SE 16 1"},
    {"empty_tag", k850, "PID*F", "@*1~PID*F", "AK304=1 11; AK502=4 SE 16 1"},
    {"tag_alone", k850, "N3*1 MAIN ST", "@N3", "AK304=8 N3 8; AK403=1 N3 8 1"},
    // elements
    {"beg01_absent", k850, "BEG*00*", "BEG*@*", "AK403=1 BEG 2 1"},
    {"beg03_absent", k850, "SA*PO1001*", "SA*@*", "AK403=1 BEG 2 3"},
    {"beg05_absent", k850, "PO1001**20240115", "PO1001@", "AK403=1 BEG 2 5"},
    {"beg01_code", k850, "BEG*00*", "BEG*@99*", "AK403=7 BEG 2 1"},
    {"beg01_short", k850, "BEG*00*", "BEG*@0*", "AK403=4 BEG 2 1"},
    {"beg01_long", k850, "BEG*00*", "BEG*@000*", "AK403=5 BEG 2 1"},
    {"beg03_long", k850, "PO1001", "@PO10010123456789012345X", "AK403=5 BEG 2 3"},
    {"beg05_month", k850, "**20240115", "**@20241315", "AK403=8 BEG 2 5"},
    {"beg05_day", k850, "**20240115", "**@20230229", "AK403=8 BEG 2 5"},
    {"beg05_letters", k850, "**20240115", "**@2024011X", "AK403=8 BEG 2 5"},
    {"beg05_short", k850, "**20240115", "**@240115", "AK403=4 BEG 2 5"},
    {"beg_too_many", k850, "**20240115~", "**20240115********@X~", "AK403=3 BEG 2 13"},
    {"cur02_absent", k850, "CUR*BY*USD", "CUR*BY@", "AK403=1 CUR 3 2"},
    {"cur02_short", k850, "CUR*BY*USD", "CUR*BY*@US", "AK403=4 CUR 3 2"},
    {"cur01_long", k850, "CUR*BY", "CUR*@BUYER", "AK403=5 CUR 3 1"},
    {"ref_r0203", k850, "REF*DP*038", "REF*DP@", "AK403=2 REF 4 2"},
    {"ref02_long", k850, "DP*038", "DP*@0123456789012345678901234567890", "AK403=5 REF 4 2"},
    {"ref04_missing_part", k850, "DP*038", "DP*038**DP>@", "AK403=1 REF 4 4-2"},
    {"ref04_pair", k850, "DP*038", "DP*038**DP>1>DP>@", "AK403=2 REF 4 4-4"},
    {"ref04_too_many", k850, "DP*038", "DP*038**DP>1>DP>2>DP>3>@4", "AK403=13 REF 4 4-7"},
    {"ref02_composite", k850, "DP*038", "DP*038>@1", "AK403=13 REF 4 2-2"},
    {"per_p0304", k850, "*TE*5551234", "*TE@", "AK403=2 PER 5 4"},
    {"per_p0304_b", k850, "*TE*5551234", "*@*5551234", "AK403=2 PER 5 3"},
    {"per03_code", k850, "*TE*555", "*@Q9*555", "AK403=7 PER 5 3"},
    {"dtm_r020305", k850, "*20240201*1030", "@", "AK403=2 DTM 6 2"},
    {"dtm02_date", k850, "*20240201", "*@20240231", "AK403=8 DTM 6 2"},
    {"dtm03_time", k850, "*20240201*1030", "*20240201*@2460", "AK403=9 DTM 6 3"},
    {"dtm03_minutes", k850, "*20240201*1030", "*20240201*@1060", "AK403=9 DTM 6 3"},
    {"dtm03_short", k850, "*20240201*1030", "*20240201*@103", "AK403=4 DTM 6 3"},
    {"dtm_c0403", k850, "*20240201*1030", "*20240201*@*ET", "AK403=2 DTM 6 3"},
    {"dtm06_day", k850, "*20240201*1030", "*20240201*1030*ET*D8*@20240231", "AK403=8 DTM 6 6"},
    {"dtm06_range", k850, "*20240201*1030", "****RD8*@20240201-20240132", "AK403=8 DTM 6 6"},
    {"dtm06_day_and_time", k850, "*20240201*1030", "****DT*@202402012460", "AK403=8 DTM 6 6"},
    {"dtm06_time", k850, "*20240201*1030", "****TM*@2460", "AK403=9 DTM 6 6"},
    {"dtm_p0506", k850, "*20240201*1030", "*20240201*1030*ET*D8@", "AK403=2 DTM 6 6"},
    {"dtm01_code", k850, "DTM*002", "DTM*@9ZZ", "AK403=7 DTM 6 1"},
    {"n1_r0203", k850, "N1*ST*ACME DC 1*92*0001", "N1*ST@", "AK403=2 N1 7 2"},
    {"n1_p0304", k850, "*92*0001", "*92@", "AK403=2 N1 7 4"},
    {"n1_p0304_b", k850, "*92*0001", "*@*0001", "AK403=2 N1 7 3"},
    {"n103_code", k850, "*92*0001", "*@8Z*0001", "AK403=7 N1 7 3"},
    {"n104_short", k850, "*92*0001", "*92*@1", "AK403=4 N1 7 4"},
    {"n301_absent", k850, "N3*1 MAIN ST", "N3*@*X", "AK403=1 N3 8 1"},
    {"n301_long", k850, "N3*1 MAIN ST",
     "N3*@01234567890123456789012345678901234567890123456789012345", "AK403=5 N3 8 1"},
    {"n403_short", k850, "*62701*US", "*@62*US", "AK403=4 N4 9 3"},
    {"n4_c0605", k850, "*62701*US", "*62701*US*@*X", "AK403=2 N4 9 5"},
    {"po102_letter", k850, "PO1*1*10*EA", "PO1*1*@1O*EA", "AK403=6 PO1 10 2"},
    {"po102_two_points", k850, "PO1*1*10*EA", "PO1*1*@1.0.0*EA", "AK403=6 PO1 10 2"},
    {"po102_comma", k850, "PO1*1*10*EA", "PO1*1*@1,5*EA", "AK403=6 PO1 10 2"},
    {"po102_long", k850, "PO1*1*10*EA", "PO1*1*@1234567890123456*EA", "AK403=5 PO1 10 2"},
    {"po1_c0302", k850, "PO1*1*10*EA*9.99", "PO1*1*@*EA*9.99", "AK403=2 PO1 10 2"},
    {"po103_code", k850, "*10*EA*", "*10*@QQ*", "AK403=7 PO1 10 3"},
    {"po1_c0504", k850, "*EA*9.99**UP", "*EA*@*PE*UP", "AK403=2 PO1 10 4"},
    {"po1_p0607", k850, "*9.99**UP*012345678905", "*9.99**UP*@", "AK403=2 PO1 10 7"},
    {"po1_p0607_b", k850, "*9.99**UP*", "*9.99**@*", "AK403=2 PO1 10 6"},
    {"po106_code", k850, "**UP*012345678905", "**@9Z*012345678905", "AK403=7 PO1 10 6"},
    {"po1_p0809", k850, "*VN*SKU-1", "*VN@", "AK403=2 PO1 10 9"},
    {"po109_control", k850, "SKU-1",
     "SKU@\x01"
     "1",
     "AK403=6 PO1 10 9"},
    {"po109_tab", k850, "SKU-1", "SKU@\t1", "AK403=6 PO1 10 9"},
    {"po109_break", k850, "SKU-1", "SKU@\n1", "AK403=6 PO1 10 9"},
    {"pid01_absent", k850, "PID*F****", "PID*@****", "AK403=1 PID 11 1"},
    {"pid01_code", k850, "PID*F", "PID*@9", "AK403=7 PID 11 1"},
    {"pid_r0405", k850, "PID*F****WIDGET BLUE", "PID*F@", "AK403=2 PID 11 4"},
    {"pid_c0403", k850, "PID*F****", "PID*F**@*AB*", "AK403=2 PID 11 3"},
    {"pid05_long", k850, "WIDGET BLUE",
     "@012345678901234567890123456789012345678901234567890123456789012345678901234567891",
     "AK403=5 PID 11 5"},
    {"sac_r0203", k850, "SAC*A*C310***500", "SAC*A*@***500", "AK403=2 SAC 12 2"},
    {"sac_p0304", k850, "SAC*A*C310***500", "SAC*A*C310*@*X*500", "AK403=2 SAC 12 3"},
    {"sac05_point", k850, "***500", "***@5.00", "AK403=6 SAC 12 5"},
    {"sac01_code", k850, "SAC*A", "SAC*@9", "AK403=7 SAC 12 1"},
    {"ctt01_letters", k850, "CTT*2*", "CTT*@X*", "AK403=6 CTT 14 1"},
    {"ctt01_long", k850, "CTT*2*", "CTT*@1234567*", "AK403=5 CTT 14 1"},
    {"ctt_p0304", k850, "CTT*2*15", "CTT*2*15*10@", "AK403=2 CTT 14 4"},
    // EDIFACT: the interchange
    {"unb_level", kOrders, "UNOB:3", "@UNXX:3", "0085=2 UNB 1-1"},
    {"unb_version", kOrders, "UNOB:3", "UNOB:@9", "0085=2 UNB 1-2"},
    {"unb_reference_absent", kOrders, "1030+REF101", "1030@", "0085=13 UNB 5; 0085=28 UNZ 2"},
    {"unb_date", kOrders, "240115:1030", "@241315:1030", "0085=12 UNB 4-1"},
    {"unb_time", kOrders, "240115:1030", "240115:@2530", "0085=12 UNB 4-2"},
    {"unz_count", kOrders, "UNZ+1", "UNZ+@2", "0085=29 UNZ 1"},
    {"unz_reference", kOrders, "UNZ+1+REF101", "UNZ+1+@REF102", "0085=28 UNZ 2"},
    {"unz_missing", kOrders, "UNZ+1+REF101'\n", "", "0085=13 UNT"},
    {"stray", kOrders, "UNH+1", "@XXX+1'UNH+1", "0085=33 XXX"},
    // the message's envelope
    {"unh_reference_absent", kOrders, "UNH+1+", "UNH+@+", "0085=13 UNH 1 1; 0085=28 UNT 18 2"},
    {"unt_count", kOrders, "UNT+18", "UNT+@17", "0085=29 UNT 18 1"},
    {"unt_count_letters", kOrders, "UNT+18", "UNT+@1X", "0085=37 UNT 18 1; 0085=29 UNT 18 1"},
    {"unt_reference", kOrders, "UNT+18+1", "UNT+18+@2", "0085=28 UNT 18 2"},
    {"unt_missing", kOrders, "UNT+18+1'\nUNZ", "@UNZ", "0085=13 UNZ 17"},
    // structure
    {"bgm_missing", kOrders, "BGM+220+PO1001+9'\nDTM", "@DTM", "0085=13 BGM 2; 0085=29 UNT 17 1"},
    {"dtm_missing", kOrders, "DTM+137:20240115:102'\nFTX", "@FTX",
     "0085=13 DTM 3; 0085=29 UNT 17 1"},
    {"uns_missing", kOrders, "UNS+S'\nCNT", "@CNT", "0085=13 UNS 16; 0085=29 UNT 17 1"},
    {"unknown_segment", kOrders, "PIA+1", "@ZZZ+1'PIA+1", "0085=15 ZZZ 10; 0085=29 UNT 19 1"},
    {"bgm_twice", kOrders, "DTM+137", "@BGM+220+PO1001+9'DTM+137",
     "0085=35 BGM 3; 0085=29 UNT 19 1"},
    // elements
    {"bgm01_code", kOrders, "BGM+220", "BGM+@9ZZ", "0085=12 BGM 2 1-1"},
    {"bgm01_long", kOrders, "BGM+220", "BGM+@2200", "0085=39 BGM 2 1-1"},
    {"bgm02_long", kOrders, "PO1001", "@012345678901234567890123456789012345", "0085=39 BGM 2 2"},
    {"bgm03_code", kOrders, "PO1001+9", "PO1001+@999", "0085=12 BGM 2 3"},
    {"bgm_too_many", kOrders, "PO1001+9", "PO1001+9++@X", "0085=16 BGM 2 5"},
    {"dtm_code", kOrders, "DTM+137", "DTM+@9ZZ", "0085=12 DTM 3 1-1"},
    {"dtm_date", kOrders, "137:20240115", "137:@20241315", "0085=12 DTM 3 1-2"},
    {"dtm_date_short", kOrders, "137:20240115", "137:@240115", "0085=12 DTM 3 1-2"},
    {"dtm_qualifier_absent", kOrders, "DTM+137:", "DTM+@:", "0085=13 DTM 3 1-1"},
    {"dtm_absent", kOrders, "DTM+137:20240115:102", "DTM@", "0085=13 DTM 3 1"},
    {"dtm_too_many", kOrders, ":102'\nFTX", ":102:@X'\nFTX", "0085=16 DTM 3 1-4"},
    {"ftx_code", kOrders, "FTX+DIN", "FTX+@9ZZ", "0085=12 FTX 4 1"},
    {"ftx_absent", kOrders, "FTX+DIN", "FTX+@", "0085=13 FTX 4 1"},
    {"ftx_character", kOrders, "DELIVER 8",
     "DELIVER @\x07"
     "8",
     "0085=21 FTX 4 4"},
    {"ftx_not_in_level", kOrders, "DELIVER 8", "DELIVER @[8", "0085=21 FTX 4 4"},
    {"rff_code", kOrders, "RFF+CT", "RFF+@9ZZ", "0085=12 RFF 5 1-1"},
    {"rff_long", kOrders, "CT:C77", "CT:@012345678901234567890123456789012345",
     "0085=39 RFF 5 1-2"},
    {"nad_code", kOrders, "NAD+BY", "NAD+@9ZZ", "0085=12 NAD 6 1"},
    {"nad_absent", kOrders, "NAD+BY", "NAD+@", "0085=13 NAD 6 1"},
    {"nad_party_absent", kOrders, "BY+5412345000013::9", "BY+@::9", "0085=13 NAD 6 2-1"},
    {"nad_country_long", kOrders, "62701+US", "62701+@USAX", "0085=39 NAD 7 9"},
    {"nad_post_long", kOrders, "++62701", "++@6270162701", "0085=39 NAD 7 8"},
    {"cux_code", kOrders, "CUX+2", "CUX+@99", "0085=12 CUX 8 1-1"},
    {"lin_number_letters", kOrders, "LIN+1++", "LIN+@1X++", "0085=37 LIN 9 1"},
    {"lin_item_long", kOrders, "4000862141404", "@012345678901234567890123456789012345",
     "0085=39 LIN 9 3-1"},
    {"lin_item_code", kOrders, "141404:EN", "141404:@9ZZ", "0085=12 LIN 9 3-2"},
    {"imd_code", kOrders, "IMD+F", "IMD+@9", "0085=12 IMD 11 1"},
    {"qty_letters", kOrders, "QTY+21:10", "QTY+21:@1O", "0085=37 QTY 12 1-2"},
    {"qty_decimal", kOrders, "QTY+21:10", "QTY+21:@1,5", "0085=19 QTY 12 1-2"},
    {"qty_no_digit", kOrders, "QTY+21:10", "QTY+21:@.5", "0085=38 QTY 12 1-2"},
    {"qty_absent", kOrders, "QTY+21:10:PCE", "QTY+21:@:PCE", "0085=13 QTY 12 1-2"},
    {"qty_code", kOrders, "QTY+21:10", "QTY+@99Z:10", "0085=12 QTY 12 1-1"},
    {"qty_too_many", kOrders, "10:PCE", "10:PCE:@X", "0085=16 QTY 12 1-4"},
    {"pri_two_marks", kOrders, "9.99", "@9.9.9", "0085=19 PRI 13 1-2"},
    {"uns_code", kOrders, "UNS+S", "UNS+@X", "0085=12 UNS 16 1"},
    {"cnt_absent", kOrders, "CNT+2:2", "CNT@", "0085=13 CNT 17 1"},
};

class SingleFault : public testing::TestWithParam<Mutation> {};

TEST_P(SingleFault, GivesItsFindingAndNoOther) {
  const Mutation& m = GetParam();
  std::string text = m.base;
  ASSERT_TRUE(run(text).totals.valid()) << testing::PrintToString(run(text).errors());
  const std::size_t at = text.find(m.from);
  ASSERT_NE(at, std::string::npos);
  std::string to = m.to;
  const std::size_t mark = to.find('@');
  if (mark != std::string::npos) to.erase(mark, 1);
  text.replace(at, std::string(m.from).size(), to);
  const Told told = run(text);
  std::string errors;
  for (const std::string& one : told.errors()) errors += (errors.empty() ? "" : "; ") + one;
  EXPECT_EQ(errors, m.want);
  if (mark == std::string::npos) return;
  const auto first = std::find_if(told.findings.begin(), told.findings.end(),
                                  [](const Finding& f) { return f.error; });
  ASSERT_NE(first, told.findings.end());
  const std::size_t offset = at + mark;
  EXPECT_EQ(first->place.offset, offset);
  EXPECT_EQ(first->place.line,
            1u + static_cast<std::size_t>(
                     std::count(text.begin(), text.begin() + static_cast<long>(offset), '\n')));
  const std::size_t line = text.rfind('\n', offset == 0 ? 0 : offset - 1);
  EXPECT_EQ(first->place.column, line == std::string::npos ? offset + 1 : offset - line);
}

INSTANTIATE_TEST_SUITE_P(Edi, SingleFault, testing::ValuesIn(kMutations), [](const auto& info) {
  return std::string(info.param.name) + "_" + std::to_string(info.index);
});

}  // namespace mutation_test
}  // namespace norekey::edi
