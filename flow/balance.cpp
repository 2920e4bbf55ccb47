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

}  // namespace

Result<void> balance(const Order& order) {
  const auto exponent = currency_exponent(order.currency);
  if (!exponent) {
    Error e = exponent.error();
    e.where.field = "/order/currency";
    return e;
  }
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
  if (const int digits = order.total.trimmed().scale(); digits > *exponent) {
    return differs("the total " + order.total.str() + " has " + std::to_string(digits) +
                       " digits after the point, " + order.currency + " has " +
                       std::to_string(*exponent),
                   "/order/total");
  }
  return {};
}

}  // namespace norekey::flow
