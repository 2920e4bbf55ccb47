/// Documents of the ERP into the ledger, and months that are closed.
#include <boost/json.hpp>

#include "core/text.hpp"
#include "credit/documents.hpp"
#include "flow/credit_commands.hpp"
#include "flow/credit_kept.hpp"
#include "flow/credit_repost.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

json::array refused_json(const std::vector<Error>& refused) {
  json::array out;
  for (const Error& one : refused)
    out.push_back(json::object{{"what", one.what}, {"fix", one.fix}});
  return out;
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
  const json::value* given = request.if_contains("events");
  const json::array none;
  const json::array& more = given != nullptr && given->is_array() ? given->get_array() : none;
  const credit::MergedDocuments merged = credit::merge_documents(*events, more, kept->sale);
  const std::size_t added = merged.added;
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
  json::object out{{"order", kept->facts.number},
                   {"posted", added},
                   {"entries", entries},
                   {"flags", strings(reposted->flags)}};
  if (!merged.refused.empty()) out["refused"] = refused_json(merged.refused);
  co_return out;
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
