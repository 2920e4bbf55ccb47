/// prices: list prices and those of customer groups into Vendure's admin API. Called by
/// connector.cpp; knows no ERP.
#pragma once
#include <vector>

#include "connectors/vendure/query.hpp"
#include "connectors/vendure/session.hpp"

namespace norekey::connectors::vendure {

/// Connector::push of prices. The list price is the variant's price in its currency; groups stand
/// in the variant's custom field groupPrices, {"GOLD": 1234} in minor units, where the shop has
/// one: Vendure's core has no place for them. Groups that a record names as gone are taken out,
/// groups that no record names stay. What the shop shows already is not written again; one mutation
/// for all, all or nothing.
awaitable<Result<std::vector<Pushed>>> push_prices(Session& session, bool has_groups,
                                                   std::vector<PriceRecord> records);

}  // namespace norekey::connectors::vendure
