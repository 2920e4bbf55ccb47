// What happens in the ERP is told to a partner: shipments, invoices, stock and prices, each once,
// and until when it is due.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "flow/outbound/watch.hpp"
#include "flow/partners/event_documents.hpp"
#include "flow/partners/events.hpp"
#include "tests/flow/partner_world.hpp"

namespace norekey::flow {
namespace partner_events_test {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

std::string mapping_text(const std::string& name) {
  return edi::file_text(SOURCE_DIR "/config/examples/partners/mappings/" + name + ".yaml");
}

std::map<std::string, std::string> shipped_mappings() {
  std::map<std::string, std::string> out;
  for (const std::string name : {"edi-856", "edi-810", "edi-846", "edi-832", "edi-desadv",
                                 "edi-invoic", "edi-invrpt", "edi-pricat"}) {
    out["mappings/" + name + ".yaml"] = mapping_text(name);
  }
  return out;
}

constexpr const char* kEvents =
    "    sscc-prefix: \"0614141\"\n    ship-notice: edi-856\n    invoice: edi-810\n";

/// A partner that wants shipments and invoices, and one sale of his: 5 of A, 3 of B.
class Events : public testing::Test {
 protected:
  explicit Events(const std::string& more = kEvents) : w(more, shipped_mappings()) {}

  void sell() {
    w.take("orders.x12", interchange_with("000000101", {order_set("PO-1", "00",
                                                                  "PO1*1*5*EA*10**BP*NW-100~\n"
                                                                  "PO1*2*3*EA*20**BP*NW-200~\n")}));
    ASSERT_THAT(w.sales(), SizeIs(1));
  }
  std::int64_t look() {
    auto made = w.world->run(tell_events(w.world->context(), "acme/northwind"));
    EXPECT_TRUE(made) << to_string(made.error());
    w.world->work();
    return made ? *made : -1;
  }
  void ship(const std::string& number, std::vector<adapters::ItemCount> lines) {
    shipments_.push_back(
        {number, "UPSN", "1Z9", parse_date("2026-03-10").value(), std::move(lines)});
    w.world->erp->became[w.world->erp->sales.at(0).order.receipt.number] =
        [this](adapters::OrderStatus& one) { one.shipments = shipments_; };
  }
  /// The files that hold a set, in the order in which they were made.
  std::vector<std::string> sets(const std::string& id) const {
    std::vector<std::string> out;
    for (const std::string& name : w.files("out")) {
      const std::string text = w.text("out", name);
      if (text.find("ST*" + id + "*") != std::string::npos) out.push_back(text);
    }
    return out;
  }
  /// Sales of 5 and 3 at 10 and 20, with freight and tax.
  adapters::PostedInvoice invoice_of_the_sale() const {
    adapters::PostedInvoice invoice;
    invoice.key = w.world->erp->sales.at(0).key;
    invoice.number = "I-1";
    invoice.day = parse_date("2026-03-11").value();
    const auto line = [](int place, const char* item, int quantity, const char* price,
                         const char* amount) {
      adapters::InvoicedLine out;
      out.place = place;
      out.item = item;
      out.quantity = quantity;
      out.price = Decimal::parse(price).value();
      out.amount = Decimal::parse(amount).value();
      return out;
    };
    invoice.lines = {line(0, "A", 5, "10.0000", "50.00"), line(1, "B", 3, "20.0000", "60.00"),
                     line(2, "FREIGHT", 1, "7.5", "7.50")};
    invoice.tax = Decimal::parse("2.35").value();
    invoice.total = Decimal::parse("119.85").value();
    return invoice;
  }
  std::vector<std::string> due() {
    std::vector<std::string> out;
    const auto all = w.world->command({{"command", "edi due"}, {"all", true}});
    for (const auto& one : all.as_array()) {
      const auto& row = one.as_object();
      if (row.at("by") == "us")
        out.push_back(std::string(row.at("what").as_string()) + " " +
                      std::string(row.at("state").as_string()));
    }
    return out;
  }

