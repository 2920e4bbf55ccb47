#include "flow/outbound/stock_rules.hpp"

#include <algorithm>

#include "config/text_file.hpp"
#include "core/text.hpp"
#include "mapping/csv.hpp"

namespace norekey::flow {
namespace {

constexpr const char* kStockFile = "stock.csv";
const std::vector<std::string> kStockColumns = {"sku", "safety", "buffer", "components",
                                                "backorder"};

/// One row while it is read; what is wrong with it becomes findings.
class StockRow {
 public:
  StockRow(const std::map<std::string, std::string>& fields, unsigned line,
           config::Findings& findings)
      : fields_(fields), line_(line), findings_(findings) {}

  StockRule read() {
    StockRule out;
    out.line = line_;
    out.safety = number("safety", Decimal(1'000'000'000));
    out.buffer = number("buffer", Decimal(100));
    out.backorder = number("backorder", Decimal(1'000'000'000));
    for (const std::string& one : split(field("components"), ';')) {
      if (one.empty()) continue;
      const auto parts = split(one, ':');
      const auto count = Decimal::parse(parts.size() == 2 ? parts[1] : "");
      if (!count || *count <= Decimal(0) || parts[0].empty()) {
        error("components", shown(one) + " is no component and its number",
              "write the ERP's item and how many a kit has, such as FST001000:2;PLB001002:1");
        continue;
      }
      const auto same = std::find_if(out.components.begin(), out.components.end(),
                                     [&](const auto& other) { return other.first == parts[0]; });
      if (same == out.components.end())
        out.components.emplace_back(parts[0], *count);
      else
        same->second += *count;
    }
    return out;
  }

  void error(const std::string& name, std::string what, std::string fix) {
    findings_.errors.push_back({Fate::halt,
                                name + ": " + std::move(what),
                                std::move(fix),
                                {kStockFile, line_, 0, ""},
                                ""});
  }

  std::string field(const std::string& name) const {
    const auto found = fields_.find(name);
    return found == fields_.end() ? "" : std::string(trim(found->second));
  }

 private:
  std::optional<Decimal> number(const std::string& name, const Decimal& most) {
    const std::string text = field(name);
    if (text.empty()) return std::nullopt;
    const auto value = Decimal::parse(text);
    if (value && !value->is_negative() && *value <= most) return *value;
    error(name, shown(text) + " is no number from 0 to " + most.str(),
          "correct it, or leave it empty");
    return std::nullopt;
  }

  const std::map<std::string, std::string>& fields_;
  unsigned line_;
  config::Findings& findings_;
};

void stock_finding(config::Findings& findings, unsigned line, std::string what, std::string fix) {
  findings.errors.push_back(
      {Fate::halt, std::move(what), std::move(fix), {kStockFile, line, 0, ""}, ""});
}

Result<const mapping::Lookup*> named_lookup(const mapping::Lookups& lookups,
                                            const std::string& name) {
  const auto found = lookups.tables.find(name);
  if (found != lookups.tables.end()) return &found->second;
  return Error{Fate::halt,
               "there is no lookup " + shown(name),
               "add the file lookups/" + name + ".csv, then: norekey apply",
               {},
               "outbound"};
}

}  // namespace

StockTable read_stock_table(const std::string& text, config::Findings& findings) {
  StockTable out;
  if (text.empty() || !config::check_utf8(text, kStockFile, findings)) return out;
  mapping::CsvReader reader(text);
  std::vector<std::string> header, row;
  auto more = reader.next(header);
  for (const std::string& name : more ? header : std::vector<std::string>{}) {
    if (std::find(kStockColumns.begin(), kStockColumns.end(), name) == kStockColumns.end())
      stock_finding(findings, 1,
                    "unknown column " + shown(name) + did_you_mean(name, kStockColumns),
                    "use  " + join(kStockColumns, ","));
  }
  while (more) {
    more = reader.next(row);
    if (!more || !*more) break;
    std::map<std::string, std::string> fields;
    for (std::size_t i = 0; i < std::min(row.size(), header.size()); ++i)
      fields[header[i]] = row[i];
    StockRow one(fields, reader.line(), findings);
    const std::string sku = one.field("sku");
    if (row.size() != header.size() || sku.empty()) {
      stock_finding(findings, reader.line(),
                    sku.empty() ? "the sku is empty"
                                : "expected " + std::to_string(header.size()) + " fields, found " +
                                      std::to_string(row.size()),
                    "write one field for each column");
      continue;
    }
    if (!out.emplace(sku, one.read()).second)
      stock_finding(findings, reader.line(), "the sku " + shown(sku) + " is there twice",
                    "keep one of the rows");
  }
  if (!more) {
    Error e = more.error();
    e.where.file = kStockFile;
    findings.errors.push_back(std::move(e));
  }
  return out;
}

void warn_of_unknown_items(const StockTable& table,
                           const std::vector<const mapping::Lookup*>& items,
                           config::Findings& findings) {
  std::map<std::string, std::vector<std::pair<unsigned, std::string>>> wanted;  // by component
  for (const auto& [sku, rule] : table) {
    for (const auto& component : rule.components)
      wanted[component.first].emplace_back(rule.line, sku);
  }
  bool any = false;
  for (const mapping::Lookup* one : items) {
    any = any || !one->rows.empty();
    for (const auto& row : one->rows) wanted.erase(row.second);
  }
  if (!any) return;
  const auto warn = [&](unsigned line, std::string what, std::string fix) {
    findings.warnings.push_back(
        {Fate::halt, std::move(what), std::move(fix), {kStockFile, line, 0, ""}, ""});
  };
  for (const auto& [sku, rule] : table) {
    const bool known = std::any_of(items.begin(), items.end(), [&, &name = sku](const auto* one) {
      return one->rows.contains(name);
    });
    if (!known && rule.components.empty())
      warn(rule.line,
           "the sku " + shown(sku) + " stands in no lookup of items: the row does nothing",
           "correct the sku, or take the row out");
  }
  for (const auto& [item, kits] : wanted) {
    for (const auto& [line, sku] : kits)
      warn(line,
           "components: the item " + shown(item) + " stands in no lookup of items: the kit " +
               shown(sku) + " is shown only where the ERP's stock names it",
           "correct the item, unless the ERP has it and the shop does not sell it by itself");
  }
}

Result<StockRules> StockRules::make(const config::Outbound& config, const StockTable& table,
                                    const mapping::Lookups& lookups) {
  StockRules out;
  out.available_ = config.stock == "available";
  out.safety_ = Decimal(config.safety_stock);
  out.buffer_ = Decimal(config.buffer_percent);
  out.table_ = table;
  if (!config.locations.empty()) {
    auto places = named_lookup(lookups, config.locations);
    if (!places) return places.error();
    out.same_names_ = false;
    for (const auto& [warehouse, location] : (*places)->rows) out.locations_[warehouse] = location;
  }
  auto items = named_lookup(lookups, config.items);
  if (!items) return items.error();
  for (const auto& [sku, item] : (*items)->rows) {
    const auto special = out.table_.find(sku);
    if (special != out.table_.end() && !special->second.components.empty()) continue;
    out.skus_of_[item].push_back(sku);
    out.skus_[sku] = item;
  }
  for (const auto& [sku, rule] : out.table_) {
    if (rule.components.empty()) continue;
    out.skus_[sku] = "";
    for (const auto& one : rule.components) out.kits_of_[one.first].push_back(sku);
  }
  return out;
}

const StockRule* StockRules::rule(const std::string& sku) const {
  const auto found = table_.find(sku);
  return found == table_.end() ? nullptr : &found->second;
}

/// What is free of one item, by location. A warehouse that is below nothing takes from the others
/// of its location: what is promised twice must not be shown.
StockRules::Free StockRules::free_of(const adapters::StockLevel* begin,
                                     const adapters::StockLevel* end) const {
  Free out;
  for (const auto* level = begin; level != end; ++level) {
    std::string location = level->warehouse;
    if (!same_names_) {
      const auto found = locations_.find(level->warehouse);
      if (found == locations_.end()) continue;
      location = found->second;
    }
    Decimal free = level->on_hand;
    // The shop keeps back what its own orders wait for by itself.
    if (available_) free -= level->committed - level->of_web;
    out[location] += free;
  }
  return out;
}

connectors::StockRecord StockRules::record(const std::string& sku, const Free& free) const {
  connectors::StockRecord out;
  out.sku = sku;
  const StockRule* own = rule(sku);
  const Decimal safety = own != nullptr && own->safety ? *own->safety : safety_;
  const Decimal buffer = own != nullptr && own->buffer ? *own->buffer : buffer_;
  for (const auto& [location, there] : free) {
    Decimal left = there - safety;
    if (!buffer.is_zero())
      left = Decimal::divide(left * (Decimal(100) - buffer), 100, 6, Rounding::floor).value();
    out.levels[location] = left.is_negative() ? Decimal(0) : left.rounded(0, Rounding::floor);
  }
  if (own != nullptr) out.backorder = own->backorder;
  return out;
}

/// As many as the scarcest component allows, location by location; nullopt: one is not known yet.
std::optional<StockRules::Free> StockRules::kit(const StockRule& rule) const {
  std::optional<Free> out;
  for (const auto& [item, each] : rule.components) {
    const auto known = components_.find(item);
    if (known == components_.end()) return std::nullopt;
    Free makes;
    for (const auto& [location, free] : known->second)
      makes[location] =
          free.is_negative() ? Decimal(0) : Decimal::divide(free, each, 0, Rounding::floor).value();
    if (!out) {
      out = std::move(makes);
      continue;
    }
    for (auto& [location, least] : *out) {
      const auto other = makes.find(location);
      least = std::min(least, other == makes.end() ? Decimal(0) : other->second);
    }
  }
  return out;
}

std::map<std::string, std::string> StockRules::waiting_kits() const {
  std::map<std::string, std::string> out;
  for (const auto& [sku, rule] : table_) {
    for (const auto& component : rule.components) {
      if (!components_.contains(component.first)) out.emplace(sku, component.first);
    }
  }
  return out;
}

std::map<std::string, connectors::StockRecord> StockRules::shown(
    const std::vector<adapters::StockLevel>& page) {
  std::map<std::string, connectors::StockRecord> out;
  std::vector<std::string> kits;
  for (std::size_t from = 0; from < page.size();) {
    std::size_t to = from + 1;
    while (to < page.size() && page[to].item == page[from].item) ++to;
    const std::string& item = page[from].item;
    const auto skus = skus_of_.find(item);
    const auto part_of = kits_of_.find(item);
    if (skus != skus_of_.end() || part_of != kits_of_.end()) {
      const Free free = free_of(page.data() + from, page.data() + to);
      if (skus != skus_of_.end()) {
        for (const std::string& sku : skus->second) out[sku] = record(sku, free);
      }
      if (part_of != kits_of_.end()) {
        components_[item] = free;
        kits.insert(kits.end(), part_of->second.begin(), part_of->second.end());
      }
    }
    from = to;
  }
  for (const std::string& sku : kits) {
    if (const auto free = kit(table_.at(sku))) out[sku] = record(sku, *free);
  }
  return out;
}

std::string stock_text(const connectors::StockRecord& record) {
  std::string out;
  for (const auto& [location, quantity] : record.levels)
    out += (out.empty() ? "" : " ") + location + "=" + quantity.str();
  if (record.backorder) out += " backorder=" + record.backorder->str();
  return out;
}

bool shows_any(const connectors::StockRecord& record) {
  return std::any_of(record.levels.begin(), record.levels.end(),
                     [](const auto& one) { return !one.second.is_zero(); });
}

}  // namespace norekey::flow
