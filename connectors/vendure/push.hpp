/// push: stock into Vendure's admin API. Called by connector.cpp; knows no ERP and no rule of what is
/// shown.
#pragma once
#include <vector>

#include "connectors/vendure/session.hpp"

namespace norekey::connectors::vendure {

/// Connector::push of stock. What the shop shows already is not written again. A mutation of
/// variants is all or nothing in Vendure: what makes it fail is the caller's to find.
awaitable<Result<std::vector<Pushed>>> push_stock(Session& session,
                                                  std::vector<StockRecord> records);

}  // namespace norekey::connectors::vendure
