#include "adapters/tryton/watch.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "adapters/tryton/values.hpp"
#include "core/text.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

constexpr int kPage = 200;  ///< items in one page

/// The later of a record's two stamps: `write_date` is null until the first write.
std::string stamp_of(const json::object& record) {
  return std::max(stamp_text(record, "write_date"), stamp_text(record, "create_date"));
}

/// The last day there is: Tryton takes its own today for it.
json::value end_of_time() {
  return to_json(Date{std::chrono::year{9999}, std::chrono::month{12}, std::chrono::day{31}});
}

/// Where a look goes on: of the whole ("whole", after) or of what changed ("since").
json::object read_cursor(const std::string& cursor) {
  boost::system::error_code ec;
  const json::value read = json::parse(cursor, ec);
  return !ec && read.is_object() ? read.get_object() : json::object{};
}

Result<Decimal> in_sale_units(const Decimal& quantity, const Decimal& per_unit, bool by_rate) {
  if (by_rate) return quantity * per_unit;
  return Decimal::divide(quantity, per_unit, 6, Rounding::half_even);
}

}  // namespace

awaitable<Result<Changes>> Watcher::stock(std::string cursor) {
  const json::object from = read_cursor(cursor);
  std::string since = text_of(from, "since");
  if (!since.empty()) co_return co_await changed(std::move(since));
  std::string begun = text_of(from, "begun");
  if (begun.empty()) {
    auto now = co_await latest_stamp();
    if (!now) co_return now.error();
    begun = std::move(*now);
  }
  const std::int64_t after = id_of(from, "after");
  co_return co_await whole(std::move(begun), after);
}

/// By Tryton's clock: the stamp of the latest move there is.
awaitable<Result<std::string>> Watcher::latest_stamp() {
  std::string latest = to_string(Instant{});
  for (const char* field : {"write_date", "create_date"}) {
    std::string model = "stock.move";
    json::array domain = only(json::array{field, "!=", nullptr});
    json::array fields{"write_date", "create_date"};
    auto found = co_await session_.search(std::move(model), std::move(domain), std::move(fields),
                                          by(field, "DESC"), 1);
    if (!found) co_return found.error();
    for (const json::object& record : *found) latest = std::max(latest, stamp_of(record));
  }
  co_return latest;
}

awaitable<Result<Watcher::Products>> Watcher::products(json::array domain, int limit) {
  std::string model = "product.product";
  json::array fields{"code", "default_uom.factor", "default_uom.rate", "sale_uom.factor",
                     "sale_uom.rate"};
  auto found = co_await session_.search(std::move(model), std::move(domain), std::move(fields),
                                        by("id"), limit);
  if (!found) co_return found.error();
  Products out;
  for (const json::object& record : *found) {
    Product& one = out[id_of(record, "id")];
    one.code = text_of(record, "code");
    const json::object& stocked = related(record, "default_uom");
    const json::object& sold = related(record, "sale_uom");
    if (sold.empty() || decimal_of(sold, "factor").is_zero()) continue;
    const Decimal factor = decimal_of(stocked, "factor");
    one.per_unit = decimal_of(sold, "factor");
    if (factor.is_zero()) continue;
    auto per = Decimal::divide(one.per_unit, factor, 12, Rounding::half_even);
    if (!per) continue;
    one.per_unit = per->trimmed();
    if (one.per_unit < Decimal(1)) {  // sold in smaller pieces than it is stocked in
      auto pieces = Decimal::divide(factor, decimal_of(sold, "factor"), 6, Rounding::half_even);
      one.per_unit = pieces ? pieces->trimmed() : Decimal(1);
      one.by_rate = true;
    }
  }
  co_return out;
}

