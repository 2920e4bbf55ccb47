#include <boost/json.hpp>
#include <charconv>

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
  if (out.orders.size() == static_cast<std::size_t>(kPlacedPage))
    out.cursor = std::to_string(skip + kPlacedPage);
  co_return out;
}

}  // namespace norekey::connectors::vendure
