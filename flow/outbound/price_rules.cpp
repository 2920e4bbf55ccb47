#include "flow/outbound/price_rules.hpp"

#include "core/text.hpp"

namespace norekey::flow {
namespace {

Result<const mapping::Lookup*> price_lookup(const mapping::Lookups& lookups,
                                            const std::string& name) {
  const auto found = lookups.tables.find(name);
  if (found != lookups.tables.end()) return &found->second;
  return Error{Fate::halt,
               "there is no lookup " + norekey::shown(name),
               "add the file lookups/" + name + ".csv, then: norekey apply",
               {},
               "outbound"};
}

}  // namespace

Result<PriceRules> PriceRules::make(const config::Outbound& config,
                                    const mapping::Lookups& lookups) {
  PriceRules out;
  auto items = price_lookup(lookups, config.items);
  if (!items) return items.error();
  for (const auto& [sku, item] : (*items)->rows) {
    out.skus_of_[item].push_back(sku);
    out.skus_.insert(sku);
  }
  if (config.price_lists.empty()) return out;
  auto lists = price_lookup(lookups, config.price_lists);
  if (!lists) return lists.error();
  for (const auto& [list, group] : (*lists)->rows) out.groups_[list] = group;
  auto customers = price_lookup(lookups, config.customers);
  if (!customers) return customers.error();
  for (const auto& row : (*customers)->rows) out.web_customers_.insert(row.second);
  return out;
}

void PriceRules::know(const std::vector<adapters::ListCustomer>& buyers) {
  for (const adapters::ListCustomer& one : buyers) {
    const bool any = one.customer == adapters::kAnyCustomer;
    if (!any && !web_customers_.contains(one.customer)) continue;
    const auto group = groups_.find(one.list);
    own_[one.customer] = any || group == groups_.end() ? "" : group->second;
    if (group != groups_.end()) wanted_.insert(one.list);
  }
}

std::map<std::string, connectors::PriceRecord> PriceRules::shown(
    const std::vector<adapters::PriceLevel>& page) {
  std::map<std::string, connectors::PriceRecord> out;
  for (const adapters::PriceLevel& one : page) {
    const auto skus = skus_of_.find(one.item);
    if (skus == skus_of_.end() || (!one.list.empty() && !wanted_.contains(one.list))) continue;
    if (one.from > Decimal(1)) {
      ++breaks_;
      continue;
    }
    if (one.price <= Decimal(0)) {
      ++worthless_;
      continue;
    }
    for (const std::string& sku : skus->second) {
      connectors::PriceRecord& record = out[sku];
      record.sku = sku;
      record.currency = one.currency;
      if (one.list.empty()) {
        record.list = one.price;
      } else {
        record.groups[groups_.at(one.list)] = one.price;
      }
    }
  }
  return out;
}

}  // namespace norekey::flow