awaitable<Result<Changes>> Watcher::whole(std::string begun, std::int64_t after) {
  json::array domain{json::array{"id", ">", after},
                     json::array{"template.type", "in", json::array{"goods", "assets"}}};
  auto page = co_await products(std::move(domain), kPage);
  if (!page) co_return page.error();
  auto stock = co_await levels(*page);
  if (!stock) co_return stock.error();
  Changes out;
  out.stock = std::move(*stock);
  out.whole = true;
  out.more = page->size() == static_cast<std::size_t>(kPage);
  const json::object next = out.more
                                ? json::object{{"begun", begun}, {"after", page->rbegin()->first}}
                                : json::object{{"since", begun}};
  out.cursor = json::serialize(next);
  co_return out;
}

awaitable<Result<Changes>> Watcher::changed(std::string since) {
  auto at = parse_instant(since);
  if (!at) co_return at.error();
  const Instant from = std::max(Instant{}, *at - erp_.longest_request);
  std::string model = "stock.move";
  json::array either{"OR", json::array{"write_date", ">=", to_stamp(from)},
                     json::array{"create_date", ">=", to_stamp(from)}};
  json::array fields{"product", "write_date", "create_date"};
  json::array domain = only(std::move(either));
  auto moves =
      co_await session_.search(std::move(model), std::move(domain), std::move(fields), by("id"), 0);
  if (!moves) co_return moves.error();
  std::set<std::pair<std::int64_t, std::string>> there;
  std::set<std::int64_t> wanted;
  std::string latest = since;
  bool more = false;
  for (const json::object& move : *moves) {
    std::pair<std::int64_t, std::string> seen{id_of(move, "id"), stamp_of(move)};
    const bool fresh = !seen_.contains(seen);
    if (fresh && wanted.size() >= kPage && !wanted.contains(id_of(move, "product"))) {
      more = true;
      continue;
    }
    latest = std::max(latest, seen.second);
    if (fresh) wanted.insert(id_of(move, "product"));
    there.insert(std::move(seen));
  }
  Changes out;
  if (!wanted.empty()) {
    json::array ids;
    for (const std::int64_t id : wanted) ids.push_back(id);
    json::array which{json::array{"id", "in", std::move(ids)},
                      json::array{"template.type", "in", json::array{"goods", "assets"}}};
    auto known = co_await products(std::move(which), 0);
    if (!known) co_return known.error();
    auto stock = co_await levels(*known);
    if (!stock) co_return stock.error();
    out.stock = std::move(*stock);
  }
  seen_ = std::move(there);
  out.more = more;
  out.cursor = json::serialize(json::object{{"since", more ? since : latest}});
  co_return out;
}

awaitable<Result<std::vector<StockLevel>>> Watcher::levels(const Products& products) {
  std::vector<StockLevel> out;
  if (products.empty()) co_return out;
  auto houses = co_await warehouses();
  if (!houses) co_return houses.error();
  for (const auto& [id, name] : *houses) {
    std::string code = name;
    auto added = co_await add_on_hand(products, id, std::move(code), out);
    if (!added) co_return added.error();
  }
  auto committed = co_await add_committed(products, out);
  if (!committed) co_return committed.error();
  std::stable_sort(out.begin(), out.end(),
                   [](const StockLevel& a, const StockLevel& b) { return a.item < b.item; });
  co_return out;
}

awaitable<Result<void>> Watcher::add_on_hand(const Products& products, std::int64_t warehouse,
                                             std::string name, std::vector<StockLevel>& out) {
  json::array ids;
  for (const auto& one : products) ids.push_back(one.first);
  std::string method = "model.product.product.read";
  json::array params{std::move(ids), json::array{"quantity"}};
  json::object context{{"locations", json::array{warehouse}},
                       {"with_childs", true},
                       {"stock_date_end", end_of_time()}};
  auto read = co_await session_.call(std::move(method), std::move(params), std::nullopt,
                                     std::move(context));
  if (!read) co_return read.error().error;
  for (const json::object* record : records(*read)) {
    const auto product = products.find(id_of(*record, "id"));
    if (product == products.end()) continue;
    const Product& one = product->second;
    auto quantity = in_sale_units(decimal_of(*record, "quantity"), one.per_unit, one.by_rate);
    if (!quantity) co_return quantity.error();
    out.push_back({one.code, name, *quantity, 0, 0});
  }
  co_return Result<void>{};
}

