/// Documents of the ERP into the ledger, and months that are closed.
#include <boost/json.hpp>

#include <map>

#include "core/text.hpp"
#include "flow/credit_commands.hpp"
#include "flow/credit_kept.hpp"
#include "flow/credit_repost.hpp"

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

bool has_cost(const json::value& event) {
  return event.is_object() && event.get_object().contains("cost");
}

/// What is there, with what is new of `more`: documents, and the cost of one that had none. The
/// number of new ones.
std::size_t merge(json::array& events, const json::value* more) {
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < events.size(); ++i) known.emplace(name_of_event(events[i]), i);
  std::size_t added = 0;
  if (more == nullptr || !more->is_array()) return added;
  for (const json::value& one : more->get_array()) {
    const auto [at, fresh] = known.emplace(name_of_event(one), events.size());
    if (fresh) {
      events.push_back(one);
    } else if (has_cost(one) && !has_cost(events[at->second])) {
      events[at->second].as_object()["cost"] = one.at("cost");
    } else {
      continue;
    }
    ++added;
  }
  return added;
}

}  // namespace

awaitable<Answer> credit_post(Context& context, const json::object& request) {
  std::string key = text_of(request, "key"), channel = text_of(request, "channel");
  auto kept = co_await kept_sale(context, std::move(key), std::move(channel));
  if (!kept) co_return kept.error();
  std::string kind = "sale-events", of = kept->identity;
  auto events = co_await kept_list(context, std::move(kind), std::move(of));
  if (!events) co_return events.error();
  const json::array before = *events;
  const std::size_t added = merge(*events, request.if_contains("events"));
  queue::Effects effects;
  auto reposted = co_await repost(context, *kept, before, *events, effects);
  if (!reposted) co_return reposted.error();
  const std::size_t entries = added > 0 ? effects.ledger.size() : 0;
  if (added > 0) {
    queue::Record record;
    record.kind = "sale-events";
    record.key = kept->identity;
    record.value = json::serialize(*events);
    record.who = text_of(request, "who");
    effects.records.push_back(std::move(record));
    auto put = co_await context.store.put(std::move(effects));
    if (!put) co_return put.error();
  }
  co_return json::object{{"order", kept->facts.number},
                         {"posted", added},
                         {"entries", entries},
                         {"flags", strings(reposted->flags)}};
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
