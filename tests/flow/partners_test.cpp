// An EDI partner's files through the real flow and the real store: what is journalled, what is
// answered, what becomes of orders that come twice, change, or lack something.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "tests/flow/partner_world.hpp"

namespace norekey::flow {
namespace partners_test {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

TEST(Partner, AFileBecomesASaleWithItsRepAndIsAnsweredAndArchived) {
  PartnerWorld w;
  w.drop("po.x12", interchange_with("000000101", {order_set("4500017")}));
  ASSERT_TRUE(w.look());
  EXPECT_THAT(w.files("in"), IsEmpty());
  EXPECT_THAT(w.files("archive"), ElementsAre("po.x12"));
  EXPECT_THAT(w.sales(), IsEmpty());
  w.world->work();
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/4500017/1 20.00"));
  EXPECT_EQ(w.world->erp->sales[0].order.customer, "0004117");
  EXPECT_EQ(w.world->erp->sales[0].order.reps[0].rep, "ANA");
  ASSERT_THAT(w.files("out"), ElementsAre(StartsWith("997_000000001_")));
  EXPECT_THAT(w.text("out", w.files("out")[0]),
              HasSubstr("AK1*PO*7~\nAK2*850*0001~\nAK5*A~\nAK9*A*1*1*1~\n"));
  EXPECT_THAT(w.world->ledger(), SizeIs(1));
}

TEST(Partner, TheAnswerLeavesBeforeTheSaleIsMade) {
  PartnerWorld w;
  w.drop("po.x12", interchange_with("000000101", {order_set("4500017")}));
  ASSERT_TRUE(w.look());
  std::filesystem::remove_all(w.folder("out"));
  std::ofstream(w.folder("out")) << "not a folder";
  for (int i = 0; i < 5; ++i) {
    w.world->work();
    w.world->clock.advance(600s);
  }
  EXPECT_THAT(w.sales(), IsEmpty());
  std::filesystem::remove(w.folder("out"));
  std::filesystem::create_directories(w.folder("out"));
  w.world->clock.advance(600s);
  w.world->work();
  EXPECT_THAT(w.files("out"), SizeIs(1));
  EXPECT_THAT(w.sales(), SizeIs(1));
}

TEST(Partner, AFileThatIsNotArchivedYetIsTakenOnce) {
  PartnerWorld w;
  const std::string text = interchange_with("000000101", {order_set("4500017")});
  w.take("po.x12", text);
  w.take("po.x12", text);  // as if the move to the archive had been lost
  EXPECT_THAT(w.sales(), SizeIs(1));
  EXPECT_THAT(w.files("out"), SizeIs(1));
  EXPECT_THAT(w.files("archive"), ElementsAre("po.2.x12", "po.x12"));
}

TEST(Partner, AControlNumberWithOtherContentIsAnsweredAsADuplicateAndNotTaken) {
  PartnerWorld w;
  w.take("1.x12", interchange_with("000000101", {order_set("4500017")}));
  w.take("2.x12", interchange_with("000000101", {order_set("4500018")}));
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/4500017/1 20.00"));
  ASSERT_THAT(w.files("out"), SizeIs(2));
  EXPECT_THAT(w.text("out", w.files("out")[1]), HasSubstr("TA1*000000101*260310*0900*R*025~"));
  EXPECT_EQ(
      w.world->newest("interchange"),
      "parked: interchange '000000101': 1 set, 0 accepted: 1:1: TA105=025: the control number "
      "'000000101' came before, with other content");
}

TEST(Partner, OneSetIsRejectedAndTheRestIsTaken) {
  PartnerWorld w;
  w.take("1.x12",
         interchange_with("000000101", {order_set("P1"), order_set("P2", "QQ"), order_set("P3")}));
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 20.00", "acme/northwind/P3/1 20.00"));
  EXPECT_THAT(w.text("out", w.files("out")[0]),
              HasSubstr("AK2*850*0002~\nAK3*BEG*2**8~\nAK4*1*353*7*QQ~\nAK5*R*5~\n"));
  EXPECT_EQ(
      w.world->newest("interchange"),
      "parked: interchange '000000101': 3 sets, 2 accepted: 9:5: AK403=7: BEG01 'QQ' is not a "
      "code of element 353 (set 0002)");
}

TEST(Partner, AnInterchangeThatIsCutOffGivesItsWholeSetsOnlyAndTheAnswerSaysSo) {
  const std::string whole =
      interchange_with("000000101", {order_set("P1"), order_set("P2"), order_set("P3")});
  const std::size_t second_ends = whole.find("ST*850*0003");
  for (const std::size_t cut : {whole.find("PO1", second_ends), second_ends,
                                whole.find("SE*", second_ends) + 4, whole.find("GE*")}) {
    PartnerWorld w;
    w.take("1.x12", whole.substr(0, cut));
    const bool third = cut >= whole.find("GE*");
    EXPECT_THAT(w.sales(), SizeIs(third ? 3 : 2)) << cut;
    ASSERT_THAT(w.files("out"), SizeIs(1));
    EXPECT_THAT(w.text("out", w.files("out")[0]), HasSubstr("*E*023~")) << cut;
    EXPECT_THAT(w.world->newest("interchange"), HasSubstr("the interchange is cut off")) << cut;
  }
}

TEST(Partner, AnOrderThatComesAgainUnchangedIsOneOrder) {
  PartnerWorld w;
  w.take("1.x12", interchange_with("000000101", {order_set("P1")}));
  w.take("2.x12", interchange_with("000000102", {order_set("P1"), order_set("P1", "07")}));
  EXPECT_THAT(w.sales(), SizeIs(1));
  EXPECT_EQ(w.world->newest("set"), "done");
}

TEST(Partner, AnOrderNumberWithOtherContentIsParkedAndReplacedByPurpose05) {
  PartnerWorld w;
  const std::string more = "PO1*1*5*EA*10**BP*NW-100~\n";
  w.take("1.x12", interchange_with("000000101", {order_set("P1")}));
  w.take("2.x12", interchange_with("000000102", {order_set("P1", "00", more)}));
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 20.00"));
  EXPECT_THAT(w.world->newest("set"),
              HasSubstr("and this 850 with purpose '00' says something else"));
  w.take("3.x12", interchange_with("000000103", {order_set("P1", "05", more)}));
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 50.00"));
  EXPECT_EQ(w.world->erp->changes, 1);
}

TEST(Partner, WhatIsNoOrderMakesNoSale) {
  PartnerWorld w;
  w.take("1.x12", interchange_with("000000101", {order_set("P1", "22")}));
  EXPECT_EQ(w.world->newest("set"), "done");
  w.take("2.x12", interchange_with("000000102", {order_set("P2", "16")}));
  EXPECT_EQ(w.world->newest("set"),
            "parked: the 850 has the purpose '16', which is no order, change or cancellation");
  w.take("3.x12", interchange_with("000000103", {"BEG*00*BK*P3**20260310~\n"
                                                 "PO1*1*1000*EA*10**BP*NW-100~\n"}));
  EXPECT_EQ(w.world->newest("set"),
            "parked: order 'P3' is a blanket order (BEG02 BK): its releases are what is to be "
            "delivered");
  w.take("4.x12", interchange_with("000000104", {order_set("P4")}));
  w.take("5.x12", interchange_with("000000105", {order_set("P4", "17")}));
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/P4/1 20.00 cancelled"));
}

TEST(Partner, ATestInterchangeIsAnsweredAndMakesNoSaleUnlessThePartnerIsInTest) {
  const auto marked = [](std::string text) {
    text.replace(text.find("*0*P*>"), 6, "*0*T*>");
    return text;
  };
  PartnerWorld w;
  w.take("1.x12", marked(interchange_with("000000101", {order_set("P1")})));
  EXPECT_THAT(w.sales(), IsEmpty());
  ASSERT_THAT(w.files("out"), ElementsAre(StartsWith("997_")));
  EXPECT_EQ(w.world->newest("set"),
            "parked: order 'P1' came in an interchange that is marked as no production (ISA15 "
            "'T'): no sale is made of it");
  w.take("2.edi",
         "UNB+UNOC:3+0012345678:01+ACME:ZZ+260310:0900+55++++++1'UNH+1+ORDERS:D:96A:UN'"
         "BGM+220+P2+9'DTM+137:20260310:102'NAD+BY+1::9'NAD+DP+2::92'LIN+1++012345678905:EN'"
         "QTY+21:2:PCE'PRI+AAA:10'UNS+S'UNT+10+1'UNZ+1+55'");
  EXPECT_THAT(w.sales(), IsEmpty());
  EXPECT_EQ(w.world->newest("set"),
            "parked: order 'P2' came in an interchange that is marked as a test (UNB 0035 '1'): "
            "no sale is made of it");
  PartnerWorld trial("    usage: T\n");
  trial.take("1.x12", marked(interchange_with("000000101", {order_set("P1")})));
  EXPECT_THAT(trial.sales(), SizeIs(1));
}

TEST(Partner, ANumberOfOursThatNobodyKnowsGivesWayToTheUpc) {
  PartnerWorld w("    items: prices\n");
  w.take("1.x12",
         interchange_with("000000101", {order_set("P1", "00",
                                                  "PO1*1*1*EA*10**VN*NOSUCH*UP*012345678905~\n"
                                                  "PO1*2*1*EA*10**VN*A*UP*999~\n")}));
  ASSERT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 20.00"));
  for (const auto& line : w.world->erp->sales[0].order.lines) EXPECT_EQ(line.item, "000A");
}

TEST(Partner, ReleasesAndVerbalOrdersAreOrdersOfTheirOwn) {
  PartnerWorld w;
  const std::string lines = "PO1*1*2*EA*10**BP*NW-100~\n";
  w.take("1.x12", interchange_with(
                      "000000101",
                      {"BEG*00*RL*B1*1*20260310~\n" + lines, "BEG*00*RL*B1*2*20260310~\n" + lines,
                       "BEG*00*RL*B1**20260310~\n" + lines, "BEG*00*SA*verbal**20260310~\n" + lines,
                       "BEG*00*SA*VERBAL**20260310~\n" + lines}));
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/B1#1/1 20.00", "acme/northwind/B1#2/1 20.00",
                                     "acme/northwind/B1#000000101.0003/1 20.00",
                                     "acme/northwind/verbal#000000101.0004/1 20.00",
                                     "acme/northwind/VERBAL#000000101.0005/1 20.00"));
}

