/// push: what a shop is made to show: stock, prices, statuses. Made by flow/outbound, taken by each
/// connector; knows no ERP.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"

namespace norekey::connectors {

/// One SKU: how many of it each location shows. Locations that are not named stay as they are.
struct StockRecord {
  std::string sku;
  std::map<std::string, Decimal> levels;  ///< by the shop's name of the location; whole, >= 0
  std::optional<Decimal> backorder;       ///< how many may be ordered beyond it; absent: as it is
};

/// Records of one subject, at most as many as the channel's `batch`.
struct Batch {
  std::vector<StockRecord> stock;
};

/// How one record ended: nullopt = the shop shows it; reject: it refused this one; retry: later.
using Pushed = std::optional<Error>;

}  // namespace norekey::connectors
