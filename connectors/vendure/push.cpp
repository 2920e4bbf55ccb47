#include "connectors/vendure/push.hpp"

#include <boost/json.hpp>

#include <limits>

#include "connectors/vendure/answer.hpp"
#include "core/text.hpp"

namespace norekey::connectors::vendure {
namespace {

namespace json = boost::json;

const char* const kLocationsQuery =
    "query Locations($o:StockLocationListOptions){stockLocations(options:$o){items{id name}}}";

const char* const kVariantsQuery =
    "query Variants($s:[String!]!){productVariants(options:{take:1000,filter:{sku:{in:$s}}}){"
    "items{id sku outOfStockThreshold useGlobalOutOfStockThreshold "
    "stockLevels{stockLocationId stockOnHand}}}}";

const char* const kStockQuery =
    "mutation Stock($i:[UpdateProductVariantInput!]!){updateProductVariants(input:$i){id}}";

/// Vendure's Int is one of GraphQL: 32 bits.
constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();

/// A variant as the shop has it now.
struct Variant {
  std::string id;
  int times = 0;                              ///< so many variants have this SKU
  std::map<std::string, std::string> levels;  ///< by the location's id
  std::string threshold;
  bool global_threshold = true;
};

Error refused(std::string what, std::string fix, const char* cause) {
  return {Fate::reject, std::move(what), std::move(fix), {}, cause};
}

std::map<std::string, Variant> variants_in(const mapping::Document& answer) {
  std::map<std::string, Variant> out;
  const auto list = answer.root().child("data").child("productVariants");
  for (const pugi::xml_node item : list.children("items")) {
    Variant& one = out[item.child("sku").text().get()];
    ++one.times;
    one.id = item.child("id").text().get();
    one.threshold = item.child("outOfStockThreshold").text().get();
    one.global_threshold = item.child("useGlobalOutOfStockThreshold").text().as_bool();
    for (const pugi::xml_node level : item.children("stockLevels"))
      one.levels[level.child("stockLocationId").text().get()] =
          level.child("stockOnHand").text().get();
  }
  return out;
}

/// A place that the shop does not have: it shows nothing there, which may be what is wanted.
Pushed unplaced(const StockRecord& record, const std::map<std::string, std::string>& locations) {
  for (const auto& [location, quantity] : record.levels) {
    if (quantity.is_zero() || locations.contains(location)) continue;
    std::vector<std::string> names;
    for (const auto& one : locations) names.push_back(one.first);
    return refused("the shop has no stock location " + shown(location) + " for SKU " +
                       shown(record.sku) + did_you_mean(location, names),
                   "name one of these in the lookup of locations: " + join(names, ", ") +
                       "; or add it to the shop, then: norekey replay --cause shop/NO_LOCATION",
                   "shop/NO_LOCATION");
  }
  return std::nullopt;
}

/// nullopt: it can be written.
Pushed unwritable(const StockRecord& record, const std::map<std::string, Variant>& known,
                  const std::map<std::string, std::string>& locations) {
  const auto found = known.find(record.sku);
  if (found == known.end()) {
    return refused("the shop has no SKU " + shown(record.sku),
                   "add it to the shop, or take it out of lookups/items", "shop/NO_SKU");
  }
  if (found->second.times > 1) {
    return refused("the shop has " + std::to_string(found->second.times) + " variants with SKU " +
                       shown(record.sku),
                   "give each variant in the shop a SKU of its own", "shop/SKU_TWICE");
  }
  for (const auto& [location, quantity] : record.levels) {
    if (quantity <= Decimal(kMost)) continue;
    return refused(
        "the shop cannot show " + quantity.str() + " of SKU " + shown(record.sku),
        "correct the quantity in the ERP: more than " + std::to_string(kMost) + " do not fit",
        "shop/TOO_MANY");
  }
  return unplaced(record, locations);
}

std::int64_t whole(const Decimal& quantity) {
  return static_cast<std::int64_t>(quantity.rounded(0, Rounding::floor).units(0));
}

/// What has to be written; empty: the shop shows it already.
json::object input_of(const StockRecord& record, const Variant& variant,
                      const std::map<std::string, std::string>& locations) {
  json::array levels;
  for (const auto& [location, quantity] : record.levels) {
    const auto place = locations.find(location);
    if (place == locations.end()) continue;  // it shows nothing there
    const std::string& id = place->second;
    const auto now = variant.levels.find(id);
    if (now != variant.levels.end() && now->second == std::to_string(whole(quantity))) continue;
    levels.push_back(json::object{{"stockLocationId", id}, {"stockOnHand", whole(quantity)}});
  }
  json::object out;
  if (!levels.empty()) out["stockLevels"] = std::move(levels);
  if (record.backorder) {
    const std::int64_t threshold = -whole(*record.backorder);
    if (variant.global_threshold || variant.threshold != std::to_string(threshold)) {
      out["useGlobalOutOfStockThreshold"] = false;
      out["outOfStockThreshold"] = threshold;
    }
  }
  if (!out.empty()) out["id"] = variant.id;
  return out;
}

awaitable<Result<std::map<std::string, std::string>>> ask_locations(Session& session) {
  std::string query = kLocationsQuery;
  json::object variables{{"o", json::object{{"take", 1000}}}};
  auto reply = co_await session.ask(std::move(query), std::move(variables));
  if (!reply) co_return reply.error();
  std::map<std::string, std::string> out;
  const auto list = reply->tree.root().child("data").child("stockLocations");
  for (const pugi::xml_node item : list.children("items"))
    out[item.child("name").text().get()] = item.child("id").text().get();
  co_return out;
}

awaitable<Result<std::map<std::string, Variant>>> ask_variants(
    Session& session, const std::vector<StockRecord>& records) {
  json::array skus;
  for (const StockRecord& one : records) skus.emplace_back(one.sku);
  std::string query = kVariantsQuery;
  json::object variables{{"s", std::move(skus)}};
  auto reply = co_await session.ask(std::move(query), std::move(variables));
  if (!reply) co_return reply.error();
  co_return variants_in(reply->tree);
}

}  // namespace

awaitable<Result<std::vector<Pushed>>> push_stock(Session& session,
                                                  std::vector<StockRecord> records) {
  if (records.empty()) co_return std::vector<Pushed>{};
  auto locations = co_await ask_locations(session);
  if (!locations) co_return locations.error();
  auto variants = co_await ask_variants(session, records);
  if (!variants) co_return variants.error();
  std::vector<Pushed> out;
  json::array inputs;
  for (const StockRecord& record : records) {
    out.push_back(unwritable(record, *variants, *locations));
    if (out.back()) continue;
    json::object input = input_of(record, variants->at(record.sku), *locations);
    if (!input.empty()) inputs.push_back(std::move(input));
  }
  if (inputs.empty()) co_return out;
  std::string query = kStockQuery;
  json::object variables{{"i", std::move(inputs)}};
  auto reply = co_await session.ask(std::move(query), std::move(variables));
  if (!reply) co_return reply.error();
  co_return out;
}

}  // namespace norekey::connectors::vendure