TEST(Partner, AChangeAndACancellationReachTheSale) {
  PartnerWorld w;
  w.take("1.x12", interchange_with("000000101", {order_set("P1")}));
  w.take("2.x12", interchange_with("000000102",
                                   {"BCH*04*SA*P1***20260310~\nPOC*1*QI*7*7*EA~\n"
                                    "POC*2*AI*1*1*EA*5**BP*NW-200~\n"},
                                   "860"));
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 75.00"));
  w.take("3.x12", interchange_with("000000103", {"BCH*01*SA*P1***20260310~\n"}, "860"));
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 75.00 cancelled"));
}

TEST(Partner, AChangeToWhatIsNotThereWaitsForIt) {
  PartnerWorld w;
  w.take("1.x12", interchange_with("000000101", {"BCH*01*SA*P9***20260310~\n"}, "860"));
  EXPECT_EQ(w.world->newest("set"), "parked: the 860 cancels order 'P9', which is not there");
}

TEST(Partner, AMissingItemParksTheOrderUntilItsRowIsThere) {
  PartnerWorld w;
  w.take("1.x12",
         interchange_with("000000101", {order_set("P1", "00", "PO1*1*2*EA*10**BP*NW-900~\n")}));
  EXPECT_THAT(w.sales(), IsEmpty());
  EXPECT_EQ(w.world->newest("order"), "parked: line 1: part 'NW-900' has no sku in lookups/parts");
  w.world->command({{"command", "lookups set"},
                    {"lookup", "parts"},
                    {"rows", boost::json::object{{"NW-900", "A"}}}});
  w.world->work();
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 20.00"));
}

