/// event: what a webhook's body says, as triggers. Used by connector.cpp after the signature was
/// checked.
#pragma once
#include <string_view>
#include <vector>

#include "connectors/connector.hpp"

namespace norekey::connectors::vendure {

/// order.*, payment.*, refund.*: the order's id. fulfillment.*: the shop names no order, so an
/// empty one: poll at once. Anything else (customer.*, variant.*): no trigger. reject, cause
/// "webhook": no JSON, or a known event without its ids.
Result<std::vector<Trigger>> read_event(std::string_view body);

}  // namespace norekey::connectors::vendure
