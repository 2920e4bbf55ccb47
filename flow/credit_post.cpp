/// Documents of the ERP into the ledger, and months that are closed.
#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <set>

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

/// What there is to notice of the documents that were given; not once more what earlier ones of the
/// order raised.
json::array flags_of(const Reposted& reposted, const json::array& given) {
  std::set<std::string> numbers;
  for (const json::value& one : given) {
    if (one.is_object()) numbers.insert(text_of(one.get_object(), "no"));
  }
  json::array out;
  for (const std::string& flag : reposted.flags) {
    const auto of = reposted.noticed_of.find(flag);
    const bool concerns = of == reposted.noticed_of.end() ||
                          std::any_of(of->second.begin(), of->second.end(),
                                      [&](const std::string& no) { return numbers.contains(no); });
    if (concerns) out.emplace_back(flag);
  }
  return out;
}

/// Nobody opens a month again: one that has not begun, or of no company, is a slip of the hand.
std::optional<Error> cannot_close(const Context& context, const std::string& company,
                                  const std::string& month) {
  std::set<std::string> companies;
  std::optional<Date> today;
  for (const auto& one : context.setup->routes) {
    companies.insert(one.second.company.name);
    if (one.second.company.name == company)
      today = credit::business_date(context.clock.now(), one.second.policy);
  }
  if (!today) {
    return Error{Fate::reject,
                 "there is no company " + shown(company),
                 "use one of: " + join({companies.begin(), companies.end()}, ", "),
                 {},
                 "usage"};
  }
  if (month <= credit::month_of(*today)) return std::nullopt;
  return Error{Fate::reject,
               "the month " + month + " has not begun: it is " + to_string(*today),
               "close the month that is paid",
               {},
               "usage"};
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
  const Route* route = context.route(kept->facts.channel);
  std::optional<Date> today;
  if (route != nullptr) today = credit::business_date(context.clock.now(), route->policy);
  const credit::MergedDocuments merged = credit::merge_documents(*events, more, kept->sale, today);
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
                   {"flags", flags_of(*reposted, more)}};
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
  if (auto wrong = cannot_close(context, company, month)) co_return *wrong;
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
