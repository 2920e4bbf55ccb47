#include "connectors/vendure/totals.hpp"

namespace norekey::connectors::vendure {
namespace {

Error differs(const std::string& what, const char* field) {
  return Error{Fate::reject,
               what,
               "compare the order in the shop: its lines and its totals do not fit together",
               {"", 0, 0, std::string("/data/order/") + field},
               "vendure/totals"};
}

/// A tax that a difference may be spread over, and the amount it is a tax on.
struct Taxed {
  Decimal* tax;
  Decimal weight;
};

bool has_rate(const Line& line) {
  for (const TaxLine& tax : line.taxes) {
    if (tax.rate && !tax.rate->is_zero()) return true;
  }
  return false;
}

std::vector<Taxed> taxed_charges(Order& order, bool freight) {
  std::vector<Taxed> out;
  for (Charge& charge : order.charges) {
    if ((charge.type == "freight") == freight) out.push_back({&charge.tax, charge.amount.abs()});
  }
  return out;
}

/// The lines that are taxed; where none is, the surcharges.
std::vector<Taxed> taxed_goods(Order& order) {
  std::vector<Taxed> out;
  for (Line& line : order.lines) {
    if (has_rate(line)) out.push_back({&line.tax, line.amount.abs()});
  }
  return out.empty() ? taxed_charges(order, false) : out;
}

Decimal tax_of_goods(const Order& order) {
  Decimal out;
  for (const Line& line : order.lines) out += line.tax;
  for (const Charge& charge : order.charges) {
    if (charge.type != "freight") out += charge.tax;
  }
  return out;
}

Decimal tax_of_freight(const Order& order) {
  Decimal out;
  for (const Charge& charge : order.charges) {
    if (charge.type == "freight") out += charge.tax;
  }
  return out;
}

Result<void> settle_tax(const std::vector<Taxed>& taxed, const Decimal& sum, const Decimal& wanted,
                        int exponent, const char* field) {
  const Decimal rest = wanted - sum;
  if (rest.is_zero()) return {};
  std::vector<Decimal> weights;
  for (const Taxed& one : taxed) weights.push_back(one.weight);
  const auto shares = allocate(rest, weights, exponent);
  const Decimal most =
      Decimal(static_cast<std::int64_t>(taxed.size())) * Decimal::from_minor(1, exponent);
  if (!shares || rest.abs() > most) {
    return differs("the taxes of the lines add up to " + sum.str() + ", but the order's tax is " +
                       wanted.str(),
                   field);
  }
  for (std::size_t i = 0; i < taxed.size(); ++i) *taxed[i].tax += (*shares)[i];
  return {};
}

/// A line's tax by kind, in proportion to the rates.
void settle_tax_lines(Line& line, int exponent) {
  std::vector<Decimal> rates;
  for (const TaxLine& tax : line.taxes) rates.push_back(tax.rate.value_or(Decimal()));
  const auto shares = allocate(line.tax, rates, exponent);
  for (std::size_t i = 0; i < line.taxes.size(); ++i) {
    line.taxes[i].amount = shares ? (*shares)[i] : Decimal::from_minor(0, exponent);
  }
}

/// Goods and shipping are the whole of a total.
Result<void> check_total(const Decimal& goods, const Decimal& shipping,
                         const std::optional<Decimal>& total, const char* field) {
  if (!total || goods + shipping == *total) return {};
  return differs("goods " + goods.str() + " + shipping " + shipping.str() + " = " +
                     (goods + shipping).str() + ", but the shop's " + field + " is " + total->str(),
                 field);
}

}  // namespace

Result<void> settle_totals(Order& order, const Totals& totals, int exponent) {
  Decimal lines, freight, others;
  for (const Line& line : order.lines) lines += line.amount;
  for (const Charge& charge : order.charges)
    (charge.type == "freight" ? freight : others) += charge.amount;
  if (lines + others != totals.goods) {
    return differs("lines " + lines.str() + " + surcharges " + others.str() + " = " +
                       (lines + others).str() + ", but the shop's subTotal is " +
                       totals.goods.str(),
                   "subTotal");
  }
  if (freight != totals.shipping) {
    return differs("the shipping lines add up to " + freight.str() +
                       ", but the shop's shipping is " + totals.shipping.str(),
                   "shipping");
  }
  if (auto same = check_total(totals.goods, totals.shipping, totals.total, "total"); !same)
    return same;
  if (auto same = check_total(totals.goods_with_tax, totals.shipping_with_tax,
                              totals.total_with_tax, "totalWithTax");
      !same)
    return same;
  const Decimal goods_tax = totals.goods_with_tax - totals.goods,
                freight_tax = totals.shipping_with_tax - totals.shipping;
  if (auto settled = settle_tax(taxed_goods(order), tax_of_goods(order), goods_tax, exponent,
                                "subTotalWithTax");
      !settled)
    return settled;
  if (auto settled = settle_tax(taxed_charges(order, true), tax_of_freight(order), freight_tax,
                                exponent, "shippingWithTax");
      !settled)
    return settled;
  for (Line& line : order.lines) settle_tax_lines(line, exponent);
  order.subtotal = lines;
  order.tax = goods_tax + freight_tax;
  order.total = totals.goods_with_tax + totals.shipping_with_tax;
  return {};
}

void add_up(Order& order) {
  order.subtotal = Decimal();
  for (const Line& line : order.lines) order.subtotal += line.amount;
  order.tax = tax_of_goods(order) + tax_of_freight(order);
  order.total = order.subtotal + order.tax;
  for (const Charge& charge : order.charges) order.total += charge.amount;
}

}  // namespace norekey::connectors::vendure