TEST(Partner, ItemsAreFoundByBuyerPartOurNumberUpcAndSuccessor) {
  PartnerWorld w;
  w.take("1.x12",
         interchange_with("000000101",
                          {order_set("P1", "00",
                                     "PO1*1*1*EA*10**BP*NW-100*UP*999~\nPO1*2*1*EA*10**VN*A~\n"
                                     "PO1*3*1*EA*10**UP*012345678905~\nPO1*4*1*EA*3**VN*B-OLD~\n"
                                     "PO1*5*1*EA*3**BP*NW-200~\n")}));
  ASSERT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 36.00"));
  std::string items;
  for (const auto& line : w.world->erp->sales[0].order.lines) items += line.item + " ";
  EXPECT_EQ(items, "000A 000A 000A 000B 000B ");
}

TEST(Partner, APriceGapHoldsTheOrderUntilAPriceIsAgreed) {
  PartnerWorld w;
  w.take("1.x12",
         interchange_with("000000101", {order_set("P1", "00", "PO1*1*2*EA*9.5**BP*NW-100~\n")}));
  EXPECT_EQ(w.world->newest("order"), "parked: line 1: 'A' is ordered at 9.5, agreed is 10.00");
  w.world->command({{"command", "lookups set"},
                    {"lookup", "prices"},
                    {"rows", boost::json::object{{"A", "9.50"}}}});
  w.world->work();
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 19.00"));
}

