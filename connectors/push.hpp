/// push: what a shop is made to show: stock, prices, statuses. Made by flow/outbound, taken by each
/// connector; knows no ERP.
#pragma once
#include <map>
#include <optional>
#include <set>
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

/// What left the ERP's door of one order, in the shop's SKUs.
struct ShownShipment {
  std::string number;                    ///< the ERP's; found again by it: never changes
  std::string method, tracking;          ///< carrier; "" = not known
  std::map<std::string, Decimal> lines;  ///< by SKU, in the shop's units
  std::string text;                      ///< "shipment 12 left on 2026-03-10 by UPS: 3 x FST-1000"
};

/// One order as its customer is to see it.
struct StatusRecord {
  std::string order;       ///< what `fetch` takes
  std::string text;        ///< its state in one line, at most 250 bytes
  bool cancelled = false;  ///< all of it, in the ERP
  std::string reason;      ///< of that, for the shop's history
  std::vector<ShownShipment> shipments;
  std::vector<std::string>
      notes;  ///< each is told once: "changed in ERP by Ann: ...", "invoice ..."
};

/// What one SKU costs. What is not named stays as it is.
struct PriceRecord {
  std::string sku;
  std::string currency;                   ///< ISO 4217
  std::optional<Decimal> list;            ///< for everybody, without tax
  std::map<std::string, Decimal> groups;  ///< by the shop's customer group
  std::set<std::string> gone{};           ///< groups that have no price: one in the shop is ended
};

/// Records of one subject, at most as many as the channel's `batch`.
struct Batch {
  std::vector<StockRecord> stock;
  std::vector<StatusRecord> statuses;
  std::vector<PriceRecord> prices;
};

/// How one record ended: nullopt = the shop shows it; reject: it refused this one; retry: later.
using Pushed = std::optional<Error>;

}  // namespace norekey::connectors
