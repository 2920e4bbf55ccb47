#include "connectors/vendure/prices.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <limits>

#include "core/text.hpp"

namespace norekey::connectors::vendure {
namespace {

namespace json = boost::json;

constexpr std::int64_t kMostMinor = std::numeric_limits<std::int32_t>::max();

std::string priced_query(bool has_groups) {
  return std::string(
             "query Priced($s:[String!]!){productVariants(options:{take:1000,filter:{sku:"
             "{in:$s}}}){items{id sku prices{currencyCode price}") +
         (has_groups ? " customFields{groupPrices}" : "") +
         "}}activeChannel{availableCurrencyCodes}globalSettings{serverConfig{"
         "moneyStrategyPrecision}}}";
}

const char* const kPriceQuery =
    "mutation Price($i:[UpdateProductVariantInput!]!){updateProductVariants(input:$i){id}}";

/// A variant as the shop has it now.
struct Priced {
  std::string id, groups;
  int times = 0;
  std::map<std::string, std::string> prices;  ///< minor units, by currency
};

struct PricedShop {
  std::map<std::string, Priced> variants;
  std::vector<std::string> currencies;
  int digits = 2;
};

PricedShop priced_in(const mapping::Document& answer) {
  PricedShop out;
  const auto data = answer.root().child("data");
  for (const pugi::xml_node code : data.child("activeChannel").children("availableCurrencyCodes"))
    out.currencies.emplace_back(code.text().get());
  out.digits = data.child("globalSettings")
                   .child("serverConfig")
                   .child("moneyStrategyPrecision")
                   .text()
                   .as_int(2);
  for (const pugi::xml_node item : data.child("productVariants").children("items")) {
    Priced& one = out.variants[item.child("sku").text().get()];
    ++one.times;
    one.id = item.child("id").text().get();
    one.groups = item.child("customFields").child("groupPrices").text().get();
    for (const pugi::xml_node price : item.children("prices"))
      one.prices[price.child("currencyCode").text().get()] = price.child("price").text().get();
  }
  return out;
}

std::int64_t minor_units(const Decimal& price, int digits) {
  return static_cast<std::int64_t>(price.rounded(digits, Rounding::half_up).units(digits));
}

Error price_refused(std::string what, std::string fix, const char* cause) {
  return {Fate::reject, std::move(what), std::move(fix), {}, cause};
}

/// nullopt: it can be written.
Pushed unpriceable(const PriceRecord& record, const PricedShop& shop) {
  const auto found = shop.variants.find(record.sku);
  if (found == shop.variants.end())
    return price_refused("the shop has no SKU " + shown(record.sku),
                         "add it to the shop, or take it out of lookups/items", "shop/NO_SKU");
  if (found->second.times > 1)
    return price_refused("the shop has " + std::to_string(found->second.times) +
                             " variants with SKU " + shown(record.sku),
                         "give each variant in the shop a SKU of its own", "shop/SKU_TWICE");
  const Decimal most = Decimal::from_minor(kMostMinor, shop.digits);
  const auto too_much = [&](const Decimal& price) { return price > most; };
  if ((record.list && too_much(*record.list)) ||
      std::any_of(record.groups.begin(), record.groups.end(),
                  [&](const auto& one) { return too_much(one.second); }))
    return price_refused(
        "the shop cannot hold a price over " + most.str() + " for SKU " + shown(record.sku),
        "correct the price in the ERP", "shop/TOO_DEAR");
  return std::nullopt;
}

/// The groups' prices, without those that ended, with those of other groups kept; "" = nothing to
/// write.
std::string groups_of(const PriceRecord& record, const Priced& now, int digits) {
  boost::system::error_code ec;
  const json::value read = json::parse(now.groups.empty() ? "{}" : now.groups, ec);
  json::object out = !ec && read.is_object() ? read.get_object() : json::object{};
  const json::object before = out;
  for (const std::string& group : record.gone) out.erase(group);
  for (const auto& [group, price] : record.groups) out[group] = minor_units(price, digits);
  return out == before ? "" : json::serialize(out);
}

json::object price_input(const PriceRecord& record, const PricedShop& shop, bool has_groups) {
  const Priced& now = shop.variants.at(record.sku);
  json::object out;
  if (record.list) {
    const std::int64_t price = minor_units(*record.list, shop.digits);
    const auto shows = now.prices.find(record.currency);
    if (shows == now.prices.end() || shows->second != std::to_string(price))
      out["prices"] =
          json::array{json::object{{"currencyCode", record.currency}, {"price", price}}};
  }
  if (has_groups && !(record.groups.empty() && record.gone.empty())) {
    if (std::string groups = groups_of(record, now, shop.digits); !groups.empty())
      out["customFields"] = json::object{{"groupPrices", std::move(groups)}};
  }
  if (!out.empty()) out["id"] = now.id;
  return out;
}

}  // namespace

awaitable<Result<std::vector<Pushed>>> push_prices(Session& session, bool has_groups,
                                                   std::vector<PriceRecord> records) {
  json::array skus;
  for (const PriceRecord& one : records) skus.emplace_back(one.sku);
  std::string query = priced_query(has_groups);
  json::object which{{"s", std::move(skus)}};
  auto reply = co_await session.ask(std::move(query), std::move(which));
  if (!reply) co_return reply.error();
  const PricedShop shop = priced_in(reply->tree);
  std::vector<Pushed> out;
  json::array inputs;
  for (const PriceRecord& record : records) {
    if (std::find(shop.currencies.begin(), shop.currencies.end(), record.currency) ==
        shop.currencies.end()) {
      out.push_back(price_refused(
          "the shop's channel does not sell in " + record.currency + ": the price of SKU " +
              shown(record.sku) + " stays as it is",
          "correct the currency in the ERP; or add it to the shop's channel, which has " +
              join(shop.currencies, ", ") + ", then: norekey replay --cause shop/NO_CURRENCY",
          "shop/NO_CURRENCY"));
      continue;
    }
    out.push_back(unpriceable(record, shop));
    if (out.back()) continue;
    json::object input = price_input(record, shop, has_groups);
    if (!input.empty()) inputs.push_back(std::move(input));
  }
  if (inputs.empty()) co_return out;
  std::string mutation = kPriceQuery;
  json::object variables{{"i", std::move(inputs)}};
  auto written = co_await session.ask(std::move(mutation), std::move(variables));
  if (!written) co_return written.error();
  co_return out;
}

}  // namespace norekey::connectors::vendure