TEST(Partner, APriceGapIsAnsweredOrAcceptedByRule) {
  const std::string set = order_set("P1", "00", "PO1*1*2*EA*9.5**BP*NW-100~\n");
  PartnerWorld ours("    price-gap: answer\n"), theirs("    price-gap: accept\n"),
      near("    price-gap: hold\n", {});
  ours.take("1.x12", interchange_with("000000101", {set}));
  EXPECT_THAT(ours.sales(), ElementsAre("acme/northwind/P1/1 20.00"));
  theirs.take("1.x12", interchange_with("000000101", {set}));
  EXPECT_THAT(theirs.sales(), ElementsAre("acme/northwind/P1/1 19.00"));
  near.take("1.x12",
            interchange_with("000000101", {order_set("P1", "00", "PO1*1*2*EA*9.9**BP*NW-100~\n")}));
  EXPECT_THAT(near.sales(), ElementsAre("acme/northwind/P1/1 19.80"));
}

TEST(Partner, SomebodyElsesInterchangeIsNotTaken) {
  PartnerWorld w;
  std::string text = interchange_with("000000101", {order_set("P1")});
  text.replace(text.find("0012345678"), 10, "0099999999");
  w.take("1.x12", text);
  EXPECT_THAT(w.sales(), IsEmpty());
  EXPECT_THAT(w.files("out"), IsEmpty());
  EXPECT_EQ(w.world->newest("interchange"),
            "parked: the interchange '000000101' is from '01:0099999999', not from "
            "'01:0012345678'");
}

TEST(Partner, AFileThatIsNoInterchangeIsParkedAndArchived) {
  PartnerWorld w;
  w.take("readme.txt", "hello");
  EXPECT_THAT(w.world->newest("interchange"),
              StartsWith("parked: the file holds no interchange: "));
  EXPECT_THAT(w.files("archive"), ElementsAre("readme.txt"));
}

