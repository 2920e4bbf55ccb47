/// totals: the shop's own sums, held against the order's lines and charges until a cent is a cent.
/// Used by normalise.cpp.
#pragma once
#include <optional>

#include "core/error.hpp"
#include "core/order.hpp"

namespace norekey::connectors::vendure {

/// What Vendure says an order comes to. Goods = lines and surcharges; the totals where it names
/// them.
struct Totals {
  Decimal goods, goods_with_tax, shipping, shipping_with_tax;
  std::optional<Decimal> total, total_with_tax;
};

/// Fills subtotal, tax and total, and makes lines + charges + tax = total hold.
/// Without tax Vendure's sums are exact, and anything else is refused. The tax is exact too where
/// Vendure rounds it line by line (its default); with its OrderLevelTaxCalculationStrategy it
/// rounds once a rate, and the lines' taxes may differ from that by a unit each: the difference is
/// spread over the taxed lines by largest remainder, so that they add up to what the customer pays.
/// reject: the sums differ by more; the text gives every term.
Result<void> settle_totals(Order& order, const Totals& totals, int exponent);

/// Fills subtotal, tax and total by what lines and charges say, whatever the shop's sums are: of an
/// order that is cancelled nothing is owed by them.
void add_up(Order& order);

}  // namespace norekey::connectors::vendure
