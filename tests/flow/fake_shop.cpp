#include "tests/flow/fake_shop.hpp"

#include "flow/outbound/push.hpp"
#include "flow/outbound/stock_rules.hpp"
#include "mapping/document.hpp"

namespace norekey::flow {

Order& FakeShop::put(const std::string& number,
                     std::vector<std::pair<std::string, std::string>> lines,
                     const std::string& account) {
  Order o;
  o.id = o.number = number;
  o.currency = "USD";
  o.buyer.account = account;
  o.buyer.name = "Hudson Valley";
  o.state = "PaymentSettled";
  o.placed_at = parse_instant("2026-03-10T14:59:00Z").value();
  for (const auto& [sku, amount] : lines) {
    Line line;
    line.number = static_cast<int>(o.lines.size()) + 1;
    line.sku = sku;
    line.quantity = 1;
    line.amount = Decimal::parse(amount).value();
    line.price = line.amount;
    o.subtotal += line.amount;
    o.lines.push_back(line);
  }
  o.total = o.subtotal;
  return orders[number] = o;
}

Result<std::vector<connectors::Trigger>> FakeShop::receive(const net::Request& request,
                                                           Instant now) const {
  if (signs_at && std::chrono::abs(now - *signs_at) > std::chrono::minutes{5})
    return Error{Fate::reject, "the signature is too old", "", {}, "signature"};
  if (request.body.empty())
    return Error{Fate::reject, "the signature is wrong", "", {}, "signature"};
  if (request.body == "?")
    return Error{Fate::reject, "the body is not understood", "", {}, "webhook"};
  return std::vector<connectors::Trigger>{
      {request.body, request.body.substr(0, request.body.find('@')), "order.placed"}};
}

awaitable<Result<connectors::Page>> FakeShop::poll(std::string cursor, Instant) {
  if (down) co_return *down;
  connectors::Page page;
  for (const auto& one : orders) page.triggers.push_back({"poll-" + one.first, one.first, "poll"});
  page.cursor = cursor + "+";
  co_return page;
}

awaitable<Result<connectors::Payload>> FakeShop::fetch(std::string order) {
  if (down) co_return *down;
  const auto found = orders.find(order);
  if (found == orders.end())
    co_return Error{Fate::reject, "the shop has no order " + order, "", {}, ""};
  co_return connectors::Payload{"application/xml",
                                mapping::to_xml(mapping::to_document(found->second))};
}

Result<std::optional<Order>> FakeShop::normalise(const connectors::Payload& payload) const {
  if (torn > 0 && torn-- > 0)
    return Error{Fate::reject, "lines 0.00, but the shop's subTotal is 3.01", "", {}, "totals"};
  auto tree = mapping::from_xml(payload.body);
  if (!tree) return tree.error();
  auto order = mapping::to_order(*tree);
  if (!order) return order.error();
  return std::optional<Order>(std::move(*order));
}

awaitable<Result<void>> FakeShop::acknowledge(connectors::Notice notice) {
  notices.push_back(std::move(notice));
  co_return Result<void>{};
}

awaitable<Result<connectors::WebPage>> FakeShop::placed(Instant since, std::string) {
  if (down) co_return *down;
  connectors::WebPage out;
  for (const auto& [number, o] : orders) {
    if (o.placed_at < since) continue;
    out.orders.push_back({number, number, o.currency, o.state, o.total, o.placed_at,
                          o.operation == Operation::cancel});
    const auto gone = cancelled.find(number);
    if (gone == cancelled.end()) continue;
    out.orders.back().cancelled_at = gone->second.at;
    out.orders.back().cancelled_by = gone->second.by;
    out.orders.back().cancel_reason = gone->second.reason;
  }
  co_return out;
}

awaitable<Result<std::vector<connectors::Pushed>>> FakeShop::push(connectors::Batch batch) {
  ++pushes;
  if (busy) co_return *busy;
  for (const connectors::StockRecord& one : batch.stock) {
    if (const auto found = poison.find(one.sku); found != poison.end()) co_return found->second;
  }
  std::vector<connectors::Pushed> out;
  for (const connectors::PriceRecord& one : batch.prices) {
    if (refuses.contains(one.sku)) {
      out.emplace_back(Error{Fate::reject, "no SKU " + one.sku, "add it", {}, "shop/NO_SKU"});
      continue;
    }
    ++priced;
    tags[one.sku] = to_json(one);
    ended[one.sku] = one.gone;
    out.emplace_back(std::nullopt);
  }
  for (const connectors::StatusRecord& one : batch.statuses) {
    ++told;
    if (refuses.contains(one.order)) {
      out.emplace_back(Error{Fate::reject, "no order " + one.order, "", {}, "shop/NO_ORDER"});
      continue;
    }
    board[one.order] = one;
    out.emplace_back(std::nullopt);
  }
  for (const connectors::StockRecord& one : batch.stock) {
    if (refuses.contains(one.sku)) {
      out.emplace_back(Error{Fate::reject, "no SKU " + one.sku, "add it", {}, "shop/NO_SKU"});
      continue;
    }
    shelf[one.sku] = stock_text(one);
    out.emplace_back(std::nullopt);
  }
  co_return out;
}

std::string FakeShop::cursor_from(Instant) const { return "start"; }

awaitable<Result<std::string>> FakeShop::greet() { co_return std::string("a fake shop"); }

}  // namespace norekey::flow