  /// "inventory acme/northwind/stock/next" of what we owe too long.
  std::vector<std::string> overdue() {
    std::vector<std::string> out;
    const auto all = w.world->command({{"command", "edi due"}});
    for (const auto& one : all.as_array()) {
      const auto& row = one.as_object();
      if (row.at("by") == "us" && row.at("overdue").as_bool())
        out.push_back(std::string(row.at("what").as_string()) + " " +
                      std::string(row.at("about").as_string()));
    }
    return out;
  }

  PartnerWorld w;

 private:
  std::vector<adapters::Shipment> shipments_;
};

TEST_F(Events, AShipmentLeavesAs856OnceWithItsLinesAndAnSscc) {
  sell();
  EXPECT_EQ(look(), 0);
  ship("S-1", {{"000A", 2}, {"000B", 3}});
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(look(), 0);
  ASSERT_THAT(sets("856"), SizeIs(1));
  const std::string text = sets("856")[0];
  EXPECT_THAT(edi::run(text).errors(), IsEmpty()) << text;
  EXPECT_THAT(text, HasSubstr("BSN*00*S-1*20260310*"));
  EXPECT_THAT(text, HasSubstr("PRF*PO-1~"));
  EXPECT_THAT(text, HasSubstr("MAN*GM*00006141410000000012~"));
  EXPECT_THAT(text, HasSubstr("LIN*1*VN*A*BP*NW-100~\nSN1*1*2*EA~"));
  EXPECT_THAT(text, HasSubstr("LIN*2*VN*B*BP*NW-200~\nSN1*2*3*EA~"));
  EXPECT_THAT(due(), ElementsAre("ship notice done"));
}

TEST_F(Events, ASecondShipmentIsADocumentOfItsOwn) {
  sell();
  ship("S-1", {{"000A", 2}});
  EXPECT_EQ(look(), 1);
  ship("S-2", {{"000A", 3}, {"000B", 3}});
  EXPECT_EQ(look(), 1);
  ASSERT_THAT(sets("856"), SizeIs(2));
  EXPECT_THAT(sets("856")[1], HasSubstr("SN1*1*3*EA~"));
}

TEST_F(Events, AnInvoiceLeavesAs810ToTheCent) {
  sell();
  w.world->erp->invoices = {invoice_of_the_sale()};
  EXPECT_EQ(look(), 1);
  EXPECT_EQ(look(), 0);
  ASSERT_THAT(sets("810"), SizeIs(1));
  const std::string text = sets("810")[0];
  EXPECT_THAT(edi::run(text).errors(), IsEmpty()) << text;
  EXPECT_THAT(text, HasSubstr("BIG*20260311*I-1*20260310*PO-1~"));
  EXPECT_THAT(text, HasSubstr("IT1*1*5*EA*10.00**VN*A*BP*NW-100~"));
  EXPECT_THAT(text, HasSubstr("TDS*11985~\nTXI*TX*2.35~\nSAC*C*D240***750"));
  EXPECT_THAT(due(), Contains("invoice done"));
}

TEST_F(Events, WhatIsOfOtherChannelsIsLeftAlone) {
  sell();
  ship("S-1", {{"000A", 1}});
  w.world->erp->sales.at(0).key = "acme/shop/77/1";
  EXPECT_EQ(look(), 0);
  EXPECT_THAT(sets("856"), IsEmpty());
}

TEST_F(Events, ADocumentThatCannotBeMadeStaysDue) {
  PartnerWorld other("    ship-notice: edi-856\n", shipped_mappings());  // no sscc-prefix
  other.take("orders.x12", interchange_with("000000101", {order_set("PO-1")}));
  other.world->erp->became[other.world->erp->sales.at(0).order.receipt.number] =
      [](adapters::OrderStatus& one) {
        one.shipments = {{"S-1", "", "", {}, {{"000A", 2}}}};
      };
  ASSERT_TRUE(other.world->run(tell_events(other.world->context(), "acme/northwind")));
  other.world->work();
  EXPECT_THAT(other.world->newest("document"), StartsWith("parked: no SSCC can be made"));
  other.world->clock.advance(5h);
  const auto due = other.world->command({{"command", "edi due"}}).as_array();
  ASSERT_THAT(due, SizeIs(1));
  EXPECT_EQ(due[0].at("what"), "ship notice");
  EXPECT_EQ(due[0].at("overdue"), true);
}

class StockAndPrices : public Events {
 protected:
  StockAndPrices() : Events("    inventory: edi-846\n    price-list: edi-832\n") {}
};

TEST_F(StockAndPrices, AreToldInThePartnersNumbers) {
  w.world->erp->stock = {{"000A MAIN", "12"}, {"000A EAST", "3"}, {"Z MAIN", "9"}};
  EXPECT_EQ(look(), 2);
  ASSERT_THAT(sets("846"), SizeIs(1));
  EXPECT_THAT(edi::run(sets("846")[0]).errors(), IsEmpty()) << sets("846")[0];
  EXPECT_THAT(sets("846")[0], HasSubstr("LIN*1*VN*A*BP*NW-100*UP*012345678905~"));
  EXPECT_THAT(sets("846")[0], HasSubstr("*15*"));
  EXPECT_THAT(sets("846")[0], testing::Not(HasSubstr("VN*Z")));
  ASSERT_THAT(sets("832"), SizeIs(1));
  EXPECT_THAT(edi::run(sets("832")[0]).errors(), IsEmpty()) << sets("832")[0];
  EXPECT_THAT(sets("832")[0], HasSubstr("10.00"));
  EXPECT_EQ(look(), 0) << "the stock is told once a day, prices when they change";
  w.world->clock.advance(24h);
  EXPECT_EQ(look(), 1);
}

TEST_F(StockAndPrices, AreDueUntilTheyAreSentAndTheNextStockIsDueThen) {
  w.world->erp->stock = {{"000A MAIN", "12"}};
  EXPECT_EQ(look(), 2);
  EXPECT_THAT(due(),
              testing::UnorderedElementsAre("inventory done", "price list done", "inventory open"));
  EXPECT_THAT(overdue(), IsEmpty());
  w.world->clock.advance(27h);
  EXPECT_THAT(overdue(), IsEmpty()) << "a day, and the four hours of inventory-within";
  w.world->clock.advance(2h);
  EXPECT_THAT(overdue(), ElementsAre("inventory acme/northwind/stock/next"));
  EXPECT_EQ(look(), 1);
  EXPECT_THAT(overdue(), IsEmpty());
}

TEST_F(StockAndPrices, AreOverdueWhereTheErpCannotBeAsked) {
  w.world->erp->blind_to_stock = Error{Fate::retry, "no answer", "", {}, ""};
  EXPECT_FALSE(w.world->run(tell_events(w.world->context(), "acme/northwind")));
  w.world->clock.advance(5h);
  EXPECT_FALSE(w.world->run(tell_events(w.world->context(), "acme/northwind")));
  EXPECT_THAT(overdue(), ElementsAre("inventory acme/northwind/stock/next"));
}

class NoMappings : public Events {
 protected:
  NoMappings() : Events("    inventory: edi-856\n    price-list: edi-856\n") {}
};

TEST_F(NoMappings, ADocumentThatCannotBeMadeIsOverdue) {
  w.world->erp->stock = {{"000A MAIN", "12"}};
  EXPECT_EQ(look(), 2);
  EXPECT_THAT(w.world->newest("document"), StartsWith("parked: "));
  w.world->clock.advance(25h);
  EXPECT_THAT(overdue(),
              testing::UnorderedElementsAre(StartsWith("inventory acme/northwind/stock/2"),
                                            StartsWith("price list acme/northwind/prices/2")));
}

/// A partner that writes EDIFACT: an ORDERS of the same two lines.
class EdifactEvents : public Events {
 protected:
  EdifactEvents()
      : Events(
            "    sscc-prefix: \"0614141\"\n    ship-notice: edi-desadv\n    invoice: edi-invoic\n"
            "    inventory: edi-invrpt\n    price-list: edi-pricat\n") {}

