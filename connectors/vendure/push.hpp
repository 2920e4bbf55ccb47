/// push: lists of orders out of, and stock into Vendure's admin API. Called by connector.cpp; knows
/// no ERP and no rule of what is shown.
#pragma once
#include <vector>

#include "connectors/vendure/session.hpp"

namespace norekey::connectors::vendure {

/// Connector::push of stock. What the shop shows already is not written again. A mutation of
/// variants is all or nothing in Vendure: what makes it fail is the caller's to find.
awaitable<Result<std::vector<Pushed>>> push_stock(Session& session,
                                                  std::vector<StockRecord> records);

/// Connector::placed.
awaitable<Result<WebPage>> list_placed(Session& session, Instant since, std::string cursor);

}  // namespace norekey::connectors::vendure