TEST(Partner, SeveralInterchangesInOneFileAreAnsweredOneByOne) {
  PartnerWorld w;
  w.take("1.x12", interchange_with("000000101", {order_set("P1")}) +
                      interchange_with("000000102", {order_set("P2")}));
  EXPECT_THAT(w.sales(), SizeIs(2));
  EXPECT_THAT(w.files("out"),
              ElementsAre(StartsWith("997_000000001_"), StartsWith("997_000000002_")));
}

TEST(Partner, UnfinishedFilesAreLeftAlone) {
  PartnerWorld w;
  for (const char* name : {".po.x12", "po.tmp", "po.part", "po.x12.filepart"})
    w.drop(name, interchange_with("000000101", {order_set("P1")}));
  ASSERT_TRUE(w.look());
  EXPECT_THAT(w.files("in"), SizeIs(4));
}

TEST(Partner, ControlNumbersGoOnAfterARestart) {
  PartnerWorld w;
  w.take("1.x12", interchange_with("000000101", {order_set("P1")}));
  w.world->restart();
  w.take("2.x12", interchange_with("000000102", {order_set("P2")}));
  EXPECT_THAT(w.files("out"),
              ElementsAre(StartsWith("997_000000001_"), StartsWith("997_000000002_")));
}

TEST(Partner, StoresAreFoundHoweverTheyAreSpelt) {
  PartnerWorld w;
  w.take("1.x12",
         interchange_with("000000101", {order_set("P1", "00",
                                                  "N1*ST*ANY*92*DC-1~\nPO1*1*3*EA*10**BP*NW-100~\n"
                                                  "SDQ*EA*92*dc9*1*002*2~\n")}));
  EXPECT_EQ(w.world->newest("order"), "parked: code 'dc9' has no ship_to in lookups/stores");
  PartnerWorld right;
  right.take("1.x12",
             interchange_with("000000101",
                              {order_set("P1", "00",
                                         "N1*ST*Acme  Depot~\nN3*X~\nN4*AKRON*OH*44301~\n"
                                         "PO1*1*3*EA*10**BP*NW-100~\nSDQ*EA*92*dc1*1*002*2~\n")}));
  EXPECT_THAT(right.sales(), ElementsAre("acme/northwind/P1/1 30.00"));
}

TEST(Partner, IsShownByOrdersTraceAndDoctor) {
  PartnerWorld w;
  w.take("1.x12", interchange_with("000000101", {order_set("4500017")}));
  const auto orders = w.world->command({{"command", "orders"}, {"channel", "acme/northwind"}});
  ASSERT_THAT(orders.as_array(), SizeIs(1));
  EXPECT_EQ(orders.as_array()[0].at("order"), "4500017");
  EXPECT_EQ(orders.as_array()[0].at("sales_credit"), "sales credit ANA 100 %");
  const auto trace = w.world->command({{"command", "trace"}, {"key", "4500017"}});
  EXPECT_THAT(boost::json::serialize(trace), HasSubstr("acme/northwind/4500017"));
  const auto doctor = boost::json::serialize(w.world->command({{"command", "doctor"}}));
  EXPECT_THAT(doctor, HasSubstr("EDI partner 01:0012345678, 0 files in the inbox"));
  std::filesystem::remove_all(w.folder("archive"));
  EXPECT_THAT(boost::json::serialize(w.world->command({{"command", "doctor"}})),
              HasSubstr("the folder cannot be read: '" + w.folder("archive")));
}

std::string shipped(const std::string& name) {
  return edi::file_text(SOURCE_DIR "/config/examples/partners/mappings/" + name + ".yaml");
}

/// The part of an interchange between its headers and its trailers.
std::string set_of(const std::string& text, const std::string& from, const std::string& to) {
  const std::size_t begin = text.find(from);
  return begin == std::string::npos ? text : text.substr(begin, text.find(to, begin) - begin);
}

