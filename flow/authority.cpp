#include "flow/authority.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/price_rules.hpp"
#include "flow/outbound/push.hpp"

namespace norekey::flow {
namespace {

constexpr std::size_t kMostLinesCompared = 10'000;

void take_freight(Order& order) {
  for (const Charge& one : order.charges) {
    if (one.type != "freight") continue;
    order.total -= one.amount + one.tax;
    order.tax -= one.tax;
  }
  std::erase_if(order.charges, [](const Charge& one) { return one.type == "freight"; });
}

void take_tax(Order& order) {
  order.total -= order.tax;
  order.tax = Decimal(0);
  for (Line& line : order.lines) {
    line.tax = Decimal(0);
    line.taxes.clear();
  }
  for (Charge& one : order.charges) one.tax = Decimal(0);
}

/// By which customer group's prices an order's buyer buys in the ERP; nullopt: it does not say, ""
/// = by none.
awaitable<Result<std::optional<std::string>>> price_group(Context& context, const Route& route,
                                                          const Order& order) {
  std::string kind = kPriceGroups, channel = route.name;
  auto record = co_await context.journal.record(kind, channel);
  if (!record) co_return record.error();
  boost::system::error_code ec;
  const auto groups = boost::json::parse(*record ? (*record)->value : "", ec);
  if (ec || !groups.is_object() || groups.get_object().contains(adapters::kAnyCustomer))
    co_return std::optional<std::string>();
  const auto table = context.lookups.tables.find(route.channel.outbound.customers);
  if (table == context.lookups.tables.end()) co_return std::optional<std::string>();
  const auto row = table->second.rows.find(order.buyer.account);
  if (row == table->second.rows.end()) co_return std::optional<std::string>();
  if (!groups.get_object().contains(row->second)) co_return std::string();
  std::string group = text_of(groups.get_object(), row->second);
  co_return group.empty() ? std::optional<std::string>() : std::move(group);
}

/// What the ERP asks of this buyer.
std::optional<Decimal> own_price(const connectors::PriceRecord& record, const std::string& group) {
  const auto found = record.groups.find(group);
  return found == record.groups.end() ? record.list : found->second;
}

/// The nearest of the ERP's prices of a SKU; nullopt: it told none.
std::optional<Decimal> nearest_price(const connectors::PriceRecord& record, const Decimal& price) {
  std::optional<Decimal> out = record.list;
  for (const auto& one : record.groups) {
    if (!out || (one.second - price).abs() < (*out - price).abs()) out = one.second;
  }
  return out;
}

bool approved(const mapping::Lookups& lookups, const std::string& table, const std::string& key,
              const Decimal& price) {
  const auto found = lookups.tables.find(table);
  if (found == lookups.tables.end()) return false;
  const auto row = found->second.rows.find(key);
  if (row == found->second.rows.end()) return false;
  const auto allowed = Decimal::parse(trim(row->second));
  return allowed && *allowed == price;
}

}  // namespace

void leave_to_the_erp(Order& order, const config::Channel& channel) {
  const config::Authority& owners = channel.authority;
  if (owners.freight == "erp") take_freight(order);
  if (owners.tax == "erp") take_tax(order);
  if (owners.terms == "erp") order.payment_terms.clear();
  if (owners.warehouse == "erp") {
    order.source_location.clear();
    for (Line& line : order.lines) line.warehouse.clear();
  }
  if (!channel.partner) order.extras.push_back({"confirmation", channel.confirmation});
}

Decimal price_tolerance(const std::string& text, const Decimal& price) {
  const bool percent = text.ends_with('%');
  const auto number = Decimal::parse(trim(percent ? text.substr(0, text.size() - 1) : text));
  if (!number) return {};
  return percent ? (price * *number * Decimal::from_minor(1, 2)).abs() : *number;
}

awaitable<Result<void>> check_prices(Context& context, const Route& route, const Order& order) {
  const config::Authority& owners = route.channel.authority;
  if (owners.price_tolerance.empty()) co_return Result<void>{};
  auto group = co_await price_group(context, route, order);
  if (!group) co_return group.error();
  std::vector<std::string> wrong;
  Error held{Fate::reject, "", "", {}, ""};
  for (const Line& line : order.lines) {
    if (!line.kind.empty() || line.quantity.is_zero() || wrong.size() >= kMostLinesCompared)
      continue;
    std::string kind = "shown/" + route.name + "/prices", sku = line.sku;
    auto record = co_await context.journal.record(kind, sku);
    if (!record) co_return record.error();
    if (!*record) continue;
    auto told = read_price_record((*record)->value, line.sku);
    if (!told || told->currency != order.currency) continue;
    const auto price = *group ? own_price(*told, **group) : nearest_price(*told, line.price);
    if (!price || (line.price - *price).abs() <= price_tolerance(owners.price_tolerance, *price))
      continue;
    const std::string key = order.number + "/" + line.sku;
    if (approved(context.lookups, owners.approved_prices, key, line.price)) continue;
    wrong.push_back("price of " + line.sku + ": " + line.price.str() + " on the web, " +
                    price->str() + " in the ERP");
    if (!held.cause.empty()) continue;
    const std::string& table = owners.approved_prices;
    held.cause = table.empty() ? "price/" + line.sku : table + "/" + key;
    held.fix = table.empty()
                   ? "agree on the price, put it right in the ERP or in the shop, then: norekey "
                     "replay --cause " +
                         held.cause
                   : "agree on the price; where the web's stands: norekey lookups set " + table +
                         " " + shell_word(key) + " " + line.price.str();
  }
  if (wrong.empty()) co_return Result<void>{};
  held.what = join(wrong, "; ") + ": more than " + owners.price_tolerance + " off";
  co_return held;
}

}  // namespace norekey::flow
