/// stock_rules: what a shop shows of the ERP's stock: locations, safety stock, buffers, kits,
/// backorders. Pure. Built by flow/outbound for each channel; knows no ERP and no shop.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/watch.hpp"
#include "config/outbound.hpp"
#include "config/yaml.hpp"
#include "connectors/push.hpp"
#include "mapping/lookups.hpp"

namespace norekey::flow {

/// A row of stock.csv: sku,safety,buffer,components,backorder. Empty fields: as the channel says.
struct StockRule {
  std::optional<Decimal> safety, buffer, backorder;
  std::vector<std::pair<std::string, Decimal>> components;  ///< of a kit: ERP items, each once
  unsigned line = 0;                                        ///< in the file
};
using StockTable = std::map<std::string, StockRule, std::less<>>;

/// Everything wrong is a finding. `components` is written  FST001000:2;PLB001002:1
/// One that is named twice counts as often as both say.
StockTable read_stock_table(const std::string& text, config::Findings& findings);

/// Warnings: rows whose SKU, and components that, no row of these lookups names. Tables without
/// rows know nothing, so that nothing is said.
void warn_of_unknown_items(const StockTable& table,
                           const std::vector<const mapping::Lookup*>& items,
                           config::Findings& findings);

class StockRules {
 public:
  /// halt: a lookup that the channel names is not there.
  static Result<StockRules> make(const config::Outbound& config, const StockTable& table,
                                 const mapping::Lookups& lookups);

  /// What the shop shall show of what a page of the ERP's stock touches: SKUs by name. An item is
  /// whole in its page. Components of kits are remembered: a kit is shown once all of them are
  /// known.
  std::map<std::string, connectors::StockRecord> shown(
      const std::vector<adapters::StockLevel>& page);

  bool sells(const std::string& sku) const { return skus_.contains(sku); }
  bool has_kits() const { return !kits_of_.empty(); }

  /// Kits that cannot be shown, and the first component that no page has named.
  std::map<std::string, std::string> waiting_kits() const;

 private:
  using Free = std::map<std::string, Decimal>;  ///< by location

  Free free_of(const adapters::StockLevel* begin, const adapters::StockLevel* end) const;
  connectors::StockRecord record(const std::string& sku, const Free& free) const;
  std::optional<Free> kit(const StockRule& rule) const;
  const StockRule* rule(const std::string& sku) const;

  bool available_ = false;
  Decimal safety_, buffer_;
  bool same_names_ = true;  ///< warehouses and locations
  std::map<std::string, std::string> locations_;
  std::unordered_map<std::string, std::vector<std::string>> skus_of_;  ///< by ERP item
  std::unordered_map<std::string, std::vector<std::string>> kits_of_;  ///< by component
  std::unordered_map<std::string, std::string> skus_;                  ///< to the ERP's item
  std::unordered_map<std::string, Free> components_;                   ///< what is known of them
  std::map<std::string, StockRule, std::less<>> table_;
};

/// "NJ-MAIN=12 NV-WEST=40 backorder=100": what is kept of what was shown, and people read.
std::string stock_text(const connectors::StockRecord& record);
/// Whether any location shows more than nothing.
bool shows_any(const connectors::StockRecord& record);

}  // namespace norekey::flow
