#include <boost/json.hpp>
#include <charconv>
#include <map>

#include "connectors/vendure/push.hpp"
#include "connectors/vendure/query.hpp"

namespace norekey::connectors::vendure {
namespace {

namespace json = boost::json;

constexpr int kPlacedPage = 200;

json::object placed_options(Instant since, int skip) {
  const std::string after = to_string(since - std::chrono::milliseconds(1));
  json::object filter{{"orderPlacedAt", json::object{{"after", after}}}};
  return {{"take", kPlacedPage},
          {"skip", skip},
          {"sort", json::object{{"id", "ASC"}}},
          {"filter", std::move(filter)}};
}

/// What the shop's history says of each cancelled order: when, by whom, why.
void learn_cancellation(WebOrder& out, const pugi::xml_node order) {
  for (const pugi::xml_node entry : order.child("history").children("items")) {
    const std::string type = entry.child("type").text().get();
    const pugi::xml_node data = entry.child("data");
    const bool state = type == "ORDER_STATE_TRANSITION";
    if (state && std::string_view(data.child("to").text().get()) != "Cancelled") continue;
    if (auto at = parse_instant(entry.child("createdAt").text().get())) out.cancelled_at = *at;
    const std::string person = entry.child("administrator").child("emailAddress").text().get();
    if (out.cancelled_by.empty()) out.cancelled_by = person;
    if (!state) out.cancel_reason = data.child("reason").text().get();
  }
  if (out.cancelled_at && out.cancelled_by.empty()) out.cancelled_by = "customer";
}

awaitable<Result<void>> learn_cancellations(Session& session, std::vector<WebOrder>& orders) {
  json::array ids;
  for (const WebOrder& one : orders) {
    if (one.cancelled) ids.emplace_back(one.order);
  }
  if (ids.empty()) co_return Result<void>{};
  json::object filter{{"id", json::object{{"in", std::move(ids)}}}};
  json::object options{{"take", kPlacedPage}, {"filter", std::move(filter)}};
  std::string query = kCancelledQuery;
  json::object variables{{"o", std::move(options)}};
  auto reply = co_await session.ask(std::move(query), std::move(variables));
  if (!reply) co_return reply.error();
  std::map<std::string, pugi::xml_node> by_id;
  const auto list = reply->tree.root().child("data").child("orders");
  for (const pugi::xml_node item : list.children("items"))
    by_id[item.child("id").text().get()] = item;
  for (WebOrder& one : orders) {
    const auto found = by_id.find(one.order);
    if (one.cancelled && found != by_id.end()) learn_cancellation(one, found->second);
  }
  co_return Result<void>{};
}

int digits_of_money(const mapping::Document& tree) {
  const auto config = tree.root().child("data").child("globalSettings").child("serverConfig");
  return config.child("moneyStrategyPrecision").text().as_int(2);
}

}  // namespace

awaitable<Result<WebPage>> list_placed(Session& session, Instant since, std::string cursor) {
  int skip = 0;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), skip);
  std::string query = kPlacedQuery;
  json::object variables{{"o", placed_options(since, skip)}};
  auto reply = co_await session.ask(std::move(query), std::move(variables));
  if (!reply) co_return reply.error();
  const int digits = digits_of_money(reply->tree);
  WebPage out;
  const auto list = reply->tree.root().child("data").child("orders");
  for (const pugi::xml_node item : list.children("items")) {
    WebOrder& one = out.orders.emplace_back();
    one.order = item.child("id").text().get();
    one.number = item.child("code").text().get();
    one.state = item.child("state").text().get();
    one.currency = item.child("currencyCode").text().get();
    one.cancelled = one.state == "Cancelled";
    one.total = Decimal::from_minor(item.child("totalWithTax").text().as_llong(), digits);
    auto placed = parse_instant(item.child("orderPlacedAt").text().get());
    if (!placed) co_return placed.error();
    one.placed = *placed;
  }
  auto learned = co_await learn_cancellations(session, out.orders);
  if (!learned) co_return learned.error();
  if (out.orders.size() == static_cast<std::size_t>(kPlacedPage))
    out.cursor = std::to_string(skip + kPlacedPage);
  co_return out;
}

}  // namespace norekey::connectors::vendure
