// Purchase orders of both families as the product's order: golden files, what cannot be read, and
// what a change leaves.
#include "edi/order_document.hpp"

#include <gmock/gmock.h>

#include <filesystem>

#include "flow/partners/order_form.hpp"
#include "tests/edi/run.hpp"

namespace norekey::flow {
namespace order_document_test {

using testing::ElementsAre;
using testing::SizeIs;

std::vector<edi::KeptSet> sets_of(const std::string& text) {
  std::vector<edi::KeptSet> out;
  edi::KeepSets keep([](const edi::Set& set) { return edi::is_order(set); },
                     [&](edi::KeptSet set) { out.push_back(std::move(set)); });
  const auto source = edi::open_text(text);
  EXPECT_TRUE(edi::validate(*source, {}, keep));
  return out;
}

class OrderFile : public testing::TestWithParam<const char*> {};

TEST_P(OrderFile, BecomesTheOrderThatIsWrittenBesideIt) {
  const std::string base = std::string(SOURCE_DIR "/tests/flow/orders/") + GetParam();
  std::string got;
  for (const edi::KeptSet& set : sets_of(edi::file_text(base))) {
    const auto read = edi::read_order(set, {});
    ASSERT_TRUE(read) << to_string(read.error());
    got += mapping::to_xml(order_form(set, *read));
  }
  EXPECT_EQ(got, edi::file_text(base + ".xml"));
}

INSTANTIATE_TEST_SUITE_P(Orders, OrderFile,
                         testing::Values("850_stores_and_dates.x12", "850_verbal_minimal.x12",
                                         "850_texts_005010.x12", "860_changes.x12",
                                         "ORDERS_stores_and_dates.edi", "ORDCHG_changes.edi"));

Order order_of(const std::string& text) {
  const auto sets = sets_of(text);
  EXPECT_THAT(sets, SizeIs(1));
  return edi::read_order(sets.at(0), {}).value().order;
}

TEST(OrderDocument, KeepsEveryLineOfAStreetAddress) {
  std::string x12 = edi::file_text(SOURCE_DIR "/tests/edi/corpus/x12/good/own__850_min.x12");
  x12.replace(x12.find("N3*1 MAIN ST~"), 13, "N3*HALL 7*DOCK 3~N3*1 MAIN ST*REAR GATE~");
  const std::size_t se = x12.find("SE*"), end = x12.find('~', se);
  const auto sets = std::count(x12.begin() + static_cast<std::ptrdiff_t>(x12.find("ST*850")),
                               x12.begin() + static_cast<std::ptrdiff_t>(end) + 1, '~');
  x12.replace(se, end - se, "SE*" + std::to_string(sets) + "*0001");
  const Address there = order_of(x12).ship_to;
  EXPECT_EQ(there.street1 + "|" + there.street2 + "|" + there.street3,
            "HALL 7|DOCK 3|1 MAIN ST, REAR GATE");
  const Address nad =
      order_of(
          "UNB+UNOA:3+A:14+B:14+240115:1030+R1'UNH+1+ORDERS:D:01B:UN'BGM+220+PO1+9'"
          "DTM+137:20240115:102'NAD+DP+++ACME+HALL 7:DOCK 3:1 MAIN:REAR+TOWN'LIN+1++1:EN'"
          "QTY+21:1'UNS+S'UNT+9+1'UNZ+1+R1'")
          .ship_to;
  EXPECT_EQ(nad.street3, "1 MAIN, REAR");
  const Address plain =
      order_of(
          "UNB+UNOA:3+A:14+B:14+240115:1030+R1'UNH+1+ORDERS:D:96A:UN'BGM+220+PO1+9'"
          "DTM+137:20240115:102'NAD+DP++ACME:HALL 7:DOCK 3'LIN+1++1:EN'"
          "QTY+21:1'UNS+S'UNT+9+1'UNZ+1+R1'")
          .ship_to;
  EXPECT_EQ(plain.company + "|" + plain.street1 + "|" + plain.street2, "ACME|HALL 7|DOCK 3");
}

TEST(OrderDocument, OfEachFileOfTheCorpusAddsUp) {
  int orders = 0;
  for (const char* folder : {"x12/good", "edifact/good"}) {
    const std::string path = std::string(SOURCE_DIR "/tests/edi/corpus/") + folder;
    for (const auto& file : std::filesystem::directory_iterator(path)) {
      for (const edi::KeptSet& set : sets_of(edi::file_text(file.path().string()))) {
        const auto read = edi::read_order(set, {});
        ASSERT_TRUE(read) << file.path() << ": " << to_string(read.error());
        Decimal sum = read->order.tax;
        for (const Line& line : read->order.lines) sum += line.amount;
        for (const Charge& charge : read->order.charges) sum += charge.amount;
        EXPECT_EQ(sum, read->order.total) << file.path();
        EXPECT_FALSE(read->order.po_number.empty()) << file.path();
        ++orders;
      }
    }
  }
  EXPECT_GT(orders, 15);
}

const char* const kEnvelope =
    "ISA*00*          *00*          *01*0012345678     *ZZ*ACME           "
    "*260310*1200*U*00401*000000101*0*P*>~GS*PO*0012345678*ACME*20260310*1200*101*X*004010~"
    "ST*850*0001~";

struct Unreadable {
  const char *name, *body, *want;
};

class UnreadableOrder : public testing::TestWithParam<Unreadable> {};

TEST_P(UnreadableOrder, SaysWhatAndWhere) {
  const auto sets = sets_of(std::string(kEnvelope) + GetParam().body + "SE*9*0001~GE*1*101~");
  ASSERT_THAT(sets, SizeIs(1));
  const auto read = edi::read_order(sets[0], {});
  ASSERT_FALSE(read);
  EXPECT_EQ(to_string(read.error()), GetParam().want);
  EXPECT_EQ(read.error().fate, Fate::reject);
}

INSTANTIATE_TEST_SUITE_P(
    Orders, UnreadableOrder,
    testing::Values(
        Unreadable{"NoPo", "BEG*00*SA***20260310~PO1*1*1*EA*1~",
                   "the order has no purchase order number\n"
                   "  fix: ask the partner to send it again with one"},
        Unreadable{"StoresThatDoNotAddUp",
                   "BEG*00*SA*P1**20260310~PO1*1*40*EA*1~SDQ*EA*92*1*10*2*20~",
                   "line 1: its stores and dates add up to 30, but the line asks for 40\n"
                   "  fix: ask the partner which it is, and to send the order again"},
        Unreadable{
            "Currency", "BEG*00*SA*P1**20260310~CUR*BY*USX~PO1*1*1*EA*1~",
            "unknown currency 'USX', did you mean 'USD'?\n  fix: use an ISO 4217 code such as USD"},
        Unreadable{"Quantity", "BEG*00*SA*P1**20260310~PO1*1*1X*EA*1~",
                   "PO1#3/PO102: PO102 '1X' is not a number that can be counted with\n"
                   "  fix: ask the partner to send the order again, corrected"},
        Unreadable{"TwoLinesOfOneNumber",
                   "BEG*00*SA*P1**20260310~PO1*1*10*EA*1~PO1*2*1*EA*1~PO1*1*5*EA*1~",
                   "the lines at 1 and 3 both have the number '1'\n"
                   "  fix: ask the partner to send the order again, each line with a number of its "
                   "own"},
        Unreadable{"NoQuantity", "BEG*00*SA*P1**20260310~PO1*1**EA*1~",
                   "line 1 asks for 0 pieces\n"
                   "  fix: ask the partner to send the order again, corrected"},
        Unreadable{"QuantityBelowNothing", "BEG*00*SA*P1**20260310~PO1*1*-4*EA*1~",
                   "line 1 asks for -4 pieces\n"
                   "  fix: ask the partner to send the order again, corrected"},
        Unreadable{"Date", "BEG*00*SA*P1**20261310~PO1*1*1*EA*1~",
                   "BEG#2/BEG05: BEG05 '20261310' is not a day\n"
                   "  fix: ask the partner to send the order again, corrected"}),
    [](const auto& info) { return std::string(info.param.name); });

std::string ids_of(const Order& order) {
  std::string out;
  for (const Line& line : order.lines) out += line.id + ":" + line.quantity.str() + " ";
  return out;
}

Order order_of_body(const std::string& body) {
  return order_of(std::string(kEnvelope) + body + "SE*9*0001~GE*1*101~");
}

TEST(OrderDocument, NamesALineOfAnyNumberInOneLineOfText) {
  std::string text = edi::file_text(SOURCE_DIR "/tests/edi/corpus/x12/good/own__850_min.x12");
  edi::KeptSet set = sets_of(text).at(0);
  for (edi::KeptLoop& loop : set.body.loops) {
    if (loop.tag() != "PO1") continue;
    edi::KeptSegment& po1 = loop.segments.front();
    po1.values.at(po1.starts.at(0)) = "7\x05";
    po1.values.at(po1.starts.at(1)) = "0";
    break;
  }
  const auto read = edi::read_order(set, {});
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().what.substr(0, 25), "line '7\\x05' asks for 0 p");
}

TEST(OrderDocument, GivesALineWithoutNumberOneThatNoOtherHas) {
  EXPECT_EQ(ids_of(order_of_body("BEG*00*SA*P1**20260310~PO1**1*EA*1~PO1*1*2*EA*1~PO1**3*EA*1~")),
            "2:1 1:2 3:3 ");
}

TEST(OrderDocument, AsksOnceForAStoreOrADateThatIsGivenTwice) {
  EXPECT_EQ(ids_of(order_of_body("BEG*00*SA*P1**20260310~PO1*1*40*EA*1~SDQ*EA*92*1*10*2*20*1*10~")),
            "1/1:20 1/2:20 ");
  EXPECT_EQ(ids_of(order_of_body("BEG*00*SA*P1**20260310~PO1*1*30*EA*1~SCH*10*EA***002*20260401~"
                                 "SCH*20*EA***002*20260401~")),
            "1/2026-04-01:30 ");
}

const char* const kUnb =
    "UNB+UNOA:3+A:14+B:14+240115:1030+R1'UNH+1+ORDERS:D:96A:UN'BGM+220+PO1+9'"
    "DTM+137:20260310:102'";

struct TaxCase {
  const char *name, *body, *want;
};

class Taxes : public testing::TestWithParam<TaxCase> {};

TEST_P(Taxes, AreThoseOfTheLinesAndOfTheOrderTogether) {
  const std::string body = GetParam().body;
  const Order order = body.starts_with("BEG") ? order_of_body(body)
                                              : order_of(kUnb + body + "UNS+S'UNT+9+1'UNZ+1+R1'");
  std::string got;
  for (const Line& line : order.lines) got += line.tax.str() + " ";
  EXPECT_EQ(got + "= " + order.tax.str(), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Orders, Taxes,
    testing::Values(
        TaxCase{"two_kinds_on_a_line",
                "BEG*00*SA*P1**20260310~PO1*1*10*EA*10~TXI*ST*3.00~TXI*CT*2.00~", "5.00 = 5.00"},
        TaxCase{"an_amount_and_a_percentage_on_a_line",
                "BEG*00*SA*P1**20260310~PO1*1*10*EA*10~TXI*ST*3.00*3~TXI*CT**2~", "5.00 = 5.00"},
        TaxCase{"two_kinds_on_the_order",
                "BEG*00*SA*P1**20260310~TXI*ST*5~TXI*CT*1~PO1*1*10*EA*10~PO1*2*5*EA*10~",
                "4.00 2.00 = 6.00"},
        TaxCase{"a_percentage_of_the_order_is_that_of_lines_that_say_none",
                "BEG*00*SA*P1**20260310~TXI*ST**10~PO1*1*1*EA*10~PO1*2*1*EA*10~TXI*ST**5~",
                "1.00 0.50 = 1.50"},
        TaxCase{"the_order_says_what_its_lines_say",
                "BEG*00*SA*P1**20260310~TXI*ST*1.50~PO1*1*1*EA*10~TXI*ST*1~PO1*2*1*EA*10~"
                "TXI*ST*0.50~",
                "1.00 0.50 = 1.50"},
        TaxCase{"a_percentage_is_of_what_the_orders_allowance_leaves",
                "BEG*00*SA*P1**20260310~SAC*A*F800***200~PO1*1*1*EA*10~TXI*ST**10~", "0.80 = 0.80"},
        TaxCase{"edifact_two_kinds_on_a_line",
                "LIN+1++1:EN'QTY+21:10'PRI+AAA:10'TAX+7+GST+++:::5'TAX+7+OTH+++:::9.975'",
                "14.98 = 14.98"},
        TaxCase{"edifact_the_amount_counts_before_the_rate",
                "LIN+1++1:EN'QTY+21:10'PRI+AAA:10'TAX+7+VAT+++:::19'MOA+124:19.01'",
                "19.01 = 19.01"},
        TaxCase{"edifact_the_orders_rate",
                "TAX+7+VAT+++:::19'LIN+1++1:EN'QTY+21:10'PRI+AAA:10'LIN+2++2:EN'QTY+21:10'"
                "PRI+AAA:10'TAX+7+VAT+++:::7'",
                "19.00 7.00 = 26.00"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(OrderDocument, HasTheClaimOfItsFirstLineWhereItHasNoneAndWarnsOfOthers) {
  const auto read = [](const std::string& body) {
    const auto sets = sets_of(body.starts_with("BEG") ? kEnvelope + body + "SE*9*0001~GE*1*101~"
                                                      : kUnb + body + "UNS+S'UNT+9+1'UNZ+1+R1'");
    const auto document = edi::read_order(sets.at(0), {}).value();
    std::string out = document.order.buyer.rep_claim;
    for (const std::string& one : document.warnings) out += "; " + one;
    return out;
  };
  EXPECT_EQ(read("BEG*00*SA*P1**20260310~PO1*1*1*EA*1~REF*SA*R1~PO1*2*1*EA*1~N1*60*ANN*91*R1~"),
            "R1");
  EXPECT_EQ(read("BEG*00*SA*P1**20260310~REF*SA*R9~PO1*1*1*EA*1~PO1*2*1*EA*1~N1*60*ANN~"),
            "R9; line 2 names the rep 'ANN', but the order's claim is 'R9'");
  EXPECT_EQ(read("LIN+1++1:EN'QTY+21:10'PRI+AAA:10'RFF+SA:R3'"), "R3");
}

TEST(OrderDocument, AsksNothingForAStoreWithNoneAndTellsOfTwoShipTos) {
  EXPECT_EQ(ids_of(order_of_body("BEG*00*SA*P1**20260310~PO1*1*60*EA*1~SDQ*EA*92*1*60*2*0~")),
            "1/1:60 ");
  const auto sets = sets_of(std::string(kEnvelope) +
                            "BEG*00*SA*P1**20260310~N1*ST*A*92*01~N1*ST*B*92*02~PO1*1*6*EA*1~"
                            "SE*6*0001~GE*1*101~");
  EXPECT_THAT(edi::read_order(sets.at(0), {}).value().warnings,
              ElementsAre("the order has two ship-tos, '01' and '02': it goes to the second"));
}

TEST(OrderDocument, IsShippedCompleteWhereCshSaysSo) {
  EXPECT_TRUE(order_of_body("BEG*00*SA*P1**20260310~CSH*SC~PO1*1*1*EA*1~").ship_complete);
  EXPECT_FALSE(order_of_body("BEG*00*SA*P1**20260310~CSH*N~PO1*1*1*EA*1~").ship_complete);
}

TEST(OrderDocument, TakesTheDayOfADateInAnotherForm) {
  EXPECT_EQ(
      norekey::to_string(*order_of_body("BEG*00*SA*P1**20260310~DTM*002****RD8*20260401-20260410~"
                                        "PO1*1*1*EA*1~")
                              .requested),
      "2026-04-01");
}

struct Form {
  const char *dtm, *day, *extra;
};

class EdifactForm : public testing::TestWithParam<Form> {};

TEST_P(EdifactForm, IsADayOrKeptAsItIs) {
  const Order order = order_of(
      std::string("UNB+UNOA:3+A:14+B:14+240115:1030+R1'UNH+1+ORDERS:D:96A:UN'BGM+220+PO1+9'"
                  "DTM+137:20240115:102'") +
      GetParam().dtm + "'LIN+1++1:EN'QTY+21:1'UNS+S'UNT+8+1'UNZ+1+R1'");
  EXPECT_EQ(order.requested ? norekey::to_string(*order.requested) : "", GetParam().day);
  std::string extras;
  for (const Extra& one : order.extras) extras += one.name + "=" + one.value;
  EXPECT_EQ(extras, GetParam().extra);
}

INSTANTIATE_TEST_SUITE_P(Orders, EdifactForm,
                         testing::Values(Form{"DTM+2:20261201:102", "2026-12-01", ""},
                                         Form{"DTM+2:2612011030:201", "2026-12-01", ""},
                                         Form{"DTM+2:261201:101", "2026-12-01", ""},
                                         Form{"DTM+2:202612011030:203", "2026-12-01", ""},
                                         Form{"DTM+2:2612010800261203:713", "2026-12-01", ""},
                                         Form{"DTM+2:2026120120261203:718", "2026-12-01", ""},
                                         Form{"DTM+2:011226:2", "2026-12-01", ""},
                                         Form{"DTM+2:202648:616", "", "DTM/2=202648:616"},
                                         Form{"DTM+2:202612:610", "", "DTM/2=202612:610"},
                                         Form{"DTM+ZZZ:202648:616", "", "DTM/ZZZ=202648:616"}));

struct PurposeCase {
  const char* code;
  bool change;
  edi::Purpose x12;
};

TEST(Purposes, AreTakenForWhatTheyAreAndOthersForNoOrder) {
  using enum edi::Purpose;
  for (const auto& [code, is_change, want] : {PurposeCase{"00", false, place},
                                              {"15", false, place},
                                              {"05", false, replace},
                                              {"18", false, replace},
                                              {"01", false, cancel},
                                              {"03", false, cancel},
                                              {"17", false, cancel},
                                              {"04", false, change},
                                              {"06", false, copy},
                                              {"07", false, copy},
                                              {"22", false, information},
                                              {"02", false, unknown},
                                              {"13", false, unknown},
                                              {"16", false, unknown},
                                              {"24", false, unknown},
                                              {"28", false, unknown},
                                              {"00", true, change},
                                              {"02", true, change},
                                              {"17", true, cancel},
                                              {"24", true, unknown}})
    EXPECT_EQ(edi::purpose_of_353(code, is_change), want) << code;
  for (const auto& [code, is_change, want] : {PurposeCase{"9", false, place},
                                              {"", false, place},
                                              {"35", false, place},
                                              {"5", false, replace},
                                              {"1", false, cancel},
                                              {"17", false, cancel},
                                              {"4", false, change},
                                              {"7", false, copy},
                                              {"31", false, copy},
                                              {"42", false, copy},
                                              {"13", false, unknown},
                                              {"16", false, unknown},
                                              {"46", false, unknown},
                                              {"9", true, change},
                                              {"2", true, change}})
    EXPECT_EQ(edi::purpose_of_1225(code, is_change), want) << code;
}

Order base_order() {
  Order out;
  out.po_number = "4500017";
  out.currency = "USD";
  const auto add = [&](const char* id, const char* quantity, const char* price,
                       const char* amount) {
    Line line;
    line.id = id;
    line.number = static_cast<int>(out.lines.size()) + 1;
    line.quantity = Decimal::parse(quantity).value();
    line.price = Decimal::parse(price).value();
    line.amount = Decimal::parse(amount).value();
    out.lines.push_back(line);
  };
  add("001", "10", "10", "98.00");  // two per cent off the whole order
  add("2", "5", "1", "4.90");
  add("4/A", "1", "3", "3.00");
  add("4/B", "2", "3", "6.00");
  return out;
}

std::string lines_of(const Order& order) {
  std::string out;
  for (const Line& line : order.lines)
    out += std::to_string(line.number) + "=" + line.id + ":" + line.quantity.str() + "@" +
           line.price.str() + "=" + line.amount.str() + " ";
  return out + order.total.str();
}

struct ChangeCase {
  const char *name, *lines, *want;
};

class OrderChange : public testing::TestWithParam<ChangeCase> {};

TEST_P(OrderChange, LeavesTheOrderAsItShouldBe) {
  std::string text = kEnvelope;
  text.replace(text.find("GS*PO"), 5, "GS*PC");
  text.replace(text.find("ST*850"), 6, "ST*860");
  text += "BCH*04*SA*4500017***20260310~" + std::string(GetParam().lines) + "SE*9*0001~GE*1*101~";
  const auto sets = sets_of(text);
  ASSERT_THAT(sets, SizeIs(1));
  const auto read = edi::read_order(sets[0], {});
  ASSERT_TRUE(read) << to_string(read.error());
  const auto changed = edi::apply_change(base_order(), *read);
  EXPECT_EQ(changed ? lines_of(*changed) : changed.error().what, GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Orders, OrderChange,
    testing::Values(
        ChangeCase{"QuantityKeepsTheOrdersAllowance", "POC*1*QD*5*5*EA~",
                   "1=001:5@10=49.00 2=2:5@1=4.90 3=4/A:1@3=3.00 4=4/B:2@3=6.00 62.90"},
        ChangeCase{"Price", "POC*2*PC****1.1~",
                   "1=001:10@10=98.00 2=2:5@1.1=5.50 3=4/A:1@3=3.00 4=4/B:2@3=6.00 112.50"},
        ChangeCase{"PriceOfASplitLine", "POC*4*PC****4~",
                   "1=001:10@10=98.00 2=2:5@1=4.90 3=4/A:1@4=4.00 4=4/B:2@4=8.00 114.90"},
        ChangeCase{"RemovedLineStaysWithNothing", "POC*2*DI~",
                   "1=001:10@10=98.00 2=2:0@1=0 3=4/A:1@3=3.00 4=4/B:2@3=6.00 107.00"},
        ChangeCase{"AddedLine", "POC*5*AI*2*2*EA*7~",
                   "1=001:10@10=98.00 2=2:5@1=4.90 3=4/A:1@3=3.00 4=4/B:2@3=6.00 5=5:2@7=14.00 "
                   "125.90"},
        ChangeCase{"NewStores", "POC*4*QI*9*9*EA*3~SDQ*EA*92*A*4*C*5~",
                   "1=001:10@10=98.00 2=2:5@1=4.90 3=4/A:4@3=12.00 4=4/C:5@3=15.00 129.90"},
        ChangeCase{"ChargeOfTheOrder", "SAC*C*D240***2500~POC*1*NC~",
                   "1=001:10@10=98.00 2=2:5@1=4.90 3=4/A:1@3=3.00 4=4/B:2@3=6.00 136.90"},
        ChangeCase{"AllowanceOfTheOrder", "SAC*A*C310***1119~POC*1*NC~",
                   "1=001:10@10=88.20 2=2:5@1=4.41 3=4/A:1@3=2.70 4=4/B:2@3=5.40 100.71"},
        ChangeCase{"UnknownLine", "POC*9*QI*9*9*EA~",
                   "the change names line '9', but order '4500017' has no such line"},
        ChangeCase{"QuantityOfASplitLine", "POC*4*QI*9*9*EA~",
                   "the change gives line '4' a new quantity, but not of which stores or dates"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(OrderChanges, PutAnotherItemInThePlaceOfTheOldOneWithAllItsNumbers) {
  std::string text = kEnvelope;
  text.replace(text.find("GS*PO"), 5, "GS*PC");
  text.replace(text.find("ST*850"), 6, "ST*860");
  text += "BCH*04*SA*4500017***20260310~POC*2*RZ*4*0*CA*120**BP*NW-200~SE*4*0001~GE*1*101~";
  const auto sets = sets_of(text);
  ASSERT_THAT(sets, SizeIs(1));
  Order before = base_order();
  before.lines[1].sku = "FST-1000";
  before.lines[1].customer_sku = "NW-100";
  before.lines[1].uom = "EA";
  const auto changed = edi::apply_change(before, edi::read_order(sets[0], {}).value());
  ASSERT_TRUE(changed.has_value());
  const Line& line = changed->lines[1];
  EXPECT_EQ(line.sku + "|" + line.customer_sku + "|" + line.uom, "|NW-200|CA");
  EXPECT_EQ(line.quantity.str() + " at " + line.price.str(), "4 at 120");
}

}  // namespace order_document_test
}  // namespace norekey::flow
