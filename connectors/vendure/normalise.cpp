#include "connectors/vendure/normalise.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "connectors/vendure/reader.hpp"
#include "connectors/vendure/totals.hpp"
#include "core/text.hpp"
#include "mapping/document.hpp"

namespace norekey::connectors::vendure {
namespace {

template <std::size_t N>
bool one_of(const std::string& word, const std::array<const char*, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "Ann", "Lee" -> "Ann Lee".
std::string joined(std::string a, const std::string& b) {
  return a + (a.empty() || b.empty() ? "" : " ") + b;
}

Address read_address(const Reader& from) {
  Address out;
  out.code = from.object("customFields").code("erpShipTo");
  out.name = from.text("fullName");
  out.company = from.text("company");
  out.street1 = from.text("streetLine1");
  out.street2 = from.text("streetLine2");
  out.city = from.text("city");
  out.region = from.text("province");
  out.postal = from.text("postalCode");
  out.country = from.text("countryCode");
  out.phone = from.text("phoneNumber");
  return out;
}

void read_buyer(const Reader& order, Order& out) {
  const Reader customer = order.object("customer"), fields = customer.object("customFields");
  out.contact = {joined(customer.text("firstName"), customer.text("lastName")),
                 customer.text("emailAddress"), customer.text("phoneNumber")};
  out.ordered_by = out.contact;
  out.buyer.account = fields.code("accountNumber");
  out.buyer.name = fields.text("company").empty() ? out.contact.name : fields.text("company");
  out.buyer.login = customer.text("id");
  out.buyer.email = out.contact.email;
  out.buyer.phone = out.contact.phone;
  for (const Reader& group : customer.list("groups"))
    out.buyer.groups.push_back(group.text("name"));
  std::sort(out.buyer.groups.begin(), out.buyer.groups.end());
  const std::string on_order = order.object("customFields").code("salesRep");
  out.buyer.rep_claim = on_order.empty() ? fields.code("salesRep") : on_order;
  out.payment_terms = fields.text("terms");
  out.tax_exempt = fields.flag("taxExempt");
}

/// Amounts of discounts are negative in Vendure. Those of the whole order are spread over the lines
/// and marked so.
bool is_of_whole_order(const Reader& discount) {
  return discount.text("type") == "DISTRIBUTED_ORDER_PROMOTION";
}

Discount read_discount(const Reader& from) {
  return {from.text("adjustmentSource"), from.text("description"), -from.money("amount")};
}

void read_extras(const Reader& fields, const std::string& prefix, Order& out, const auto& known) {
  for (const std::string& name : fields.names()) {
    const std::string value = fields.text(name.c_str());
    if (!one_of(name, known) && !value.empty()) out.extras.push_back({prefix + name, value});
  }
}

Line read_line(const Reader& from, int number, Order& order) {
  const Reader variant = from.object("productVariant");
  Line out;
  out.number = number;
  out.id = from.needed("id");
  out.sku = variant.needed_code("sku");
  out.description = variant.text("name");
  out.uom = variant.object("customFields").code("uom");
  out.quantity = from.whole("quantity");
  out.ordered_quantity = from.whole("orderPlacedQuantity");
  out.list_price = from.money("unitPrice");
  out.price = from.money("discountedUnitPrice");
  const bool prorated = from.has("proratedLinePrice");
  out.amount = from.money(prorated ? "proratedLinePrice" : "linePrice");
  out.tax = from.money(prorated ? "proratedLinePriceWithTax" : "linePriceWithTax") - out.amount;
  for (const Reader& tax : from.list("taxLines")) {
    const auto rate = Decimal::parse(tax.needed("taxRate"));
    if (!rate)
      tax.fail("taxRate", shown(tax.text("taxRate")) + " is not a rate",
               "compare the order in the shop");
    out.taxes.push_back(
        {tax.text("description"), "", rate ? std::optional<Decimal>(*rate) : std::nullopt, {}});
  }
  for (const Reader& discount : from.list("discounts")) {
    if (!is_of_whole_order(discount)) out.discounts.push_back(read_discount(discount));
  }
  out.note = from.object("customFields").text("lineNote");
  const std::string prefix = "line." + std::to_string(number) + ".";
  read_extras(from.object("customFields"), prefix, order, std::array{"lineNote"});
  read_extras(variant.object("customFields"), prefix, order, std::array{"uom"});
  return out;
}

void read_lines(const Reader& order, Order& out) {
  for (const Reader& line : in_order(order.list("lines"))) {
    Line read = read_line(line, static_cast<int>(out.lines.size()) + 1, out);
    out.lines.push_back(std::move(read));
  }
  if (out.lines.empty())
    order.fail("lines", "is empty: an order has lines", "open the order in the shop");
  for (const Reader& discount : order.list("discounts")) {
    if (is_of_whole_order(discount)) out.discounts.push_back(read_discount(discount));
  }
}

/// Where the payload does not say what is left of each shipping line's price after discounts, the
/// order's own shipping is taken, which says it for a single line.
Charge read_shipping(const Reader& line, const Reader& order, bool single) {
  const Reader method = line.object("shippingMethod");
  Charge out{"freight", method.text("code"), method.text("name"), {}, {}};
  const bool discounted = line.has("discountedPrice");
  const Reader& from = !discounted && single ? order : line;
  const char* net = discounted ? "discountedPrice" : single ? "shipping" : "price";
  const char* gross = discounted ? "discountedPriceWithTax"
                      : single   ? "shippingWithTax"
                                 : "priceWithTax";
  out.amount = from.money(net);
  out.tax = from.money(gross) - out.amount;
  return out;
}

void read_charges(const Reader& order, Order& out) {
  const auto shipping = order.list("shippingLines");
  for (const Reader& line : shipping) {
    Charge charge = read_shipping(line, order, shipping.size() == 1);
    if (out.ship_via.empty()) out.ship_via = charge.code;
    if (!charge.amount.is_zero() || !charge.tax.is_zero()) out.charges.push_back(std::move(charge));
  }
  for (const Reader& surcharge : order.list("surcharges")) {
    Charge charge{"surcharge",
                  surcharge.text("sku"),
                  surcharge.text("description"),
                  surcharge.money("price"),
                  {}};
    charge.tax = surcharge.money("priceWithTax") - charge.amount;
    out.charges.push_back(std::move(charge));
  }
}

void read_payments(const Reader& order, Order& out) {
  for (const Reader& payment : order.list("payments")) {
    const std::string state = payment.needed("state"), method = payment.text("method");
    if (!one_of(state, std::array{"Declined", "Error", "Cancelled"})) {
      out.authorisations.push_back(
          {method, payment.text("transactionId"), state, payment.money("amount"), {}});
    }
    for (const Reader& refund : payment.list("refunds")) {
      out.authorisations.push_back({method,
                                    refund.text("transactionId"),
                                    "refund " + refund.text("state"),
                                    -refund.money("total"),
                                    {}});
    }
  }
}

/// An order that staff drew up for a customer went through the state Draft.
void read_session(const Reader& order, Order& out) {
  out.session.kind = "self_service";
  for (const Reader& entry : order.object("history").list("items")) {
    if (entry.object("data").text("from") != "Draft") continue;
    out.session.kind = "assisted";
    out.session.assisted_by = entry.object("administrator").text("emailAddress");
  }
}

/// A moment is a day in the shop's zone; a day that is written as one stays it.
std::optional<Date> read_day(const Reader& from, const char* name, const std::string& zone) {
  const std::string written = from.code(name);
  if (written.empty()) return std::nullopt;
  if (const auto day = parse_date(written)) return *day;
  const auto day = date_in_zone(from.instant(name), zone);
  return day ? std::optional(*day) : std::nullopt;
}

std::optional<Decimal> money_if_there(const Reader& from, const char* name) {
  return from.has(name) ? std::optional(from.money(name)) : std::nullopt;
}

void read_head(const Reader& order, const std::string& zone, Order& out) {
  const Reader fields = order.object("customFields");
  out.id = order.needed("id");
  out.number = order.needed("code");
  out.state = order.needed("state");
  out.operation = out.state == "Cancelled" ? Operation::cancel : Operation::place;
  out.placed_at = order.instant("orderPlacedAt");
  out.changed_at = order.instant("updatedAt");
  out.bill_to = read_address(order.object("billingAddress"));
  out.ship_to = read_address(order.object("shippingAddress"));
  out.po_number = fields.code("poNumber");
  out.rep_code = fields.code("repCode");
  out.campaign = fields.text("campaign");
  out.quote = fields.text("quoteNumber");
  out.job = fields.text("jobNumber");
  out.delivery_note = fields.text("deliveryNote");
  out.requested = read_day(fields, "requestedShipDate", zone);
  if (one_of(out.state, std::array{"Modifying", "ArrangingAdditionalPayment"}))
    out.holds.push_back("being changed in the shop");
  for (const std::string& code : order.texts("couponCodes")) out.extras.push_back({"coupon", code});
  if (order.text("type") != "Regular" && order.has("type"))
    out.extras.push_back({"order_type", order.text("type")});
  read_extras(fields, "", out,
              std::array{"poNumber", "repCode", "campaign", "quoteNumber", "jobNumber",
                         "deliveryNote", "salesRep", "erpOrderNumber", "requestedShipDate"});
}

}  // namespace

Result<std::optional<Order>> normalise(const std::string& body, const std::string& zone) {
  const auto document = mapping::from_json(body, "payload");
  if (!document) return document.error();
  Reading reading;
  const Reader data(document->root().child("data"), "/data", reading);
  const Reader order = data.object("order");
  if (!order.is_there()) {
    order.fail("", "is missing: the payload holds no order",
               "fetch the order again: norekey replay");
    return *reading.failed;
  }
  if (!order.has("orderPlacedAt")) return std::nullopt;
  Order out;
  read_currency(data, order, out, reading);
  read_head(order, zone, out);
  read_buyer(order, out);
  read_lines(order, out);
  read_charges(order, out);
  read_payments(order, out);
  read_session(order, out);
  const Totals totals{order.money("subTotal"),        order.money("subTotalWithTax"),
                      order.money("shipping"),        order.money("shippingWithTax"),
                      money_if_there(order, "total"), money_if_there(order, "totalWithTax")};
  if (reading.failed) return *reading.failed;
  if (auto settled = settle_totals(out, totals, reading.exponent); !settled) {
    // Vendure may leave an order's sums as they were when all of its lines are cancelled.
    if (out.operation != Operation::cancel) return settled.error();
    add_up(out);
  }
  return std::optional<Order>(std::move(out));
}

std::vector<Reader> in_order(std::vector<Reader> lines) {
  std::vector<std::pair<std::uint64_t, std::size_t>> places;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string id = lines[i].text("id");
    std::uint64_t number = 0;
    const auto read = std::from_chars(id.data(), id.data() + id.size(), number);
    if (read.ec != std::errc() || read.ptr != id.data() + id.size()) return lines;
    places.emplace_back(number, i);
  }
  std::sort(places.begin(), places.end());
  std::vector<Reader> out;
  for (const auto& place : places) out.push_back(lines[place.second]);
  return out;
}

void read_currency(const Reader& data, const Reader& order, Order& out, Reading& reading) {
  out.currency = order.needed("currencyCode");
  const auto exponent = currency_exponent(out.currency);
  if (!exponent) return order.fail("currencyCode", exponent.error().what, exponent.error().fix);
  reading.exponent = reading.precision = *exponent;
  const Reader config = data.object("globalSettings").object("serverConfig");
  if (!config.has("moneyStrategyPrecision")) return;
  const std::string precision = config.text("moneyStrategyPrecision");
  if (precision.size() != 1 || precision[0] < '0' || precision[0] > '8') {
    return config.fail("moneyStrategyPrecision", shown(precision) + " is not a number of digits",
                       "look at the shop's MoneyStrategy");
  }
  reading.precision = precision[0] - '0';
}

}  // namespace norekey::connectors::vendure
