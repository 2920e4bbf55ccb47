#include "flow/outbound/sold.hpp"

namespace norekey::flow {

awaitable<Result<std::optional<queue::Message>>> newest_message(Context& context,
                                                                std::string identity,
                                                                std::string kind, std::string key) {
  queue::Query query;
  query.identity = std::move(identity);
  query.kind = std::move(kind);
  query.limit = 50;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  const queue::Row* best = nullptr;
  for (const queue::Row& row : *rows) {
    if (row.key != key) continue;
    if (best == nullptr || (best->state != queue::State::done && row.state == queue::State::done))
      best = &row;
  }
  if (best == nullptr) co_return std::optional<queue::Message>{};
  auto message = co_await context.journal.message(best->id);
  if (!message) co_return message.error();
  co_return std::optional<queue::Message>(std::move(message->second));
}

std::vector<SoldLine> sold_lines(const adapters::ErpOrder& sent, const Order& order,
                                 const mapping::Lookup* items) {
  std::vector<SoldLine> out;
  const bool by_place = sent.lines.size() == order.lines.size();
  std::vector<bool> used(order.lines.size(), false);
  for (std::size_t i = 0; i < sent.lines.size(); ++i) {
    const adapters::ErpLine& line = sent.lines[i];
    std::size_t at = by_place ? i : order.lines.size();
    for (std::size_t k = 0; !by_place && items != nullptr && k < order.lines.size(); ++k) {
      const auto row = items->rows.find(order.lines[k].sku);
      if (used[k] || row == items->rows.end() || row->second != line.item) continue;
      at = k;
      break;
    }
    if (at >= order.lines.size()) {
      out.push_back({line.item, line.item, line.quantity, line.quantity});
      continue;
    }
    used[at] = true;
    out.push_back({line.item, order.lines[at].sku, line.quantity, order.lines[at].quantity,
                   static_cast<int>(at)});
  }
  return out;
}

}  // namespace norekey::flow
