#include "flow/balance.hpp"

namespace norekey::flow {
namespace {

Error differs(const std::string& what, const char* field) {
  return {Fate::reject,
          what,
          "compare the order in the shop; if the shop is right, its connector's mapping of totals "
          "is not",
          {"", 0, 0, field},
          "balance"};
}

Result<void> check_currency(const std::string& currency, const char* field) {
  const auto exponent = currency_exponent(currency);
  if (exponent) return {};
  Error e = exponent.error();
  e.where.field = field;
  return e;
}

/// Of a currency that is known.
Result<void> check_digits(const Decimal& total, const std::string& currency, const char* field) {
  const int digits = total.trimmed().scale(), most = currency_exponent(currency).value();
  if (digits <= most) return {};
  return differs("the total " + total.str() + " has " + std::to_string(digits) +
                     " digits after the point, " + currency + " has " + std::to_string(most),
                 field);
}

/// The total in the company's currency, where the order says it.
Result<void> check_base(const Order& order) {
  if (!order.base_total) return {};
  const std::string& currency = order.base_currency.empty() ? order.currency : order.base_currency;
  if (auto known = check_currency(currency, "/order/base_currency"); !known) return known;
  if (currency == order.currency && *order.base_total != order.total) {
    return differs("the total is " + order.total.str() + ", but in the company's currency, which " +
                       "is the same, it is " + order.base_total->str(),
                   "/order/base_total");
  }
  return check_digits(*order.base_total, currency, "/order/base_total");
}

}  // namespace

Result<void> balance(const Order& order) {
  if (auto known = check_currency(order.currency, "/order/currency"); !known) return known;
  Decimal lines, charges, tax;
  for (const Line& line : order.lines) {
    lines += line.amount;
    tax += line.tax;
  }
  for (const Charge& charge : order.charges) {
    charges += charge.amount;
    tax += charge.tax;
  }
  if (lines != order.subtotal) {
    return differs(
        "the lines add up to " + lines.str() + ", but the subtotal is " + order.subtotal.str(),
        "/order/subtotal");
  }
  if (tax != order.tax) {
    return differs(
        "the taxes add up to " + tax.str() + ", but the order's tax is " + order.tax.str(),
        "/order/tax");
  }
  const Decimal sum = lines + charges + tax;
  if (sum != order.total) {
    return differs("lines " + lines.str() + " + charges " + charges.str() + " + tax " + tax.str() +
                       " = " + sum.str() + ", but the total is " + order.total.str(),
                   "/order/total");
  }
  if (auto fits = check_digits(order.total, order.currency, "/order/total"); !fits) return fits;
  return check_base(order);
}

}  // namespace norekey::flow