/// What customers' orders wait for: moves out of a warehouse that are not done. A sale that is not
/// confirmed has none yet.
awaitable<Result<void>> Watcher::add_committed(const Products& products,
                                               std::vector<StockLevel>& out) {
  auto houses = co_await places();
  if (!houses) co_return houses.error();
  json::array ids;
  for (const auto& one : products) ids.push_back(one.first);
  std::string model = "stock.move";
  json::array domain{json::array{"product", "in", std::move(ids)},
                     json::array{"state", "in", json::array{"draft", "assigned"}},
                     json::array{"to_location.type", "=", "customer"}};
  json::array fields{"product", "internal_quantity", "from_location", "origin"};
  auto moves =
      co_await session_.search(std::move(model), std::move(domain), std::move(fields), by("id"), 0);
  if (!moves) co_return moves.error();
  json::array lines;
  for (const json::object& move : *moves) {
    if (const auto id = referred(text_of(move, "origin"), "sale.line"); id != 0)
      lines.push_back(id);
  }
  std::set<std::int64_t> ours;
  if (!lines.empty()) {
    model = "sale.line";
    json::array which = only(json::array{"id", "in", std::move(lines)});
    json::array wanted{"sale.reference"};
    auto sold = co_await session_.search(std::move(model), std::move(which), std::move(wanted),
                                         by("id"), 0);
    if (!sold) co_return sold.error();
    for (const json::object& line : *sold) {
      const std::string key = text_of(related(line, "sale"), "reference");
      if (std::count(key.begin(), key.end(), '/') >= 3) ours.insert(id_of(line, "id"));
    }
  }
  std::map<std::pair<std::string, std::string>, StockLevel*> at;
  for (StockLevel& level : out) at[{level.item, level.warehouse}] = &level;
  for (const json::object& move : *moves) {
    const auto product = products.find(id_of(move, "product"));
    const auto house = houses->find(id_of(move, "from_location"));
    if (product == products.end() || house == houses->end()) continue;
    const auto level = at.find({product->second.code, house->second});
    if (level == at.end()) continue;
    auto quantity = in_sale_units(decimal_of(move, "internal_quantity"), product->second.per_unit,
                                  product->second.by_rate);
    if (!quantity) co_return quantity.error();
    level->second->committed += *quantity;
    if (ours.contains(referred(text_of(move, "origin"), "sale.line")))
      level->second->of_web += *quantity;
  }
  co_return Result<void>{};
}

awaitable<Result<std::map<std::int64_t, std::string>>> Watcher::warehouses() {
  std::string model = "stock.location";
  json::array domain = only(json::array{"type", "=", "warehouse"});
  json::array fields{"code", "name"};
  auto found =
      co_await session_.search(std::move(model), std::move(domain), std::move(fields), by("id"), 0);
  if (!found) co_return found.error();
  std::map<std::int64_t, std::string> out;
  for (const json::object& one : *found) {
    const std::string code = text_of(one, "code");
    out[id_of(one, "id")] = code.empty() ? text_of(one, "name") : code;
  }
  co_return out;
}

/// The warehouse of every place in one.
awaitable<Result<std::map<std::int64_t, std::string>>> Watcher::places() {
  std::string model = "stock.location";
  json::array domain = only(json::array{"type", "in", json::array{"storage", "view"}});
  json::array fields{"warehouse.code", "warehouse.name"};
  auto found =
      co_await session_.search(std::move(model), std::move(domain), std::move(fields), by("id"), 0);
  if (!found) co_return found.error();
  std::map<std::int64_t, std::string> out;
  for (const json::object& one : *found) {
    const json::object& house = related(one, "warehouse");
    if (house.empty()) continue;
    const std::string code = text_of(house, "code");
    out[id_of(one, "id")] = code.empty() ? text_of(house, "name") : code;
  }
  co_return out;
}

}  // namespace norekey::adapters::tryton