TEST(Partner, TheOrderIsAnsweredBy855WhenTheSaleIsMade) {
  PartnerWorld w("    order-answer: edi-855\n    price-gap: answer\n",
                 {{"mappings/edi-855.yaml", shipped("edi-855")}});
  w.take("1.x12",
         interchange_with("000000101",
                          {order_set("P1", "00",
                                     "PO1*1*3*EA*10**BP*NW-100~\nSDQ*EA*92*dc1*1*002*2~\n"
                                     "PO1*2*4*EA*9.5**BP*NW-100~\nPO1*3*1*EA*3**VN*B~\n")}));
  ASSERT_THAT(w.files("out"),
              ElementsAre(StartsWith("855_000000002_"), StartsWith("997_000000001_")));
  const std::string answer = w.text("out", w.files("out")[0]);
  EXPECT_EQ(set_of(answer, "ST*", "GE*"),
            "ST*855*0001~\n"
            "BAK*00*AC*P1*20260310****SO1*20260310~\n"
            "CUR*SE*USD~\n"
            "PO1*1*3*EA*10**VN*A*BP*NW-100~\n"
            "ACK*IA*3*EA~\n"
            "PO1*2*4*EA*10.00**VN*A*BP*NW-100~\n"
            "ACK*IP*4*EA~\n"
            "PO1*3*1*EA*3**VN*B~\n"
            "ACK*IA*1*EA~\n"
            "CTT*3~\n"
            "SE*11*0001~\n");
  EXPECT_THAT(edi::run(answer).errors(), IsEmpty());
  EXPECT_THAT(answer,
              HasSubstr("ISA*00*          *00*          *ZZ*ACME           *01*0012345678     "
                        "*260310*1000*U*00401*000000002*0*P*>~"));
}

TEST(Partner, AnAnswerNamesItemsByTheNumbersThatTheyWereOrderedBy) {
  PartnerWorld w("    order-answer: edi-855\n", {{"mappings/edi-855.yaml", shipped("edi-855")}});
  w.take("1.x12",
         interchange_with("000000101", {order_set("P1", "00",
                                                  "PO1*1*2*EA*10**UP*012345678905~\n"
                                                  "PO1*2*1*EA*10**VN*A*EN*4000862141404~\n"
                                                  "PO1*3*1*EA*10**VN*A*UK*10012345678902~\n")}));
  ASSERT_THAT(w.files("out"), SizeIs(2));
  const std::string answer = w.text("out", w.files("out")[0]);
  EXPECT_THAT(answer, HasSubstr("PO1*1*2*EA*10**VN*A***UP*012345678905~"));
  EXPECT_THAT(answer, HasSubstr("PO1*2*1*EA*10**VN*A***EN*4000862141404~"));
  EXPECT_THAT(answer, HasSubstr("PO1*3*1*EA*10**VN*A***UK*10012345678902~"));
  EXPECT_THAT(edi::run(answer).errors(), IsEmpty());
  PartnerWorld edifact("    order-answer: edi-ordrsp\n",
                       {{"mappings/edi-ordrsp.yaml", shipped("edi-ordrsp")}});
  edifact.take("1.x12", interchange_with("000000101", {order_set("P1")}));
  ASSERT_THAT(edifact.files("out"), SizeIs(2));
  const std::string ordrsp = edifact.text("out", edifact.files("out")[1]);
  EXPECT_THAT(ordrsp, HasSubstr("PIA+5+A:SA+NW-100:IN'"));
  EXPECT_THAT(edi::run(ordrsp).errors(), IsEmpty());
}

TEST(Partner, WhatIsSentHasThePartnersRelease) {
  PartnerWorld w("    order-answer: edi-855\n    x12-release: \"005010\"\n",
                 {{"mappings/edi-855.yaml", shipped("edi-855")}});
  w.take("1.x12", interchange_with("000000101", {order_set("P1")}));
  ASSERT_THAT(w.files("out"), SizeIs(2));
  const std::string answer = w.text("out", w.files("out")[0]);
  EXPECT_THAT(answer, HasSubstr("*^*00501*000000002*0*P*>~"));
  EXPECT_THAT(answer, HasSubstr("*2*X*005010~"));
  EXPECT_THAT(edi::run(answer).errors(), IsEmpty());
}