  void sell_edifact() {
    w.take("orders.edi",
           "UNB+UNOC:3+0012345678:01+ACME:ZZ+260310:0900+R1'\nUNH+1+ORDERS:D:96A:UN'\n"
           "BGM+220+PO-1+9'\nDTM+137:20260310:102'\nRFF+SA:R77'\nNAD+DP+DC 001::92'\nCUX+2:USD:9'\n"
           "LIN+1'\nPIA+5+NW-100:IN'\nQTY+21:5:EA'\nPRI+AAA:10'\n"
           "LIN+2'\nPIA+5+NW-200:IN'\nQTY+21:3:EA'\nPRI+AAA:20'\nUNS+S'\nUNT+16+1'\nUNZ+1+R1'\n");
    ASSERT_THAT(w.sales(), SizeIs(1));
  }

  /// The one file of a message, which is the golden one and valid by its directory.
  void expect_golden(const std::string& message) {
    std::vector<std::string> found;
    for (const std::string& name : w.files("out")) {
      const std::string text = w.text("out", name);
      if (text.find("+" + message + ":D:96A:UN'") != std::string::npos) found.push_back(text);
    }
    ASSERT_THAT(found, SizeIs(1)) << message;
    EXPECT_THAT(edi::run(found[0]).errors(), IsEmpty()) << found[0];
    EXPECT_EQ(found[0],
              edi::file_text(SOURCE_DIR "/tests/flow/outbound/events/" + message + ".edi"));
  }
};

TEST_F(EdifactEvents, AreToldInTheMessagesOfThePartner) {
  sell_edifact();
  ship("S-1", {{"000A", 2}, {"000B", 3}});
  w.world->erp->invoices = {invoice_of_the_sale()};
  w.world->erp->stock = {{"000A MAIN", "12"}, {"000A EAST", "3"}};
  EXPECT_EQ(look(), 4);
  EXPECT_EQ(look(), 0);
  for (const char* message : {"DESADV", "INVOIC", "INVRPT", "PRICAT"}) expect_golden(message);
  EXPECT_THAT(due(),
              testing::UnorderedElementsAre("ship notice done", "invoice done", "inventory done",
                                            "price list done", "inventory open"));
}

TEST_F(EdifactEvents, ARestOfAnOrderIsADespatchAdviceOfItsOwn) {
  sell_edifact();
  ship("S-1", {{"000A", 2}});
  w.world->clock.advance(1h);
  look();
  ship("S-2", {{"000A", 3}, {"000B", 3}});
  look();
  std::vector<std::string> found;
  for (const std::string& name : w.files("out")) {
    const std::string text = w.text("out", name);
    if (text.find("+DESADV:D:96A:UN'") != std::string::npos) found.push_back(text);
  }
  ASSERT_THAT(found, SizeIs(2));
  EXPECT_THAT(found[0], HasSubstr("BGM+351+S-1+9'"));
  EXPECT_THAT(found[0], HasSubstr("QTY+12:2:EA'"));
  EXPECT_THAT(found[1], HasSubstr("BGM+351+S-2+9'"));
  EXPECT_THAT(found[1], HasSubstr("QTY+12:3:EA'"));
}

TEST(ChangeAnswer, IsAn865ThatSaysWhatBecameOfEachLine) {
  PartnerWorld w("    order-answer: edi-855\n    change-answer: edi-865\n",
                 {{"mappings/edi-855.yaml", mapping_text("edi-855")},
                  {"mappings/edi-865.yaml", mapping_text("edi-865")}});
  w.take("1.x12", interchange_with("000000101", {order_set("PO-1", "00",
                                                           "PO1*1*5*EA*10**BP*NW-100~\n"
                                                           "PO1*2*3*EA*20**BP*NW-200~\n")}));
  w.take("2.x12", interchange_with("000000102",
                                   {"BCH*04*SA*PO-1***20260310~\n"
                                    "POC*1*QI*8*8*EA*10**BP*NW-100~\nPOC*2*DI*0*0*EA~\n"},
                                   "860"));
  std::string text;
  for (const std::string& name : w.files("out")) {
    if (name.starts_with("865_")) text = w.text("out", name);
  }
  EXPECT_THAT(edi::run(text).errors(), IsEmpty()) << text;
  EXPECT_THAT(text, HasSubstr("BCA*00*AC*PO-1***20260310"));
  EXPECT_THAT(text, HasSubstr("POC*1*CA*8*8*EA*10**VN*A*BP*NW-100~\nACK*IA*8*EA~\n"));
  EXPECT_THAT(text, HasSubstr("POC*2*DI*0*0*EA"));
  EXPECT_THAT(text, HasSubstr("ACK*ID*0*EA~\n"));
}

TEST(Answer, SaysWhatIsBackorderedAndWhenTheRestLeaves) {
  PartnerWorld w("    order-answer: edi-855\n",
                 {{"mappings/edi-855.yaml", mapping_text("edi-855")}});
  w.drop("1.x12", interchange_with("000000101", {order_set("PO-1", "00",
                                                           "PO1*1*5*EA*10**BP*NW-100~\n"
                                                           "PO1*2*3*EA*20**BP*NW-200~\n")}));
  ASSERT_TRUE(w.look());
  w.world->erp->became["SO1"] = [](adapters::OrderStatus& one) {
    one.promised = parse_date("2026-03-20").value();
    one.backorder = {{"000A", 2}, {"000B", 3}};
  };
  w.world->work();
  std::string text;
  for (const std::string& name : w.files("out")) {
    if (name.starts_with("855_")) text = w.text("out", name);
  }
  EXPECT_THAT(edi::run(text).errors(), IsEmpty()) << text;
  EXPECT_THAT(text, HasSubstr("ACK*IA*3*EA*067*20260320~\nACK*IB*2*EA~\n"));
  EXPECT_THAT(text, HasSubstr("ACK*IB*3*EA*067*20260320~\n"));
  EXPECT_THAT(text, HasSubstr("BAK*00*AC*"));
}

TEST(Restored, AStoreGivesNoControlNumberAndNoSsccASecondTime) {
  PartnerWorld w(kEvents, shipped_mappings());
  const std::filesystem::path file = w.world->store_file(), copy = file.string() + ".copy";
  w.take("1.x12", interchange_with("000000101", {order_set("PO-1")}));
  w.world->restart([&] { std::filesystem::copy_file(file, copy); });
  w.take("2.x12", interchange_with("000000102", {order_set("PO-2")}));
  ASSERT_THAT(w.files("out"), SizeIs(2));
  w.world->restart([&] {
    std::filesystem::remove(file.string() + "-wal");
    std::filesystem::remove(file.string() + "-shm");
    std::filesystem::rename(copy, file);
  });
  w.take("3.x12", interchange_with("000000103", {order_set("PO-3")}));
  w.take("4.x12", interchange_with("000000104", {order_set("PO-4")}));
  std::vector<std::string> controls;
  for (const std::string& name : w.files("out")) {
    const std::string text = w.text("out", name);
    controls.push_back(text.substr(90, 9));
  }
  EXPECT_THAT(controls,
              testing::UnorderedElementsAre("000000001", "000000002", "001000002", "001000003"));
}

TEST(WatchedSubjects, HaveTheDocumentsOfAPartner) {
  PartnerWorld w(kEvents, shipped_mappings());
  EXPECT_THAT(watched_subjects(w.world->context(), "acme/northwind"), ElementsAre("documents"));
}

TEST(Shipments, GiveGoodsToTheLinesThatOrderedThemOneAfterTheOther) {
  PartOfOrder part;
  for (const char* id : {"1", "2"}) {
    Line line;
    line.id = id;
    line.sku = "A";
    line.uom = "CT";
    part.order.lines.push_back(line);
  }
  part.lines = {{"A", "A", 24, 2, 0}, {"A", "A", 36, 3, 1}};  // a carton is twelve pieces
  adapters::OrderStatus status;
  status.shipments = {{"S1", "", "", {}, {{"A", 36}}}, {"S2", "", "", {}, {{"A", 24}}}};
  const auto all = shipment_documents(status, part, parse_instant("2026-03-10T15:00:00Z").value());
  ASSERT_THAT(all, SizeIs(2));
  const auto told = [](const mapping::Document& one) {
    std::string out;
    for (const auto line : one.root().child("order").child("pack").children("line"))
      out += std::string(line.child("number").text().get()) + ":" +
             line.child("quantity").text().get() + line.child("uom").text().get() + " ";
    return out;
  };
  EXPECT_EQ(told(all[0]), "1:2CT 2:1CT ");
  EXPECT_EQ(told(all[1]), "2:2CT ");
}

}  // namespace partner_events_test
}  // namespace norekey::flow
