#include "adapters/tryton/prices.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <set>

#include "adapters/tryton/values.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

constexpr int kPricedAtOnce = 200, kPartiesAtOnce = 1000;
constexpr int kPriceDecimals = 4;  ///< what Tryton lets stand in a sale

Decimal price_in(const json::object& record) {
  return decimal_of(record, "sale_price_uom").rounded(kPriceDecimals).trimmed();
}

}  // namespace

awaitable<Result<void>> PriceWatcher::learn_lists() {
  lists_.clear();
  std::string model = "product.price_list";
  json::array all, names{"name"};
  auto lists =
      co_await session_.search(std::move(model), std::move(all), std::move(names), by("id"), 0);
  if (!lists) co_return lists.error();
  for (const json::object& one : *lists) lists_[id_of(one, "id")] = {text_of(one, "name"), {"1"}};
  model = "product.price_list.line";
  json::array every, fields{"price_list", "quantity"};
  auto lines =
      co_await session_.search(std::move(model), std::move(every), std::move(fields), by("id"), 0);
  if (!lines) co_return lines.error();
  for (const json::object& line : *lines) {
    const auto list = lists_.find(id_of(line, "price_list"));
    const Decimal from = decimal_of(line, "quantity");
    if (list == lists_.end() || from <= Decimal(1)) continue;
    auto& breaks = list->second.breaks;
    const std::string text = from.str();
    if (std::find(breaks.begin(), breaks.end(), text) == breaks.end()) breaks.push_back(text);
  }
  co_return Result<void>{};
}

/// Tryton cannot search by price list.
awaitable<Result<void>> PriceWatcher::learn_buyers(Changes& out) {
  for (std::int64_t after = 0;;) {
    std::string model = "party.party";
    json::array domain = only(json::array{"id", ">", after});
    json::array fields{"code", "sale_price_list"};
    auto parties = co_await session_.search(std::move(model), std::move(domain), std::move(fields),
                                            by("id"), kPartiesAtOnce);
    if (!parties) co_return parties.error();
    for (const json::object& one : *parties) {
      after = id_of(one, "id");
      const auto list = lists_.find(id_of(one, "sale_price_list"));
      if (list != lists_.end()) out.buyers.push_back({list->second.name, text_of(one, "code")});
    }
    if (parties->size() < static_cast<std::size_t>(kPartiesAtOnce)) co_return Result<void>{};
  }
}

awaitable<Result<void>> PriceWatcher::learn(Changes& out) {
  if (auto lists = co_await learn_lists(); !lists) co_return lists.error();
  if (auto buyers = co_await learn_buyers(out); !buyers) co_return buyers.error();
  std::string model = "company.company";
  json::array domain = only(json::array{"party.name", "=", session_.company()});
  json::array fields{"currency.code"};
  auto company =
      co_await session_.search(std::move(model), std::move(domain), std::move(fields), by("id"), 1);
  if (!company) co_return company.error();
  for (const json::object& one : *company) currency_ = text_of(related(one, "currency"), "code");
  co_return Result<void>{};
}

awaitable<Result<void>> PriceWatcher::add(const std::map<std::int64_t, std::string>& items,
                                          std::int64_t list, std::string name, std::string from,
                                          Changes& out) {
  json::array ids;
  for (const auto& one : items) ids.push_back(one.first);
  std::string method = "model.product.product.read";
  json::array params{std::move(ids), json::array{"sale_price_uom"}};
  json::object context{{"quantity", json::parse(from)}};
  context["price_list"] = list == 0 ? json::value(nullptr) : json::value(list);
  auto read = co_await session_.call(std::move(method), std::move(params), {}, std::move(context));
  if (!read) co_return read.error().error;
  for (const json::object* one : records(*read)) {
    const auto item = items.find(id_of(*one, "id"));
    if (item == items.end() || item->second.empty()) continue;
    out.prices.push_back({item->second, name, value_or(Decimal::parse(from), Decimal(1)),
                          price_in(*one), currency_});
  }
  co_return Result<void>{};
}

awaitable<Result<Changes>> PriceWatcher::prices(std::string cursor) {
  Changes out;
  std::int64_t after = 0;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  if (after == 0 || lists_.empty()) {
    if (auto learned = co_await learn(out); !learned) co_return learned.error();
  }
  std::string model = "product.product";
  json::array domain{json::array{"id", ">", after}, json::array{"salable", "=", true}};
  json::array fields{"code"};
  auto page = co_await session_.search(std::move(model), std::move(domain), std::move(fields),
                                       by("id"), kPricedAtOnce);
  if (!page) co_return page.error();
  std::map<std::int64_t, std::string> items;
  for (const json::object& one : *page) items[id_of(one, "id")] = text_of(one, "code");
  out.whole = true;
  out.more = items.size() == static_cast<std::size_t>(kPricedAtOnce);
  if (out.more) out.cursor = std::to_string(items.rbegin()->first);
  if (items.empty()) co_return out;
  std::string none, one = "1";
  if (auto added = co_await add(items, 0, std::move(none), std::move(one), out); !added)
    co_return added.error();
  for (const auto& [id, list] : lists_) {
    for (const std::string& from : list.breaks) {
      std::string name = list.name, quantity = from;
      auto added = co_await add(items, id, std::move(name), std::move(quantity), out);
      if (!added) co_return added.error();
    }
  }
  std::stable_sort(out.prices.begin(), out.prices.end(),
                   [](const PriceLevel& a, const PriceLevel& b) { return a.item < b.item; });
  co_return out;
}

}  // namespace norekey::adapters::tryton
