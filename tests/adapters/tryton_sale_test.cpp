#include "adapters/tryton/sale.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "adapters/tryton/values.hpp"
#include "tests/adapters/documents.hpp"

namespace norekey::adapters::tryton {
namespace tryton_sale_test {

namespace json = boost::json;

SaleIds known_ids() {
  SaleIds ids;
  ids.customer = 5;
  ids.bill_to = 50;
  ids.ship_to = 51;
  ids.rep = 7;
  ids.warehouse = 3;
  ids.payment_term = 2;
  ids.items = {{"FST001000", 100},
               {"0004719037", 101},
               {"FREIGHT", 102},
               {"SALESTAX", 103},
               {"ROUNDING", 104}};
  ids.units = {{"EA", 10}, {"BX", 11}};
  ids.item_units = {{"FST001000", 10}, {"FREIGHT", 1}, {"SALESTAX", 1}, {"ROUNDING", 1}};
  return ids;
}

std::string text(const json::value& value) { return json::serialize(value); }

json::object values_of(const std::string& more, const char* rest = "0") {
  return sale_values(*wanted_sale(document_of(document_xml(more))), known_ids(), "acme/web/A/1",
                     *Decimal::parse(rest), "ROUNDING");
}

TEST(TrytonValues, ADecimalOfAFormulaKeepsTheDigitsThatCount) {
  const std::pair<const char*, const char*> rows[] = {
      {"12.50", "12.50"},
      {"8.333333333333333333333333333", "8.333333333333"},
      {"-8.333333333333333333333333333", "-8.333333333333"},
      {"123456789.123456789012345678", "123456789.123456789"},
      {"123456789012345678.9999999999", "123456789012345678"},
      {"0.00004999999999999999999999999", "0.000049999999"},
      {"1E+3", "1000"},
      {"-0.5", "-0.5"},
  };
  for (const auto& [given, read] : rows) {
    const json::object record{{"price", {{"__class__", "Decimal"}, {"decimal", given}}}};
    EXPECT_EQ(decimal_of(record, "price").str(), read) << given;
  }
}

TEST(TrytonSale, SaysWhoWhereAndUnderWhichKey) {
  const json::object values = values_of("<note>at the back door</note>");
  EXPECT_EQ(values.at("party"), 5);
  EXPECT_EQ(values.at("invoice_address"), 50);
  EXPECT_EQ(values.at("shipment_address"), 51);
  EXPECT_EQ(values.at("agent"), 7);
  EXPECT_EQ(values.at("reference"), "acme/web/A/1");
  EXPECT_EQ(values.at("description"), "PO-4711");
  EXPECT_EQ(values.at("comment"), "at the back door");
  EXPECT_FALSE(values.contains("price_list"));
}

TEST(TrytonSale, KeepsWhatTheCustomerWroteBelowTheNoteForPeople) {
  EXPECT_EQ(values_of("<note>WEB 1</note><delivery_note>dock B\nring twice</delivery_note>")
                .at("comment"),
            "WEB 1\ndock B\nring twice");
  EXPECT_EQ(values_of("<delivery_note>dock B</delivery_note>").at("comment"), "dock B");
  WantedSale sale = *wanted_sale(document_of(document_xml()));
  sale.lines[0].note = "cut to 3 m";
  const json::array lines = line_values(sale, known_ids(), Decimal(), "ROUNDING");
  EXPECT_EQ(lines[0].at("note"), "cut to 3 m");
  EXPECT_FALSE(lines[1].as_object().contains("note"));
}

TEST(TrytonSale, HasALineForEachLineChargeAndTheResidualCent) {
  const json::array lines = line_values(*wanted_sale(document_of(document_xml())), known_ids(),
                                        *Decimal::parse("-0.01"), "ROUNDING");
  ASSERT_EQ(lines.size(), 5u);
  EXPECT_EQ(
      text(lines[1]),
      R"({"type":"line","product":101,"unit":11,"quantity":{"__class__":"Decimal","decimal":"8"},)"
      R"("unit_price":{"__class__":"Decimal","decimal":"34.4300"}})");
  EXPECT_EQ(
      text(lines[4]),
      R"({"type":"line","product":104,"unit":1,"quantity":{"__class__":"Decimal","decimal":"1"},)"
      R"("unit_price":{"__class__":"Decimal","decimal":"-0.01"}})");
}

TEST(TrytonSale, HasNoResidualLineForNothing) {
  EXPECT_EQ(values_of("").at("lines").as_array()[0].as_array()[1].as_array().size(), 4u);
}

TEST(TrytonSale, ClearsTheRepWhereThereIsNone) {
  SaleIds ids = known_ids();
  ids.rep = 0;
  const json::object values =
      sale_values(*wanted_sale(document_of(document_xml())), ids, "k", {}, "");
  EXPECT_TRUE(values.at("agent").is_null());
}

TEST(TrytonSale, AsksForNoShipmentBeforeTheOrdersOwnDate) {
  const json::object values =
      values_of("<order_date>2026-11-21</order_date><requested>2026-11-20</requested>");
  EXPECT_EQ(values.at("sale_date"), values.at("shipping_date"));
  EXPECT_EQ(text(values.at("shipping_date")),
            R"({"__class__":"date","year":2026,"month":11,"day":21})");
}

const char* kRecord = R"({"id":9,"number":"SO000003","state":"quotation","reference":"acme/web/A/1",
  "description":"PO-4711","total_amount":{"__class__":"Decimal","decimal":"351.05"},
  "party.":{"id":5,"code":"0004117"},"agent.":{"id":7,"party.":{"id":70,"code":"REP01"}},
  "shipment_address.":{"id":51,"name":"SHIP-TO 01"},"lines":[1,2]})";

