/// Documents of the ERP into the ledger, and months that are closed.
#include <boost/json.hpp>

#include <map>
#include <set>

#include "core/text.hpp"
#include "credit/frozen.hpp"
#include "credit/ledger.hpp"
#include "flow/credit_commands.hpp"
#include "flow/facts.hpp"
#include "flow/trace.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

/// One document's name among an order's: type, number and line.
std::string name_of_event(const json::value& event) {
  if (!event.is_object()) return "";
  const json::object& in = event.get_object();
  const json::value* line = in.if_contains("line");
  return text_of(in, "type") + "/" + text_of(in, "no") + "/" +
         (line == nullptr ? "0" : json::serialize(*line));
}

/// What is there, with what is new of `more`; the number of new ones.
std::size_t merge(json::array& events, const json::value* more) {
  std::set<std::string> known;
  for (const json::value& one : events) known.insert(name_of_event(one));
  std::size_t added = 0;
  if (more == nullptr || !more->is_array()) return added;
  for (const json::value& one : more->get_array()) {
    if (!known.insert(name_of_event(one)).second) continue;
    events.push_back(one);
    ++added;
  }
  return added;
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

awaitable<Result<credit::Books>> books_of(Context& context, std::string company) {
  credit::Books out;
  std::string kind = "closed", key = company;
  auto months = co_await kept_list(context, std::move(kind), std::move(key));
  if (!months) co_return months.error();
  for (const json::value& month : *months) out.open[std::string(month.as_string())] = false;
  co_return out;
}

/// Ledger entries by document and side, in the order that they were posted.
void append(const std::vector<credit::Entry>& entries, credit::LedgerHead head,
            const std::map<std::string, std::string>& days, const std::string& company,
            queue::Effects& effects) {
  using Key = std::tuple<std::string, std::string, std::string>;
  std::vector<Key> order;
  std::map<Key, std::vector<credit::Entry>> groups;
  for (const credit::Entry& one : entries) {
    const Key key{one.state, one.doc, one.period};
    if (!groups.contains(key)) order.push_back(key);
    groups[key].push_back(one);
  }
  for (const Key& key : order) {
    head.entry = std::get<0>(key) == "earned" ? "earned" : "booked";
    head.doc = std::get<1>(key);
    head.period = std::get<2>(key);
    const auto day = days.find(head.doc);
    if (day != days.end()) head.day = day->second;
    queue::LedgerEntry made;
    made.company = company;
    made.identity = head.order;
    made.body = credit::ledger_body(head, json::serialize(credit::credits_json(groups[key])));
    effects.ledger.push_back(std::move(made));
  }
}

/// The order that a key leads to, and what is kept of its sales credit.
struct Kept {
  std::string identity;
  OrderFacts facts;
  json::object sale;
};

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
  Kept out;
  out.identity = *found->begin();
  std::string kind = "sale", of = out.identity, order_kind = "order", order_of = out.identity;
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
  if (out.sale.empty() || context.route(out.facts.channel) == nullptr) {
    co_return Error{Fate::reject,
                    "nothing is kept of the sales credit of " + shown(key),
                    "replay the order",
                    {},
                    "not found"};
  }
  co_return out;
}

}  // namespace

awaitable<Answer> credit_post(Context& context, const json::object& request) {
  std::string key = text_of(request, "key"), channel = text_of(request, "channel");
  auto kept = co_await kept_sale(context, std::move(key), std::move(channel));
  if (!kept) co_return kept.error();
  const Route* route = context.route(kept->facts.channel);
  const credit::Policy policy = route->policy;
  const std::string company = route->company.name;
  const auto setup = context.setup;
  std::string kind = "sale-events", of = kept->identity;
  auto before = co_await kept_list(context, std::move(kind), std::move(of));
  if (!before) co_return before.error();
  auto books = co_await books_of(context, company);
  if (!books) co_return books.error();

  json::array after = *before;
  const std::size_t added = merge(after, request.if_contains("events"));
  auto then = credit::thaw(kept->sale, *before, policy);
  auto now = credit::thaw(kept->sale, after, policy);
  if (!then) co_return then.error();
  if (!now) co_return now.error();
  const credit::Posting result =
      credit::post(now->sale, now->decided, setup->sales_credit, policy, *books, {});
  const credit::Posting old =
      credit::post(then->sale, then->decided, setup->sales_credit, policy, *books, {});
  std::map<std::string, std::string> days;
  for (const credit::Event& event : now->sale.events)
    days[event.no] = to_string(credit::business_date(event.at, policy));
  credit::LedgerHead head;
  head.order = kept->identity;
  head.web = kept->facts.number;
  head.currency = kept->facts.currency;
  head.day = to_string(now->decided.day);
  queue::Effects effects;
  append(credit::appended(old, result), head, days, company, effects);
  const std::size_t entries = added > 0 ? effects.ledger.size() : 0;
  if (added > 0) {
    queue::Record record;
    record.kind = "sale-events";
    record.key = kept->identity;
    record.value = json::serialize(after);
    record.who = text_of(request, "who");
    effects.records.push_back(std::move(record));
    auto put = co_await context.store.put(std::move(effects));
    if (!put) co_return put.error();
  }
  json::array flags;
  for (const std::string& one : result.flags) flags.emplace_back(one);
  co_return json::object{{"order", kept->facts.number},
                         {"posted", added},
                         {"entries", entries},
                         {"flags", std::move(flags)}};
}

awaitable<Answer> credit_close(Context& context, const json::object& request) {
  const std::string month = text_of(request, "period");
  if (!parse_date(month + "-01")) {
    co_return Error{
        Fate::reject, shown(month) + " is not a month", "write it like 2026-03", {}, "usage"};
  }
  std::string company = text_of(request, "company");
  if (company.empty() && !context.setup->routes.empty())
    company = context.setup->routes.begin()->second.company.name;
  std::string kind = "closed", key = company;
  auto months = co_await kept_list(context, std::move(kind), std::move(key));
  if (!months) co_return months.error();
  bool known = false;
  for (const json::value& one : *months) known = known || one.as_string() == month;
  if (!known) {
    months->emplace_back(month);
    queue::Record record;
    record.kind = "closed";
    record.key = company;
    record.value = json::serialize(*months);
    record.who = text_of(request, "who");
    record.history = true;
    queue::Effects effects;
    effects.records.push_back(std::move(record));
    auto put = co_await context.store.put(std::move(effects));
    if (!put) co_return put.error();
  }
  co_return json::object{{"company", company}, {"closed", month}};
}

}  // namespace norekey::flow
