#include "flow/outbound/price_rules.hpp"

#include "core/text.hpp"

namespace norekey::flow {
namespace {

constexpr std::size_t kMostForeignNamed = 3;

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

Result<PriceRules> PriceRules::make(const config::Outbound& config, const mapping::Lookups& lookups,
                                    std::string currency) {
  PriceRules out;
  out.currency_ = std::move(currency);
  auto items = price_lookup(lookups, config.items);
  if (!items) return items.error();
  for (const auto& [sku, item] : (*items)->rows) {
    out.skus_of_[item].push_back(sku);
    out.skus_.insert(sku);
  }
  if (config.price_lists.empty()) return out;
  auto lists = price_lookup(lookups, config.price_lists);
  if (!lists) return lists.error();
  for (const auto& [list, group] : (*lists)->rows) {
    out.groups_[list] = group;
    out.group_names_.insert(group);
  }
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
  Foreign foreign;
  for (const adapters::PriceLevel& one : page) {
    const auto skus = skus_of_.find(one.item);
    if (skus == skus_of_.end() || (!one.list.empty() && !wanted_.contains(one.list))) continue;
    if (one.currency != currency_) {
      if (one.from > Decimal(1) || one.price <= Decimal(0)) continue;
      const std::string group = one.list.empty() ? "" : groups_.at(one.list);
      for (const std::string& sku : skus->second)
        foreign.try_emplace({sku, group}, one.price.str() + " " + one.currency);
      continue;
    }
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
  count_foreign(foreign, out);
  return out;
}

/// Beside a price in the shop's currency another one is no matter.
void PriceRules::count_foreign(const Foreign& found,
                               const std::map<std::string, connectors::PriceRecord>& shown) {
  for (const auto& [of, costs] : found) {
    const auto& [sku, group] = of;
    const auto record = shown.find(sku);
    const bool has =
        record != shown.end() &&
        (group.empty() ? record->second.list.has_value() : record->second.groups.contains(group));
    if (has) continue;
    ++foreign_;
    if (foreign_first_.size() < kMostForeignNamed)
      foreign_first_.push_back(sku + " (" + (group.empty() ? "list" : group) + ") " + costs);
  }
}

}  // namespace norekey::flow
