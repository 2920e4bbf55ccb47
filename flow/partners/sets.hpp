/// sets: one order or order change of a partner: read, told from what was there before, and handed
/// to the flow that all orders go.
#pragma once
#include "core/order.hpp"
#include "edi/order_document.hpp"
#include "flow/context.hpp"

namespace norekey::flow {

/// A "set" message: an "order" message comes of it, or nothing where it says nothing new. Parked:
/// an order number that is there already with other content, a change to what is not there.
awaitable<Result<Settlement>> take_set(Context& context, const queue::Leased& leased);

/// What a partner has ordered since, as it is now and in our terms: from the journal, for
/// reconciling. Errors: retry.
awaitable<Result<std::vector<connectors::WebOrder>>> partner_orders(Context& context, Route route,
                                                                    Instant from);

/// The number that an order goes by here: "4500017", "4500017#12" for a release. One that cannot
/// be told from others, "VERBAL" or a release without its number, has the control numbers behind
/// it, and `warning` says so.
std::string order_number(const edi::OrderDocument& document, const std::string& verbal,
                         const std::string& control, std::string& warning);

}  // namespace norekey::flow
