/// price_rules: what a shop shows of the ERP's prices: which SKUs, which price lists as which
/// customer groups. Pure. Built by prices.hpp for each look; knows no ERP and no shop.
#pragma once
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "adapters/watch.hpp"
#include "config/outbound.hpp"
#include "connectors/push.hpp"
#include "mapping/lookups.hpp"

namespace norekey::flow {

/// The record, one a channel, of which group each customer buys by: {"0004117": "GOLD"}.
inline constexpr const char* kPriceGroups = "price-groups";

class PriceRules {
 public:
  /// `currency`: the shop's, in which alone it is shown prices. halt: a lookup that the channel
  /// names is not there.
  static Result<PriceRules> make(const config::Outbound& config, const mapping::Lookups& lookups,
                                 std::string currency);

  /// Who buys by which list; before the first page.
  void know(const std::vector<adapters::ListCustomer>& buyers);

  /// By which customer group each web customer of the ERP buys, "" = by a list that the shop does
  /// not have. Customers without a list are not in it; "*" is: the ERP does not say who buys by
  /// what.
  const std::map<std::string, std::string>& groups_of_customers() const { return own_; }

  /// What the shop shall show of a page of the ERP's prices, by SKU. A price of nothing or less, or
  /// in another currency than the shop's, is never shown. An item is whole in its page.
  std::map<std::string, connectors::PriceRecord> shown(
      const std::vector<adapters::PriceLevel>& page);

  bool sells(const std::string& sku) const { return skus_.contains(sku); }
  /// Every customer group that the lookup names: one without a price has none in the shop either.
  const std::set<std::string>& group_names() const { return group_names_; }
  const std::string& currency() const { return currency_; }
  /// Prices so far that are there in another currency only, and the first of them: "A (list) 55.00
  /// ZAR".
  std::int64_t foreign() const { return foreign_; }
  const std::vector<std::string>& foreign_first() const { return foreign_first_; }
  std::int64_t worthless() const { return worthless_; }  ///< prices of nothing or less so far
  std::int64_t breaks() const { return breaks_; }  ///< quantity breaks, for which there is no place

 private:
  /// SKU and customer group ("" = for everybody), and what it costs in another currency.
  using Foreign = std::map<std::pair<std::string, std::string>, std::string>;
  void count_foreign(const Foreign& found,
                     const std::map<std::string, connectors::PriceRecord>& shown);

  std::string currency_;
  std::unordered_map<std::string, std::vector<std::string>> skus_of_;  ///< by ERP item
  std::set<std::string> skus_;
  std::map<std::string, std::string> groups_;  ///< by the ERP's list
  std::map<std::string, std::string> own_;     ///< by the ERP's customer
  std::set<std::string> web_customers_, wanted_, group_names_;
  std::vector<std::string> foreign_first_;
  std::int64_t worthless_ = 0, breaks_ = 0, foreign_ = 0;
};

}  // namespace norekey::flow
