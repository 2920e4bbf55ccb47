/// meaning: a partner's order in our terms: his accounts, items, ship-tos and prices are ours by
/// the lookups that he names. What is missing parks the order until the row is there. Computes
/// only; used by plan.
#pragma once
#include "config/partner.hpp"
#include "core/order.hpp"
#include "mapping/lookups.hpp"

namespace norekey::flow {

/// Everything that is missing in one error, its cause the first. Items: buyer part, else our own
/// number, else UPC; then what took over from it. Ship-tos: by code or by name and postal code,
/// however spelt. Prices: as `price-gap` says.
Result<Order> in_our_terms(Order order, const config::Partner& partner,
                           const mapping::Lookups& lookups);

/// One spelling for all: "Main St. #4" and "MAIN STREET 4", "DC-001" and "dc1".
std::string one_spelling(std::string_view text);

}  // namespace norekey::flow
