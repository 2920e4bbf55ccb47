#include "adapters/tryton/order.hpp"

#include "adapters/element.hpp"
#include "core/text.hpp"

namespace norekey::adapters::tryton {
namespace {

constexpr int kPriceDigits = 4;

WantedLine line_of(Element element) {
  WantedLine line;
  line.item = element.needed("item");
  line.description = element.text("description");
  line.uom = element.text("uom");
  line.note = element.text("note");
  line.quantity = element.needed_number("quantity");
  line.price = element.needed_number("price").rounded(kPriceDigits);
  return line;
}

WantedCharge charge_of(Element element) {
  return {element.needed("item"), element.text("description"), element.needed_number("amount")};
}

Address address_of(Element element) {
  Address address;
  address.name = element.text("name");
  address.street1 = element.needed("street1");
  address.street2 = element.text("street2");
  address.city = element.text("city");
  address.region = element.text("region");
  address.postal = element.text("postal");
  address.country = element.text("country");
  return address;
}

bool is_primary(const pugi::xml_node& rep) {
  return std::string_view(rep.child("primary").text().get()) == "yes";
}

/// The one marked primary, else the first.
std::string rep_of(const pugi::xml_node& root) {
  pugi::xml_node chosen = root.child("rep");
  for (const pugi::xml_node rep : root.children("rep")) {
    if (!is_primary(chosen) && is_primary(rep)) chosen = rep;
  }
  return chosen.child("code").text().get();
}

void read_parties(Element& root, WantedSale& sale) {
  sale.customer = root.needed("customer");
  sale.ship_to = root.text("ship_to");
  sale.bill_to = root.text("bill_to");
  sale.po_number = root.text("po_number");
  sale.note = root.text("note");
  sale.delivery_note = root.text("delivery_note");
  sale.warehouse = root.text("warehouse");
  sale.payment_term = root.text("payment_term");
  sale.price_list = root.text("price_list");
  sale.currency = root.text("currency");
  sale.rep = rep_of(root.node());
}

}  // namespace

Result<WantedSale> wanted_sale(const mapping::Document& document) {
  std::optional<Error> wrong;
  Element root(document.root(), wrong);
  WantedSale sale;
  read_parties(root, sale);
  sale.ordered = root.date("order_date");
  sale.requested = root.date("requested");
  sale.total = root.needed_number("total");
  if (const pugi::xml_node address = root.node().child("address")) {
    sale.address = address_of(Element(address, wrong));
  }
  for (const pugi::xml_node line : root.node().children("line")) {
    sale.lines.push_back(line_of(Element(line, wrong)));
  }
  for (const pugi::xml_node charge : root.node().children("charge")) {
    WantedCharge read = charge_of(Element(charge, wrong));
    if (!read.amount.is_zero()) sale.charges.push_back(std::move(read));
  }
  if (wrong) return *wrong;
  return sale;
}

namespace {

/// Of the sale's currency; where it names none the ERP's company has its own, of cents.
int digits_of(const WantedSale& sale) {
  const auto known = currency_exponent(sale.currency);
  return known ? *known : 2;
}

/// What rounding can leave: a cent a line, and half of the price's last digit a piece.
Decimal most_residual(const WantedSale& sale, int digits) {
  const Decimal half_digit = Decimal::from_minor(5, kPriceDigits + 1);
  Decimal most;
  for (const WantedLine& line : sale.lines) {
    most += Decimal::from_minor(1, digits) + line.quantity.abs() * half_digit;
  }
  return most;
}

}  // namespace

Decimal line_amount(const WantedLine& line, int digits) {
  return (line.quantity * line.price).rounded(digits, Rounding::half_even);
}

Result<Decimal> residual(const WantedSale& sale, const std::string& residual_item) {
  const int digits = digits_of(sale);
  Decimal sum;
  for (const WantedLine& line : sale.lines) sum += line_amount(line, digits);
  for (const WantedCharge& charge : sale.charges) sum += charge.amount;
  const Decimal rest = sale.total - sum;
  if (rest.is_zero()) return Decimal();
  if (rest.abs() > most_residual(sale, digits)) {
    return Error{Fate::reject,
                 "lines and charges add up to " + sum.str() + " in the ERP, but the total is " +
                     sale.total.str(),
                 "check prices and charges of the mapping, then replay",
                 {},
                 "document/total"};
  }
  if (residual_item.empty()) {
    return Error{Fate::reject,
                 "rounded unit prices leave " + rest.str() + " of the total " + sale.total.str() +
                     " over, and there is no item to put it on",
                 "add residual-item to the ERP in channels.yaml",
                 {},
                 "residual-item"};
  }
  return rest;
}

}  // namespace norekey::adapters::tryton