TEST(Partner, WhatIsDueIsListedAndSettledByTheOtherSidesAcknowledgement) {
  PartnerWorld w("    order-answer: edi-855\n    answer-within: 2 h\n",
                 {{"mappings/edi-855.yaml", shipped("edi-855")}});
  const auto due = [&] {
    std::string out;
    const auto rows = w.world->command({{"command", "edi due"}});
    for (const auto& one : rows.as_array())
      out += std::string(one.at("what").as_string()) + " " +
             std::string(one.at("about").as_string()) + " by " +
             std::string(one.at("by").as_string()) +
             (one.at("overdue").as_bool() ? " overdue" : "") + "; ";
    return out;
  };
  w.take("1.x12",
         interchange_with("000000101", {order_set("P1", "00", "PO1*1*2*EA*10**BP*NW-900~\n")}));
  EXPECT_EQ(due(), "order answer acme/northwind/P1 by us; ");
  w.world->clock.advance(3h);
  EXPECT_EQ(due(), "order answer acme/northwind/P1 by us overdue; ");
  w.world->command({{"command", "lookups set"},
                    {"lookup", "parts"},
                    {"rows", boost::json::object{{"NW-900", "A"}}}});
  w.world->work();
  EXPECT_EQ(due(), "acknowledgement of 855 2 by partner; ");
  w.world->clock.advance(25h);
  EXPECT_EQ(due(), "acknowledgement of 855 2 by partner overdue; ");
  w.take(
      "997.x12",
      "ISA*00*          *00*          *01*0012345678     *ZZ*ACME           *260310*0900*U*00401*"
      "000000102*0*P*>~GS*FA*0012345678*ACME*20260310*0900*8*X*004010~ST*997*0001~AK1*PR*2~"
      "AK9*A*1*1*1~SE*4*0001~GE*1*8~IEA*1*000000102~");
  EXPECT_EQ(due(), "");
  EXPECT_THAT(w.files("out"), SizeIs(2));  // an acknowledgement is not acknowledged
}

constexpr const char* kIsa =
    "ISA*00*          *00*          *01*0012345678     *ZZ*ACME           *260310*0900*U*00401*"
    "000000102*0*P*>~";

struct Refusal {
  const char *name, *answer, *text, *want;
};

class RefusedByThePartner : public testing::TestWithParam<Refusal> {};

