/// normalise: the answer to order_query() as an Order. No I/O: the same bytes give the same order
/// for ever, but for the zone. Used by connector.cpp; knows no credit and no ERP.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/order.hpp"

namespace norekey::connectors::vendure {

class Reader;
struct Reading;

/// `zone`: IANA; of the shop's dates, which Vendure stores as moments. nullopt: not placed yet.
/// reject: a field is missing or wrong, with its path and value, or the shop's sums do not fit
/// together.
///
/// What the ERP gave back (erpOrderNumber), payments, shipments and history do not belong to what
/// was ordered; of these, payments and refunds are the order's authorisations (a refund with a
/// negative amount).
Result<std::optional<Order>> normalise(const std::string& body, const std::string& zone);

/// For sources.cpp, which reads the same: the shop answers an order's lines in any order, another
/// one after an edit: they go by their ids, which count up. Ids that are no numbers (Vendure's
/// UuidIdStrategy) say nothing of it.
std::vector<Reader> in_order(std::vector<Reader> lines);

/// The digits of amounts: the shop's own setting, which is 2 for every currency unless a developer
/// changed it; where the payload does not tell, the currency's.
void read_currency(const Reader& data, const Reader& order, Order& out, Reading& reading);

}  // namespace norekey::connectors::vendure