const char* kLines = R"([
  {"type":"line","description":"bolt","quantity":2.3,"unit_price":{"__class__":"Decimal","decimal":"3.4200"},
   "amount":{"__class__":"Decimal","decimal":"7.87"},"product.":{"id":1,"code":"FST001000"},"unit.":{"id":1,"symbol":"EA"}},
  {"type":"comment","description":"thank you","quantity":null,"unit_price":null,"amount":null,"product.":null,"unit.":null}])";

TEST(TrytonSale, IsReadBackInTheFlowsWords) {
  const json::value record = json::parse(kRecord), lines = json::parse(kLines);
  const ErpOrder order = order_of(record.as_object(), records(lines));
  EXPECT_EQ(order.receipt.id, "9");
  EXPECT_EQ(order.receipt.number, "SO000003");
  EXPECT_EQ(order.receipt.state, "quotation");
  EXPECT_EQ(order.receipt.key, "acme/web/A/1");
  EXPECT_EQ(order.customer, "0004117");
  EXPECT_EQ(order.ship_to, "SHIP-TO 01");
  EXPECT_EQ(order.po_number, "PO-4711");
  EXPECT_EQ(order.total.str(), "351.05");
  EXPECT_TRUE(order.changeable);
  ASSERT_EQ(order.reps.size(), 1u);
  EXPECT_EQ(order.reps[0].rep, "REP01");
  ASSERT_EQ(order.lines.size(), 1u);
  EXPECT_EQ(order.lines[0].item, "FST001000");
  EXPECT_EQ(order.lines[0].quantity.str(), "2.3");
  EXPECT_EQ(order.lines[0].amount.str(), "7.87");
}

TEST(TrytonSale, WithoutAgentHasNoReps) {
  const json::value record = json::parse(R"({"id":9,"state":"draft","number":null,"agent.":null})");
  const ErpOrder order = order_of(record.as_object(), {});
  EXPECT_TRUE(order.reps.empty());
  EXPECT_EQ(order.receipt.number, "");
}

TEST(TrytonSale, CanBeChangedUntilItIsProcessed) {
  for (const char* state : {"draft", "quotation", "confirmed"})
    EXPECT_TRUE(changeable(state)) << state;
  for (const char* state : {"processing", "done", "cancelled", "deleted", ""})
    EXPECT_FALSE(changeable(state)) << state;
}

}  // namespace tryton_sale_test
}  // namespace norekey::adapters::tryton