TEST_P(RefusedByThePartner, IsParkedWithWhatItSaysAndNoLongerDue) {
  const std::string answer = GetParam().answer;
  PartnerWorld w("    order-answer: " + answer + "\n",
                 {{"mappings/" + answer + ".yaml", shipped(answer)}});
  w.take("1.x12", interchange_with("000000101", {order_set("P1")}));
  ASSERT_THAT(w.files("out"), SizeIs(2));
  const std::string text = GetParam().text;
  w.take("2.x12", (text.starts_with("UNB") ? "" : kIsa) + text);
  EXPECT_EQ(w.world->newest("interchange"), "parked: " + std::string(GetParam().want));
  EXPECT_THAT(w.world->command({{"command", "edi due"}}).as_array(), IsEmpty());
  const auto all = w.world->command({{"command", "edi due"}, {"all", true}});
  std::string states;
  for (const auto& one : all.as_array()) states += std::string(one.at("state").as_string()) + " ";
  EXPECT_THAT(states, HasSubstr("rejected"));
  w.world->clock.advance(48h);
  EXPECT_THAT(w.world->command({{"command", "edi due"}}).as_array(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Partner, RefusedByThePartner,
    testing::Values(
        Refusal{"a_997", "edi-855",
                "GS*FA*0012345678*ACME*20260310*0900*8*X*004010~ST*997*0001~AK1*PR*2~"
                "AK2*855*0001~AK3*BAK*2**8~AK4*2*587*7*AD~AK5*R*5~AK9*R*1*1*0~SE*8*0001~GE*1*8~"
                "IEA*1*000000102~",
                "the partner rejects our 855 2: AK3*BAK*2**8, AK4*2*587*7*AD, AK5*R*5, "
                "AK9*R*1*1*0"},
        Refusal{"a_ta1", "edi-855", "TA1*000000002*260310*1000*R*009~IEA*0*000000102~",
                "the partner rejects our 855 2: TA105=009"},
        Refusal{"a_contrl_that_takes_the_interchange_and_not_the_message", "edi-ordrsp",
                "UNB+UNOC:3+0012345678:01+ACME:ZZ+260310:0900+56'UNH+1+CONTRL:2:2:UN'"
                "UCI+2+ACME:ZZ+0012345678:01+7'UCM+1+ORDRSP:D:96A:UN+4'UCS+2'UCD+12+4'UNT+6+1'"
                "UNZ+1+56'",
                "the partner rejects our ORDRSP 2: UCM+1+ORDRSP:D:96A:UN+4, UCS+2, UCD+12+4"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Partner, AnAnswerThatWouldNotBeValidIsParked) {
  std::string wrong = shipped("edi-855");
  wrong.replace(wrong.find("\"00\""), 4, "\"QQ\"");
  PartnerWorld w("    order-answer: edi-855\n", {{"mappings/edi-855.yaml", wrong}});
  w.take("1.x12", interchange_with("000000101", {order_set("P1")}));
  EXPECT_EQ(w.world->newest("document"),
            "parked: our document would not be valid: AK403=7: BAK01 'QQ' is not a code of element "
            "353");
  EXPECT_THAT(w.sales(), SizeIs(1));
}

TEST(Partner, AnEdifactPartnerIsAnsweredByContrlAndOrdrsp) {
  PartnerWorld w("    order-answer: edi-ordrsp\n",
                 {{"mappings/edi-ordrsp.yaml", shipped("edi-ordrsp")}});
  std::string text =
      "UNB+UNOC:3+0012345678:01+ACME:ZZ+260310:0900+55'UNH+1+ORDERS:D:96A:UN'BGM+220+P1+9'"
      "DTM+137:20260310:102'NAD+BY+1::9'NAD+DP+2::92'LIN+1++012345678905:EN'QTY+21:2:PCE'"
      "PRI+AAA:10'UNS+S'UNT+10+1'UNH+2+ORDERS:D:96A:UN'BGM+220+P2+99'DTM+137:20260310:102'"
      "NAD+BY+1::9'LIN+1'QTY+21:2'UNS+S'UNT+8+2'UNZ+2+55'";
  w.take("1.edi", text);
  EXPECT_THAT(w.sales(), ElementsAre("acme/northwind/P1/1 20.00"));
  ASSERT_THAT(w.files("out"),
              ElementsAre(StartsWith("CONTRL_000000001_"), StartsWith("ORDRSP_000000002_")));
  EXPECT_THAT(w.text("out", w.files("out")[0]), HasSubstr("UCM+2+ORDERS:D:96A:UN+4"));
  const std::string answer = w.text("out", w.files("out")[1]);
  EXPECT_EQ(set_of(answer, "UNH", "UNZ"),
            "UNH+1+ORDRSP:D:96A:UN'\nBGM+231+SO1+29'\nDTM+137:20260310:102'\nRFF+ON:P1'\n"
            "NAD+DP+DC2::92'\nCUX+2:USD:9'\nLIN+1+5+012345678905:EN'\nPIA+5+A:SA'\nQTY+21:2:PCE'\n"
            "PRI+AAA:10'\nUNS+S'\nCNT+2:1'\nUNT+13+1'\n");
  EXPECT_THAT(edi::run(answer).errors(), IsEmpty());
}

}  // namespace partners_test
}  // namespace norekey::flow
