/// authority: who decides what of a channel's orders, the web or the ERP. Used by plan.cpp before
/// an order is mapped; asks no ERP.
#pragma once
#include <string>

#include "core/order.hpp"
#include "flow/context.hpp"

namespace norekey::flow {

/// Takes out of an order what the ERP decides: freight and tax with their share of the total,
/// payment terms, warehouses. Says in the extra "confirmation" who confirms it to the customer.
void leave_to_the_erp(Order& order, const config::Channel& channel);

/// How far a price may be off: "0.05", or "2%" of it. Partners' prices are held to it as well.
Decimal price_tolerance(const std::string& text, const Decimal& price);

/// Holds an order with a price that is off the buyer's own in the ERP (of their price list, else
/// for everybody) by more than the channel's tolerance, unless a person has approved it. Where the
/// ERP does not say who buys by what, the nearest of its prices counts. reject: names each such
/// line; its cause is the row of the lookup that would approve it. SKUs that the ERP told no price
/// of are not compared.
awaitable<Result<void>> check_prices(Context& context, const Route& route, const Order& order);

}  // namespace norekey::flow
