#include "flow/credit_kept.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/trace.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

Error nothing_kept(const std::string& key) {
  return {Fate::reject,
          "nothing is kept of the sales credit of " + shown(key),
          "replay the order",
          {},
          "not found"};
}

json::object entry_json(const credit::Entry& in) {
  json::object out{{"line", in.line},
                   {"slot", credit::name_of(in.slot)},
                   {"component", in.component},
                   {"rep", in.rep},
                   {"amount", in.amount.str()},
                   {"rule", in.rule},
                   {"via", in.via},
                   {"state", in.state},
                   {"doc", in.doc}};
  if (in.net) out["net"] = in.net->str();
  if (in.cost) out["cost"] = in.cost->str();
  return out;
}

credit::Entry read_entry(const json::object& in) {
  credit::Entry out;
  const json::value* line = in.if_contains("line");
  out.line = line != nullptr && line->is_int64() ? static_cast<int>(line->get_int64()) : 0;
  out.slot = credit::parse_slot(text_of(in, "slot")).value_or(credit::Slot::primary);
  out.component = text_of(in, "component");
  out.rep = text_of(in, "rep");
  out.amount = value_or(Decimal::parse(text_of(in, "amount")), Decimal(0));
  out.rule = text_of(in, "rule");
  out.via = text_of(in, "via");
  out.state = text_of(in, "state");
  out.doc = text_of(in, "doc");
  if (const auto net = Decimal::parse(text_of(in, "net"))) out.net = *net;
  if (const auto cost = Decimal::parse(text_of(in, "cost"))) out.cost = *cost;
  return out;
}

}  // namespace

awaitable<Result<Kept>> kept_sale_of(Context& context, std::string identity) {
  Kept out;
  out.identity = identity;
  std::string kind = "sale", of = identity, order_kind = "order", order_of = identity;
  auto sale = co_await context.journal.record(std::move(kind), std::move(of));
  if (!sale) co_return sale.error();
  auto order = co_await context.journal.record(std::move(order_kind), std::move(order_of));
  if (!order) co_return order.error();
  if (*order) out.facts = order_facts(**order).value_or(OrderFacts{});
  boost::system::error_code ec;
  if (*sale) {
    json::value value = json::parse((*sale)->value, ec);
    if (!ec && value.is_object()) out.sale = std::move(value.get_object());
  }
  if (out.sale.empty() || context.route(out.facts.channel) == nullptr)
    co_return nothing_kept(identity);
  co_return out;
}

awaitable<Result<Kept>> kept_sale(Context& context, std::string key, std::string channel) {
  auto found = co_await orders_of(context, key, std::move(channel));
  if (!found) co_return found.error();
  if (found->size() != 1) {
    co_return Error{Fate::reject,
                    "several orders go by " + shown(key),
                    "give the order's web or ERP number, and --channel where shops share numbers",
                    {},
                    "not found"};
  }
  std::string identity = *found->begin();
  auto kept = co_await kept_sale_of(context, std::move(identity));
  if (!kept && kept.error().cause == "not found") co_return nothing_kept(key);
  co_return kept;
}

awaitable<Result<json::array>> kept_list(Context& context, std::string kind, std::string key) {
  auto record = co_await context.journal.record(std::move(kind), std::move(key));
  if (!record) co_return record.error();
  if (!*record) co_return json::array{};
  boost::system::error_code ec;
  json::value value = json::parse((*record)->value, ec);
  if (ec || !value.is_array()) co_return json::array{};
  co_return std::move(value.get_array());
}

awaitable<Result<credit::Books>> credit_books(Context& context, std::string company) {
  credit::Books out;
  std::string kind = "closed", key = company;
  auto months = co_await kept_list(context, std::move(kind), std::move(key));
  if (!months) co_return months.error();
  for (const json::value& month : *months) out.open[std::string(month.as_string())] = false;
  co_return out;
}

awaitable<Result<std::optional<credit::Posting>>> kept_posting(Context& context,
                                                               std::string identity) {
  std::string kind = "sale-posted";
  auto record = co_await context.journal.record(std::move(kind), std::move(identity));
  if (!record) co_return record.error();
  if (!*record) co_return std::optional<credit::Posting>();
  boost::system::error_code ec;
  const json::value value = json::parse((*record)->value, ec);
  if (ec || !value.is_array()) co_return std::optional<credit::Posting>();
  credit::Posting out;
  for (const json::value& one : value.get_array()) {
    if (one.is_object()) out.entries.push_back(read_entry(one.get_object()));
  }
  co_return std::optional<credit::Posting>(std::move(out));
}

queue::Record posting_record(const std::string& identity, const credit::Posting& posting) {
  json::array entries;
  for (const credit::Entry& one : posting.entries) {
    if (!one.doc.empty()) entries.push_back(entry_json(one));
  }
  queue::Record out;
  out.kind = "sale-posted";
  out.key = identity;
  out.value = json::serialize(entries);
  out.who = "norekey";
  return out;
}

}  // namespace norekey::flow
