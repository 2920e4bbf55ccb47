#include "adapters/tryton/order.hpp"

#include <gtest/gtest.h>

#include "tests/adapters/documents.hpp"

namespace norekey::adapters::tryton {
namespace tryton_order_test {

Decimal number(const char* text) { return *Decimal::parse(text); }

TEST(TrytonOrder, HoldsWhatTheDocumentSays) {
  const mapping::Document document = document_of(
      document_xml("<note>at the back "
                   "door</note><order_date>2026-11-21</order_date><requested>2026-11-24</requested>"
                   "<price_list>GOLD</price_list><currency>USD</currency>"));
  auto sale = wanted_sale(document);
  ASSERT_TRUE(sale) << to_string(sale.error());
  EXPECT_EQ(sale->customer, "0004117");
  EXPECT_EQ(sale->bill_to, "SHIP-TO 00");
  EXPECT_EQ(sale->ship_to, "SHIP-TO 01");
  EXPECT_EQ(sale->po_number, "PO-4711");
  EXPECT_EQ(sale->note, "at the back door");
  EXPECT_EQ(sale->warehouse, "WH");
  EXPECT_EQ(sale->payment_term, "NET30");
  EXPECT_EQ(sale->price_list, "GOLD");
  EXPECT_EQ(sale->currency, "USD");
  EXPECT_EQ(sale->rep, "REP01");
  EXPECT_EQ(to_string(*sale->ordered), "2026-11-21");
  EXPECT_EQ(to_string(*sale->requested), "2026-11-24");
  EXPECT_EQ(sale->total.str(), "351.05");
  ASSERT_EQ(sale->lines.size(), 2u);
  EXPECT_EQ(sale->lines[1].item, "0004719037");
  EXPECT_EQ(sale->lines[1].uom, "BX");
  EXPECT_EQ(sale->lines[1].quantity.str(), "8");
  EXPECT_EQ(sale->lines[1].price.str(), "34.4300");
  ASSERT_EQ(sale->charges.size(), 2u);
  EXPECT_EQ(sale->charges[0].item, "FREIGHT");
  EXPECT_EQ(sale->charges[0].amount.str(), "12.95");
}

TEST(TrytonOrder, TakesThePrimaryRepWhereverItStands) {
  const mapping::Document document = document_of(
      "<document><customer>1</customer><rep><code>A</code></rep><rep><code>B</code><primary>yes</"
      "primary></rep>"
      "<total>0</total></document>");
  EXPECT_EQ(wanted_sale(document)->rep, "B");
}

TEST(TrytonOrder, TakesTheFirstRepWhereNoneIsPrimary) {
  const mapping::Document document = document_of(
      "<document><customer>1</customer><rep><code>A</code></rep><rep><code>B</code></rep><total>0</"
      "total></document>");
  EXPECT_EQ(wanted_sale(document)->rep, "A");
}

TEST(TrytonOrder, RoundsPricesToWhatTrytonCanHold) {
  const mapping::Document document = document_of(
      "<document><customer>1</customer><total>1</total>"
      "<line><item>A</item><quantity>3</quantity><price>0.333333</price></line></document>");
  EXPECT_EQ(wanted_sale(document)->lines[0].price.str(), "0.3333");
}

TEST(TrytonOrder, LeavesChargesOfNothingOut) {
  const mapping::Document document = document_of(
      "<document><customer>1</customer><total>0</total>"
      "<charge><item>FREIGHT</item><amount>0.00</amount></charge></document>");
  EXPECT_TRUE(wanted_sale(document)->charges.empty());
}

TEST(TrytonOrder, ReadsADeliveryAddressThatIsNoneOfTheCustomers) {
  const mapping::Document document = document_of(
      "<document><customer>1</customer><address><name>Walk In</name><street1>1 Main "
      "St</street1><city>Troy</city>"
      "<region>NY</region><postal>12180</postal><country>US</country></address><total>0</total></"
      "document>");
  auto sale = wanted_sale(document);
  ASSERT_TRUE(sale->address);
  EXPECT_EQ(sale->address->street1, "1 Main St");
  EXPECT_EQ(sale->address->region, "NY");
}

struct BadDocument {
  const char* name;
  const char* inside;
  const char* want;
};

class TrytonOrderRefuses : public testing::TestWithParam<BadDocument> {};

TEST_P(TrytonOrderRefuses, WithThePlace) {
  const mapping::Document document =
      document_of("<document>" + std::string(GetParam().inside) + "</document>");
  auto sale = wanted_sale(document);
  ASSERT_FALSE(sale);
  EXPECT_EQ(sale.error().fate, Fate::reject);
  EXPECT_EQ(to_string(sale.error()), GetParam().want);
}

INSTANTIATE_TEST_SUITE_P(
    Adapters, TrytonOrderRefuses,
    testing::Values(
        BadDocument{"no_customer", "<total>1</total>",
                    "/document/customer: the ERP's document has no customer\n"
                    "  fix: add the field customer to the mapping, then replay"},
        BadDocument{"no_total", "<customer>1</customer>",
                    "/document/total: the ERP's document has no total\n"
                    "  fix: add the field total to the mapping, then replay"},
        BadDocument{"a_line_without_item",
                    "<customer>1</customer><total>1</total><line><quantity>1</quantity><price>1</"
                    "price></line>",
                    "/document/line/item: the ERP's document has no item\n"
                    "  fix: add the field item to the mapping, then replay"},
        BadDocument{"a_quantity_that_is_none",
                    "<customer>1</customer><total>1</total><line><item>A</item><quantity>two</"
                    "quantity><price>1</price></line>",
                    "/document/line/quantity: 'two' is not a number: it has a character that "
                    "numbers do not have\n"
                    "  fix: write it like -1234.50"},
        BadDocument{"a_date_that_is_none",
                    "<customer>1</customer><total>1</total><requested>soon</requested>",
                    "/document/requested: 'soon' is not a date\n  fix: write it like 2026-11-21"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(TrytonResidual, IsNothingWhereTheRoundedLinesAndChargesAddUp) {
  auto sale = wanted_sale(document_of(document_xml()));
  EXPECT_TRUE(residual(*sale, "")->is_zero());
}

WantedSale of(const char* quantity, const char* price, const char* total) {
  WantedSale sale;
  sale.lines.push_back({"A", "", "EA", number(quantity), number(price)});
  sale.total = number(total);
  return sale;
}

TEST(TrytonResidual, IsTheCentThatRoundedPricesLeave) {
  EXPECT_EQ(residual(of("200", "0.0500", "10.01"), "ROUNDING")->str(), "0.01");
  EXPECT_EQ(residual(of("200", "0.0501", "10.01"), "ROUNDING")->str(), "-0.01");
}

TEST(TrytonResidual, RoundsLinesAsTrytonDoesToTheEvenCent) {
  EXPECT_EQ(line_amount({"A", "", "EA", number("1"), number("0.0250")}).str(), "0.02");
  EXPECT_EQ(line_amount({"A", "", "EA", number("1"), number("0.0350")}).str(), "0.04");
  EXPECT_EQ(line_amount({"A", "", "EA", number("-1"), number("0.0250")}).str(), "-0.02");
}

TEST(TrytonResidual, RoundsToTheDigitsOfTheSalesCurrency) {
  WantedSale yen = of("1000", "0.1034", "103"), dinar = of("1", "0.1250", "0.125");
  EXPECT_FALSE(residual(yen, "ROUNDING"));  // cents cannot have left 0.40
  yen.currency = "JPY";
  dinar.currency = "KWD";
  EXPECT_TRUE(residual(yen, "")->is_zero());
  EXPECT_TRUE(residual(dinar, "")->is_zero());
}

TEST(TrytonResidual, IsRefusedWhenRoundingCannotHaveLeftIt) {
  auto rest = residual(of("2", "5.0000", "10.05"), "ROUNDING");
  ASSERT_FALSE(rest);
  EXPECT_EQ(rest.error().what,
            "lines and charges add up to 10.00 in the ERP, but the total is 10.05");
}

TEST(TrytonResidual, NeedsAnItemToGoOn) {
  auto rest = residual(of("200", "0.0500", "10.01"), "");
  ASSERT_FALSE(rest);
  EXPECT_EQ(
      to_string(rest.error()),
      "rounded unit prices leave 0.01 of the total 10.01 over, and there is no item to put it on\n"
      "  fix: add residual-item to the ERP in channels.yaml");
}

}  // namespace tryton_order_test
}  // namespace norekey::adapters::tryton
