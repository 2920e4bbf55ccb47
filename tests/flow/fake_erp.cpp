#include "tests/flow/fake_erp.hpp"

namespace norekey::flow {

adapters::Abilities FakeErp::abilities() const {
  adapters::Abilities out;
  out.releases = true;
  out.watches = out.watches_prices = out.watches_orders = out.watches_invoices = true;
  return out;
}

awaitable<Result<adapters::HeldPage>> FakeErp::orders(Instant, std::string) {
  adapters::HeldPage out;
  for (const Sale& sale : sales) {
    adapters::HeldOrder& one = out.orders.emplace_back();
    one.order = sale.order;
    one.alive = !sale.cancelled;
    one.entered = sale.entered;
    one.entered_by = sale.by.empty() ? "Integration" : sale.by;
    one.by_us = sale.by.empty();
    one.changed_by = sale.changed_by.empty() ? one.entered_by : sale.changed_by;
    one.last_by_us = sale.changed_by.empty() && one.by_us;
  }
  co_return out;
}

adapters::Changes FakeErp::all_orders() const {
  adapters::Changes out;
  out.whole = true;
  if (quiet_orders) return out;
  for (const Sale& sale : sales) {
    adapters::OrderStatus& one = out.orders.emplace_back();
    one.key = sale.key;
    one.number = sale.order.receipt.number;
    one.state = sale.order.receipt.state;
    one.cancelled = sale.cancelled;
    one.total = sale.order.total;
    one.reps = sale.order.reps;
    one.changed_by = sale.changed_by;
    for (const adapters::ErpLine& line : sale.order.lines)
      one.ordered.push_back({line.item, line.quantity});
    if (const auto found = became.find(one.number); found != became.end()) found->second(one);
  }
  return out;
}

adapters::Changes FakeErp::all_prices() const {
  adapters::Changes out;
  out.whole = true;
  out.buyers = buyers;
  for (const auto& [name, price] : prices) {
    const auto list = name.find(' '), from = name.rfind(' ');
    out.prices.push_back({name.substr(0, list), name.substr(list + 1, from - list - 1),
                          Decimal::parse(name.substr(from + 1)).value(),
                          Decimal::parse(price).value(), "USD"});
    if (const auto other = currencies.find(name); other != currencies.end())
      out.prices.back().currency = other->second;
  }
  return out;
}

awaitable<Result<adapters::Changes>> FakeErp::watch(adapters::Subject subject, std::string cursor) {
  ++looks;
  if (blind_to_stock) co_return *blind_to_stock;
  if (subject == adapters::Subject::orders) co_return all_orders();
  if (subject == adapters::Subject::prices) co_return all_prices();
  adapters::Changes out;
  if (subject == adapters::Subject::reps) {
    out.reps = reps;
    co_return out;
  }
  if (subject == adapters::Subject::invoices) {
    out.invoices = invoices;
    co_return out;
  }
  const std::size_t from = cursor.rfind("@") == 0 ? std::stoul(cursor.substr(1)) : 0;
  std::size_t at = 0;
  for (const auto& [where, on_hand] : stock) {
    const auto space = where.find(' ');
    if (at >= from && at < from + stock_page)
      out.stock.push_back(
          {where.substr(0, space), where.substr(space + 1), Decimal::parse(on_hand).value(), 0, 0});
    ++at;
  }
  out.whole = true;
  out.more = from + stock_page < at;
  out.cursor = out.more ? "@" + std::to_string(from + stock_page) : "";
  co_return out;
}

std::optional<Error> FakeErp::unknown_rep(const mapping::Document& document) const {
  for (const DocumentRep& rep : adapters::expected(document).value().reps) {
    if (unknown_reps.contains(rep.rep))
      return Error{Fate::reject,
                   "the ERP has no rep '" + rep.rep + "' in use",
                   "",
                   {},
                   "erp/reps/" + rep.rep};
  }
  return std::nullopt;
}

awaitable<adapters::Sent> FakeErp::send(mapping::Document document, std::string key, Instant) {
  ++sends;
  if (auto refused = unknown_rep(document)) co_return adapters::Rejected{*refused};
  Fault fault = Fault::none;
  if (!faults.empty()) {
    fault = faults.front();
    faults.pop_front();
  }
  if (fault == Fault::rejects)
    co_return adapters::Rejected{
        {Fate::reject, "the customer is blocked", "unblock it", {}, "blocked"}};
  if (fault == Fault::retries)
    co_return adapters::Retry{{Fate::retry, "the ERP is busy", "", {}, ""}};
  if (fault == Fault::is_silent)
    co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
  Sale sale{key, adapters::expected(document).value(), false};
  sale.order.receipt = {std::to_string(sales.size() + 1), "SO" + std::to_string(sales.size() + 1),
                        leaves_for_release ? "draft" : "confirmed", key, true};
  if (other_rep) sale.order.reps.front().rep = *other_rep;
  if (fault == Fault::commits_late) {
    late.push_back(sale);
    co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
  }
  sales.push_back(sale);
  if (fault == Fault::commits_then_is_silent)
    co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
  co_return sale.order.receipt;
}

awaitable<Result<std::vector<adapters::Receipt>>> FakeErp::find(std::string key) {
  ++finds;
  std::vector<adapters::Receipt> out;
  for (const Sale& sale : sales) {
    if (sale.key == key) out.push_back(sale.order.receipt);
  }
  co_return out;
}

awaitable<Result<adapters::ErpOrder>> FakeErp::read_back(adapters::Receipt receipt) {
  if (blind > 0 && blind-- > 0)
    co_return Error{Fate::retry, "the ERP closed the connection", "", {}, ""};
  co_return sales.at(static_cast<std::size_t>(std::stoi(receipt.id)) - 1).order;
}

awaitable<adapters::Sent> FakeErp::change(adapters::Receipt receipt, mapping::Document document,
                                          Instant, adapters::Extent) {
  if (too_late)
    co_return adapters::Rejected{
        {Fate::reject,
         receipt.number + " is picked already: it can no longer be changed",
         "",
         {},
         "too late"}};
  ++changes;
  if (auto refused = unknown_rep(document)) co_return adapters::Rejected{*refused};
  Sale& sale = sales.at(static_cast<std::size_t>(std::stoi(receipt.id)) - 1);
  const adapters::Receipt kept = sale.order.receipt;
  sale.order = adapters::expected(document).value();
  sale.order.receipt = kept;
  if (silent_changes > 0 && silent_changes-- > 0) {
    co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
  }
  co_return kept;
}

awaitable<adapters::Sent> FakeErp::cancel(adapters::Receipt receipt, Instant) {
  if (too_late)
    co_return adapters::Rejected{
        {Fate::reject,
         receipt.number + " is picked already: it can no longer be cancelled",
         "",
         {},
         "too late"}};
  sales.at(static_cast<std::size_t>(std::stoi(receipt.id)) - 1).cancelled = true;
  if (silent_changes > 0 && silent_changes-- > 0) {
    co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
  }
  co_return receipt;
}

awaitable<adapters::Sent> FakeErp::finish(adapters::Receipt receipt) { co_return receipt; }

awaitable<adapters::Sent> FakeErp::release(adapters::Receipt receipt, Instant) {
  if (!faults.empty() && faults.front() == Fault::is_silent) {
    faults.pop_front();
    co_return adapters::Unknown{{Fate::retry, "no answer", "", {}, ""}};
  }
  ++releases;
  adapters::Receipt& kept =
      sales.at(static_cast<std::size_t>(std::stoi(receipt.id)) - 1).order.receipt;
  if (!too_late) kept.state = "confirmed";
  co_return kept;
}

awaitable<Result<std::string>> FakeErp::greet() { co_return std::string("a fake ERP"); }

}  // namespace norekey::flow
