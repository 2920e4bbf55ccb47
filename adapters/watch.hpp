/// watch: what an ERP tells of stock, prices and orders when it is asked what has changed. Filled
/// by each adapter, used by flow/outbound/; knows no shop and no rule of what a shop is shown.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/time.hpp"

namespace norekey::adapters {

enum class Subject { stock, prices, orders };

/// One item in one warehouse, in the unit it is sold in. Nothing in it counts what is only on its
/// way here.
struct StockLevel {
  std::string item, warehouse;
  Decimal on_hand;    ///< lies there now; may be negative where the ERP lets it
  Decimal committed;  ///< of it, what orders wait for that have not left yet
  Decimal of_web;     ///< of `committed`, by orders that carry one of our delivery keys
};

/// A page of what changed.
struct Changes {
  std::vector<StockLevel> stock;  ///< an item that is named is named with all its warehouses
  std::string cursor;             ///< what the next `watch` starts from
  bool more = false;              ///< there is another page: ask again at once
  bool whole = false;  ///< a page of all there is: when `more` is false again, what no page named
                       ///< since the first is no longer there
};

}  // namespace norekey::adapters
