#include "connectors/vendure/normalise.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <tuple>

#include "connectors/vendure/sources.hpp"
#include "mapping/document.hpp"

namespace norekey::connectors::vendure {
namespace normalise_test {

const std::string kHere = std::string(SOURCE_DIR) + "/tests/connectors/vendure/";

std::string file(const std::string& name) {
  std::ifstream in(kHere + name, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

/// Names of the payloads that a real Vendure 3.7 gave, without ".json".
std::vector<std::string> payload_names() {
  std::vector<std::string> out;
  for (const auto& entry : std::filesystem::directory_iterator(kHere + "payloads"))
    out.push_back(entry.path().stem().string());
  std::sort(out.begin(), out.end());
  return out;
}

Order order_of(const std::string& body, const std::string& zone = "America/New_York") {
  auto result = normalise(body, zone);
  if (!result) throw std::runtime_error(to_string(result.error()));
  return result->value();
}

class RecordedOrder : public testing::TestWithParam<std::string> {};

TEST_P(RecordedOrder, HasTheTreeOfItsGoldenFile) {
  const Order order = order_of(file("payloads/" + GetParam() + ".json"));
  const std::string tree = mapping::to_xml(mapping::to_document(order));
  const std::string golden = file("golden/" + GetParam() + ".xml");
  if (golden != tree) std::ofstream(testing::TempDir() + "/" + GetParam() + ".xml") << tree;
  EXPECT_EQ(tree, golden) << "the tree is in " << testing::TempDir() << "/" << GetParam() << ".xml";
}

TEST_P(RecordedOrder, AddsUpToTheCent) {
  const Order order = order_of(file("payloads/" + GetParam() + ".json"));
  Decimal lines, charges, tax;
  for (const Line& line : order.lines) {
    lines += line.amount;
    tax += line.tax;
    Decimal by_kind;
    for (const TaxLine& one : line.taxes) by_kind += one.amount;
    EXPECT_EQ(by_kind, line.tax) << "line " << line.number;
  }
  for (const Charge& charge : order.charges) {
    charges += charge.amount;
    tax += charge.tax;
  }
  EXPECT_EQ(lines, order.subtotal);
  EXPECT_EQ(tax, order.tax);
  EXPECT_EQ(lines + charges + tax, order.total);
}

INSTANTIATE_TEST_SUITE_P(Vendure, RecordedOrder, testing::ValuesIn(payload_names()),
                         [](const auto& row) {
                           std::string name = row.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(RecordedOrders, AreAllThere) { EXPECT_EQ(payload_names().size(), 22u); }

TEST(VendureOrder, IsReadIntoTypedFields) {
  const Order order = order_of(file("payloads/04-PaymentAuthorized-XCAZ5E7BASR3XVVH.json"));
  EXPECT_EQ(order.id, "4");
  EXPECT_EQ(order.number, "XCAZ5E7BASR3XVVH");
  EXPECT_EQ(order.po_number, "95538/A");
  EXPECT_EQ(order.buyer.account, "C10010");
  EXPECT_EQ(order.buyer.rep_claim, "JS");
  EXPECT_EQ(order.payment_terms, "NET30");
  EXPECT_EQ(to_string(order.requested.value()), "2026-11-26");
  EXPECT_EQ(order.total.str(), "216.84");
  EXPECT_EQ(order.operation, Operation::place);
}

TEST(VendureOrder, IsTheSameWhateverTheErpOrPaymentsDidSince) {
  std::string body = file("payloads/02-PaymentAuthorized-6CW5XKRNRSGR7WET.json");
  const Order before = order_of(body);
  const std::string field = R"("erpOrderNumber": null)";
  body.replace(body.find(field), field.size(), R"("erpOrderNumber": "SO-1")");
  Order after = order_of(body);
  EXPECT_EQ(mapping::to_xml(mapping::to_document(after)),
            mapping::to_xml(mapping::to_document(before)));
}

TEST(VendureOrder, TakesADateInTheShopsZone) {
  std::string body = file("payloads/01-Delivered-12UKXEULMXAHDYWJ.json");
  const std::string field = R"("requestedShipDate": null)";
  body.replace(body.find(field), field.size(),
               R"("requestedShipDate": "2026-11-30T23:00:00.000Z")");
  EXPECT_EQ(to_string(order_of(body, "America/Chicago").requested.value()), "2026-11-30");
  EXPECT_EQ(to_string(order_of(body, "Europe/Berlin").requested.value()), "2026-12-01");
}

/// A small order, with `changes` made to its text: pairs of what stands there and what shall.
std::string small(const std::vector<std::pair<std::string, std::string>>& changes = {}) {
  std::string body =
      R"({"data":{"order":{"id":"1","code":"ABC","state":"PaymentSettled","updatedAt":"2026-11-21T23:00:29.649Z",)"
      R"("orderPlacedAt":"2026-11-21T23:00:13.129Z","type":"Regular","currencyCode":"USD","subTotal":200,"subTotalWithTax":217,)"
      R"("shipping":50,"shippingWithTax":50,"couponCodes":[],"customFields":{},"customer":null,"shippingAddress":{},"billingAddress":{},)"
      R"("lines":[{"id":"1","quantity":1,"orderPlacedQuantity":1,"unitPrice":100,"discountedUnitPrice":100,"proratedLinePrice":100,)"
      R"("proratedLinePriceWithTax":108,"taxLines":[{"description":"tax","taxRate":8.25}],"discounts":[],"productVariant":{"sku":"A"}},)"
      R"({"id":"2","quantity":1,"orderPlacedQuantity":1,"unitPrice":100,"discountedUnitPrice":100,"proratedLinePrice":100,)"
      R"("proratedLinePriceWithTax":108,"taxLines":[{"description":"tax","taxRate":8.25}],"discounts":[],"productVariant":{"sku":"B"}}],)"
      R"("shippingLines":[{"shippingMethod":{"code":"ups","name":"UPS"},"discountedPrice":50,"discountedPriceWithTax":50}],)"
      R"("discounts":[],"surcharges":[],"payments":[],"history":{"items":[]}},"globalSettings":{"serverConfig":{"moneyStrategyPrecision":2}}}})";
  for (const auto& [there, wanted] : changes) {
    const auto at = body.find(there);
    if (at == std::string::npos) throw std::runtime_error("not in the payload: " + there);
    body.replace(at, there.size(), wanted);
  }
  return body;
}

TEST(VendureTax, RoundedOnceARateIsSpreadOverTheLines) {
  // 2.00 at 8.25 % is 0.165, rounded once 0.17; line by line it is 0.08 + 0.08. The first line
  // takes the cent.
  const Order order = order_of(small());
  EXPECT_EQ(order.lines[0].tax.str() + " " + order.lines[1].tax.str(), "0.09 0.08");
  EXPECT_EQ(order.lines[0].taxes[0].amount.str(), "0.09");
  EXPECT_EQ(order.tax.str() + " " + order.total.str(), "0.17 2.67");
}

TEST(VendureTax, LessThanTheSumOfTheLinesIsTakenBackFromThem) {
  const Order order = order_of(small({{R"("subTotalWithTax":217)", R"("subTotalWithTax":215)"}}));
  EXPECT_EQ(order.lines[0].tax.str() + " " + order.lines[1].tax.str(), "0.07 0.08");
}

TEST(VendureTax, OfTwoKindsIsSplitByTheirRates) {
  const Order order = order_of(
      small({{R"([{"description":"tax","taxRate":8.25}])",
              R"([{"description":"state","taxRate":6},{"description":"city","taxRate":2.25}])"},
             {R"("subTotalWithTax":217)", R"("subTotalWithTax":216)"}}));
  EXPECT_EQ(order.lines[0].taxes[0].amount.str() + " " + order.lines[0].taxes[1].amount.str(),
            "0.06 0.02");
  EXPECT_EQ(order.lines[0].taxes[1].rate.value().str(), "2.25");
}

TEST(VendureAmount, HasTheDigitsThatTheShopSaysAndTheCurrencyNeeds) {
  EXPECT_EQ(order_of(small({{R"("USD")", R"("JPY")"}})).total.str(), "2.67")
      << "the shop's precision is 2 for every currency";
  EXPECT_EQ(order_of(small({{R"("moneyStrategyPrecision":2)", R"("moneyStrategyPrecision":3)"}}))
                .total.str(),
            "0.267");
  EXPECT_EQ(order_of(small({{R"("moneyStrategyPrecision":2)", R"("moneyStrategyPrecision":4)"}}))
                .charges[0]
                .amount.str(),
            "0.005");
  const std::string told = R"(,"globalSettings":{"serverConfig":{"moneyStrategyPrecision":2}})";
  EXPECT_EQ(order_of(small({{told, ""}, {R"("USD")", R"("JPY")"}})).total.str(), "267");
  EXPECT_EQ(order_of(small({{told, ""}, {R"("USD")", R"("KWD")"}})).total.str(), "0.267");
}

TEST(VendureOrder, ItsLinesGoByTheirIdsInWhateverOrderTheShopAnswersThem) {
  const auto skus = [](const std::string& first, const std::string& second) {
    const Order order =
        order_of(small({{R"("lines":[{"id":"1")", R"("lines":[{"id":")" + first + '"'},
                        {R"({"id":"2")", R"({"id":")" + second + '"'}}));
    return order.lines[0].sku + order.lines[1].sku;
  };
  EXPECT_EQ(skus("9", "10"), "AB");
  EXPECT_EQ(skus("10", "9"), "BA");
  EXPECT_EQ(skus("b1f0", "a2c4"), "AB");
}

TEST(VendureOrder, NotPlacedYetIsNone) {
  const auto result = normalise(
      small({{R"("orderPlacedAt":"2026-11-21T23:00:13.129Z")", R"("orderPlacedAt":null)"}}), "UTC");
  ASSERT_TRUE(result);
  EXPECT_FALSE(result->has_value());
}

TEST(VendureOrder, WithUnknownCustomFieldsHasThemAsExtras) {
  const Order order = order_of(small(
      {{R"("customFields":{})",
        R"("customFields":{"jobName":"Pier 7","urgent":true,"poNumber":"P1","empty":null})"}}));
  ASSERT_EQ(order.extras.size(), 2u);
  EXPECT_EQ(order.extras[0].name + "=" + order.extras[0].value, "jobName=Pier 7");
  EXPECT_EQ(order.extras[1].name + "=" + order.extras[1].value, "urgent=true");
  EXPECT_EQ(order.po_number, "P1");
}

TEST(VendureOrder, TakesRepCodeCampaignQuoteAndJobFromItsCustomFields) {
  const Order order = order_of(small(
      {{R"("customFields":{})",
        R"("customFields":{"repCode":"DEE","campaign":"EXPO26","quoteNumber":"Q7","jobNumber":"J9"})"}}));
  EXPECT_EQ(order.rep_code + " " + order.campaign + " " + order.quote + " " + order.job,
            "DEE EXPO26 Q7 J9");
  EXPECT_TRUE(order.extras.empty());
}

/// Cancelled with a coupon on it, a real shop left the sums as they were.
TEST(VendureOrder, ThatIsCancelledAddsUpByItsLinesWhateverTheShopsSumsStillAre) {
  const Order order =
      order_of(small({{R"("PaymentSettled")", R"("Cancelled")"},
                      {R"("subTotal":200,)", R"("subTotal":144064,)"},
                      {R"("quantity":1)", R"("quantity":0)"},
                      {R"("proratedLinePrice":100)", R"("proratedLinePrice":0)"},
                      {R"("proratedLinePriceWithTax":108)", R"("proratedLinePriceWithTax":0)"}}));
  EXPECT_EQ(order.operation, Operation::cancel);
  EXPECT_EQ(order.subtotal.str() + " + " + order.charges[0].amount.str() + " + " + order.tax.str() +
                " = " + order.total.str(),
            "1.00 + 0.50 + 0.08 = 1.58");
}

TEST(VendureOrder, CancelledIsAnOperation) {
  EXPECT_EQ(order_of(small({{R"("PaymentSettled")", R"("Cancelled")"}})).operation,
            Operation::cancel);
}

TEST(VendureOrder, BeingChangedIsHeld) {
  EXPECT_EQ(order_of(small({{R"("PaymentSettled")", R"("Modifying")"}})).holds,
            std::vector<std::string>{"being changed in the shop"});
}

struct WrongCase {
  const char* name;
  std::string body;
  const char* want;  ///< place and text
};

class WrongOrder : public testing::TestWithParam<WrongCase> {};

TEST_P(WrongOrder, IsRejectedWithPathAndValue) {
  const auto result = normalise(GetParam().body, "UTC");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().where.field + ": " + result.error().what, GetParam().want);
  EXPECT_EQ(result.error().fate, Fate::reject);
  EXPECT_FALSE(result.error().fix.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Vendure, WrongOrder,
    testing::Values(
        WrongCase{"no_json", "nope", ": not JSON: 'n' is not expected here"},
        WrongCase{"no_order", R"({"data":{"order":null}})",
                  "/data/order: is missing: the payload holds no order"},
        WrongCase{"no_data", R"({"errors":[]})",
                  "/data/order: is missing: the payload holds no order"},
        WrongCase{"no_code", small({{R"("code":"ABC",)", ""}}), "/data/order/code: is missing"},
        WrongCase{"null_state", small({{R"("state":"PaymentSettled")", R"("state":null)"}}),
                  "/data/order/state: is missing"},
        WrongCase{"bad_moment", small({{"2026-11-21T23:00:29.649Z", "yesterday"}}),
                  "/data/order/updatedAt: 'yesterday' is not a moment"},
        WrongCase{"unknown_currency", small({{R"("USD")", R"("XXQ")"}}),
                  "/data/order/currencyCode: unknown currency 'XXQ'"},
        WrongCase{"fraction_of_a_cent",
                  small({{R"("discountedPrice":50)", R"("discountedPrice":50.5)"}}),
                  "/data/order/shippingLines[1]/discountedPrice: '50.5' is not a whole number"},
        WrongCase{"exponent", small({{R"("subTotal":200)", R"("subTotal":2e2)"}}),
                  "/data/order/subTotal: '2e2' is not a whole number"},
        WrongCase{"endless_number",
                  small({{R"("subTotal":200)", R"("subTotal":99999999999999999999)"}}),
                  "/data/order/subTotal: '99999999999999999999' is not a whole number"},
        WrongCase{"text_for_money", small({{R"("unitPrice":100)", R"("unitPrice":"cheap")"}}),
                  "/data/order/lines[1]/unitPrice: 'cheap' is not a whole number"},
        WrongCase{"null_money", small({{R"("unitPrice":100)", R"("unitPrice":null)"}}),
                  "/data/order/lines[1]/unitPrice: is missing"},
        WrongCase{"no_sku", small({{R"({"sku":"B"})", "{}"}}),
                  "/data/order/lines[2]/productVariant/sku: is missing"},
        WrongCase{"no_variant",
                  small({{R"("productVariant":{"sku":"A"})", R"("productVariant":null)"}}),
                  "/data/order/lines[1]/productVariant/sku: is missing"},
        WrongCase{"half_a_piece", small({{R"("quantity":1)", R"("quantity":0.5)"}}),
                  "/data/order/lines[1]/quantity: '0.5' is not a whole number"},
        WrongCase{"rate_is_text", small({{R"("taxRate":8.25)", R"("taxRate":"much")"}}),
                  "/data/order/lines[1]/taxLines[1]/taxRate: 'much' is not a rate"},
        WrongCase{"precision",
                  small({{R"("moneyStrategyPrecision":2)", R"("moneyStrategyPrecision":12)"}}),
                  "/data/globalSettings/serverConfig/moneyStrategyPrecision: '12' is not a number "
                  "of digits"},
        WrongCase{"surcharge_without_tax",
                  small({{R"("surcharges":[])",
                          R"("surcharges":[{"description":"x","sku":"X","price":5}])"}}),
                  "/data/order/surcharges[1]/priceWithTax: is missing"},
        WrongCase{"lines_do_not_add_up", small({{R"("subTotal":200)", R"("subTotal":201)"}}),
                  "/data/order/subTotal: lines 2.00 + surcharges 0 = 2.00, but the shop's subTotal "
                  "is 2.01"},
        WrongCase{"total_does_not_add_up",
                  small({{R"("couponCodes":[])", R"("couponCodes":[],"total":251)"}}),
                  "/data/order/total: goods 2.00 + shipping 0.50 = 2.50, but the shop's total is "
                  "2.51"},
        WrongCase{
            "total_with_tax_does_not_add_up",
            small({{R"("couponCodes":[])", R"("couponCodes":[],"total":250,"totalWithTax":266)"}}),
            "/data/order/totalWithTax: goods 2.17 + shipping 0.50 = 2.67, but the shop's "
            "totalWithTax is 2.66"},
        WrongCase{"less_than_nothing_ordered", small({{R"("quantity":1)", R"("quantity":-1)"}}),
                  "/data/order/lines[1]/quantity: '-1' is a quantity below zero"},
        WrongCase{"date_in_another_form",
                  small({{R"("customFields":{})",
                          R"("customFields":{"requestedShipDate":"12/24/2026"})"}}),
                  "/data/order/customFields/requestedShipDate: '12/24/2026' is not a moment"},
        WrongCase{"shipping_does_not_add_up", small({{R"("shipping":50)", R"("shipping":51)"}}),
                  "/data/order/shipping: the shipping lines add up to 0.50, but the shop's "
                  "shipping is 0.51"},
        WrongCase{"tax_is_too_far_off",
                  small({{R"("subTotalWithTax":217)", R"("subTotalWithTax":219)"}}),
                  "/data/order/subTotalWithTax: the taxes of the lines add up to 0.16, but the "
                  "order's tax is 0.19"},
        WrongCase{"tax_on_untaxed_shipping",
                  small({{R"("shippingWithTax":50)", R"("shippingWithTax":54)"}}),
                  "/data/order/shippingWithTax: the taxes of the lines add up to 0.00, but the "
                  "order's tax is 0.04"}),
    [](const auto& row) { return std::string(row.param.name); });

/// Without "[2]": one cause for all lines. With the field's name: `parked` shows one text a cause.
TEST(VendureOrder, ThatCannotBeReadIsParkedByTheFieldThatIsWrong) {
  for (const auto& [there, wanted, cause] :
       std::vector<std::tuple<std::string, std::string, std::string>>{
           {R"("quantity":1)", R"("quantity":"x")", "vendure/data/order/lines/quantity"},
           {R"({"sku":"B"})", R"({"sku":" "})", "vendure/data/order/lines/productVariant/sku"},
           {R"("taxRate":8.25)", R"("taxRate":"x")", "vendure/data/order/lines/taxLines/taxRate"},
           {R"("state":"PaymentSettled")", R"("state":null)", "vendure/data/order/state"}})
    EXPECT_EQ(normalise(small({{there, wanted}}), "UTC").error().cause, cause);
}

/// Typed by people into the shop, with a blank too many: else the lookups, which pass it over, and
/// the sales credit's rules would mean two accounts.
TEST(VendureOrder, HasItsCodesWithoutBlanksAroundThem) {
  const std::string body = small(
      {{R"("customFields":{})", R"("customFields":{"poNumber":"P 1 ","repCode":"\tDEE"})"},
       {R"("customer":null)",
        R"("customer":{"id":"7","customFields":{"accountNumber":" C10020 ","salesRep":"MK "}})"},
       {R"("shippingAddress":{})", R"("shippingAddress":{"customFields":{"erpShipTo":"MAIN "}})"},
       {R"({"sku":"A"})", R"({"sku":" A","customFields":{"uom":"BX "}})"}});
  const Order order = order_of(body);
  EXPECT_EQ(order.buyer.account, "C10020");
  EXPECT_EQ(order.buyer.rep_claim, "MK");
  EXPECT_EQ(order.po_number, "P 1");
  EXPECT_EQ(order.rep_code, "DEE");
  EXPECT_EQ(order.ship_to.code, "MAIN");
  EXPECT_EQ(order.lines[0].sku, "A");
  EXPECT_EQ(order.lines[0].uom, "BX");
  EXPECT_TRUE(bytes_of(body, "/order/buyer/account", "C10020").has_value());
}

TEST(VendureOrder, WithADayForADateTakesItAsItStands) {
  for (const auto& [written, day] : std::vector<std::pair<std::string, std::string>>{
           {R"("2026-12-24")", "2026-12-24"},
           {R"("2026-12-24T05:00:00.000Z")", "2026-12-23"},
           {R"("")", "none"},
           {"null", "none"}}) {
    const Order order = order_of(
        small(
            {{R"("customFields":{})", R"("customFields":{"requestedShipDate":)" + written + "}"}}),
        "America/Los_Angeles");
    EXPECT_EQ(order.requested ? to_string(*order.requested) : "none", day) << written;
  }
}

TEST(VendureOrder, WithoutLinesIsRejected) {
  std::string body = small();
  const auto begin = body.find(R"("lines":[)"), end = body.find(R"("shippingLines")");
  body.replace(begin, end - begin, R"("lines":[],)");
  const auto result = normalise(body, "UTC");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().where.field + ": " + result.error().what,
            "/data/order/lines: is empty: an order has lines");
}

/// The line of the payload that a value of the order was read from, up to the value's end; "" where
/// none is told.
std::string source_of(const std::string& body, const std::string& place, const std::string& value) {
  const auto bytes = bytes_of(body, place, value);
  if (!bytes) return "";
  const auto begin = body.rfind('\n', bytes->first) + 1;
  return body.substr(body.find_first_not_of(' ', begin),
                     bytes->second - body.find_first_not_of(' ', begin));
}

TEST(VendureSource, OfAValueIsTheMemberItWasReadFromAndNeverAnotherOfTheSameText) {
  const std::string body = file("payloads/04-PaymentAuthorized-XCAZ5E7BASR3XVVH.json");
  struct Row {
    const char *place, *value, *want;
  };
  for (const Row& row : {
           Row{"/order/number", "XCAZ5E7BASR3XVVH", R"("code": "XCAZ5E7BASR3XVVH")"},
           Row{"/order/placed_at", "2026-11-21T23:01:45.369000Z",
               R"("orderPlacedAt": "2026-11-21T23:01:45.369Z")"},
           Row{"/order/buyer/account", "C10010", R"("accountNumber": "C10010")"},
           Row{"/order/buyer/rep_claim", "JS", R"("salesRep": "JS")"},
           Row{"/order/ship_to/city", "Jersey City", R"("city": "Jersey City")"},
           Row{"/order/total", "216.84", R"("totalWithTax": 21684)"},
           Row{"/order/subtotal", "212.99", R"("subTotal": 21299)"},
           Row{"/order/line[2]/sku", "FST-1045", R"("sku": "FST-1045")"},
           Row{"/order/line[2]/price", "1.39", R"("discountedUnitPrice": 139)"},
           Row{"/order/line[3]/amount", "80.40", R"("linePrice": 8040)"},
           Row{"/order/line[3]/quantity", "12", R"("quantity": 12)"},
           Row{"/order/line[1]/uom", "BX", R"("uom": "BX")"},
           Row{"/order/rep/share", "100", ""},               // decided here
           Row{"/order/contact/name", "Maria Delgado", ""},  // of two members
           Row{"/order/requested", "2026-11-26", ""},        // a day of a moment
           Row{"/order/line[9]/sku", "FST-1045", ""},
           Row{"/order/buyer/account", "C10011", ""},  // changed since
       })
    EXPECT_EQ(source_of(body, row.place, row.value), row.want) << row.place;
  EXPECT_LT(bytes_of(body, "/order/bill_to/city", "Jersey City")->first, body.find("\"lines\""));
  EXPECT_GT(bytes_of(body, "/order/bill_to/city", "Jersey City")->first,
            body.find("\"billingAddress\""));
  EXPECT_EQ(source_of("{\"data\": 1}", "/order/number", "1"), "");
  EXPECT_EQ(source_of("not JSON", "/order/number", "1"), "");
}

}  // namespace normalise_test
}  // namespace norekey::connectors::vendure
