#include "flow/credit_commands.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "credit/frozen.hpp"
#include "credit/ledger.hpp"
#include "credit/resolve.hpp"
#include "credit/sale_json.hpp"
#include "credit/wording.hpp"
#include "flow/activate.hpp"
#include "flow/credit_claims.hpp"
#include "flow/credit_customers.hpp"
#include "flow/credit_foreseen.hpp"
#include "flow/credit_kept.hpp"
#include "flow/credit_reassign.hpp"
#include "flow/facts.hpp"
#include "flow/trace.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

constexpr int kSalesAtOnce = 5000;

std::int64_t number_of(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_int64() ? v->get_int64() : 0;
}

/// The cost is for the logins that the company names.
bool may_see_cost(const config::Company& company, const std::string& who) {
  const std::string login = who.substr(0, who.find(' '));
  for (const std::string& one : split(company.cost_readers, ',')) {
    if (!login.empty() && trim(one) == login) return true;
  }
  return false;
}

const config::Company* company_of(const Context& context, const std::string& name) {
  for (const auto& one : context.setup->routes) {
    if (one.second.company.name == name) return &one.second.company;
  }
  return nullptr;
}

json::object line_json(const credit::LedgerLine& line, bool with_cost) {
  json::object out{{"number", line.number},     {"entry", line.entry},
                   {"day", line.day},           {"order", line.order},
                   {"web", line.web},           {"erp", line.erp},
                   {"doc", line.doc},           {"currency", line.currency},
                   {"slot", line.slot},         {"rep", line.rep},
                   {"rule", line.rule},         {"line", line.line},
                   {"customer", line.customer}, {"amount", line.amount.str()}};
  if (!line.period.empty()) out["period"] = line.period;
  if (!line.document.empty()) out["document"] = line.document;
  if (line.margin) out["base"] = "margin";
  if (with_cost && line.net) out["net"] = line.net->str();
  if (with_cost && line.cost) out["cost"] = line.cost->str();
  return out;
}

/// Documents of an order that is shared by its margin which have come without their cost.
awaitable<Result<std::vector<std::string>>> without_cost(Context& context, std::string identity,
                                                         std::string_view sale) {
  std::vector<std::string> out;
  if (sale.find(R"("margin":true)") == std::string_view::npos) co_return out;
  std::string kind = "sale-events";
  auto events = co_await kept_list(context, std::move(kind), std::move(identity));
  if (!events) co_return events.error();
  for (const json::value& one : *events) {
    if (!one.is_object() || one.get_object().contains("cost")) continue;
    const std::string type = text_of(one.get_object(), "type");
    if (type == "invoice" || type == "rebill")
      out.push_back("invoice " + text_of(one.get_object(), "no") +
                    " waits for its cost: its sales credit is counted then");
  }
  co_return out;
}

std::set<std::string> companies(const Context& context) {
  std::set<std::string> out;
  for (const auto& one : context.setup->routes) out.insert(one.second.company.name);
  return out;
}

/// The ledger's lines of one order.
awaitable<Result<std::vector<credit::LedgerLine>>> lines_of(Context& context,
                                                            std::string identity) {
  std::vector<credit::LedgerLine> out;
  auto entries = co_await context.journal.ledger_of(std::move(identity));
  if (!entries) co_return entries.error();
  for (const queue::LedgerEntry& entry : *entries) {
    auto lines = credit::ledger_lines(entry);
    if (!lines) co_return lines.error();
    out.insert(out.end(), lines->begin(), lines->end());
  }
  co_return out;
}

/// Whether tables give the order to the same by the same rules as when it was decided.
bool same_answer(const credit::Decision& kept, const credit::Decision& now) {
  if (kept.splits.size() != now.splits.size()) return kept.splits.empty();
  for (std::size_t i = 0; i < kept.splits.size(); ++i) {
    const auto &a = kept.splits[i], &b = now.splits[i];
    if (!credit::same_holders(a, b)) return false;
    for (std::size_t h = 0; h < a.holders.size(); ++h) {
      if (a.holders[h].rule != b.holders[h].rule) return false;
    }
  }
  return true;
}

/// "primary: P-7 gave ANA 100 %.", each once.
json::array told_as_kept(const credit::Decision& kept) {
  std::vector<std::string> all;
  for (const credit::Split& split : kept.splits) {
    if (split.holders.empty()) continue;
    std::string text = std::string(credit::name_of(split.slot)) + ": " +
                       split.holders.front().rule + " gave " + credit::holders_text(split) + ".";
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(std::move(text));
  }
  return strings(all);
}

/// How a kept sale was decided: in the words of the active tables where they still say so, else as
/// it was kept, with what they say now as a note.
void add_decision(const std::string& text, const Route& route, const credit::Tables& tables,
                  json::object& out) {
  boost::system::error_code ec;
  const json::value value = json::parse(text, ec);
  if (ec || !value.is_object()) return;
  const auto kept = credit::thaw(value.get_object(), {}, route.policy);
  if (!kept) return;
  const credit::Sale& sale = kept->sale;
  const Date day = kept->decided.day;
  const credit::Decision decided = credit::decide(sale, tables, route.policy, day, day);
  const bool same = same_answer(kept->decided, decided);
  out["business_date"] = to_string(day);
  out["zone"] = route.policy.zone;
  out["account"] = decided.account;
  json::array told, losing, flags, notes;
  if (same) {
    told = strings(decided.told);
    for (const credit::Lost& one : decided.losing)
      losing.push_back(json::object{{"rule", one.rule}, {"rep", one.rep}, {"why", one.why}});
  } else {
    told = told_as_kept(kept->decided);
    notes.emplace_back("the tables say otherwise by now, and what was decided stands; now: " +
                       join(decided.told, " "));
  }
  for (const std::string& one : decided.flags) {
    if (!same) break;
    flags.emplace_back(one);
    if (const std::string note = credit::flag_for_people(one); !note.empty())
      notes.emplace_back(note);
  }
  json::object excluded;
  for (const auto& [kind, amount] : decided.excluded) excluded[kind] = amount.str();
  out["decided"] = std::move(told);
  out["losing"] = std::move(losing);
  out["flags"] = std::move(flags);
  out["notes"] = std::move(notes);
  out["excluded"] = std::move(excluded);
  json::array rounding;
  for (const std::string& one : credit::rounding_told(decided)) rounding.emplace_back(one);
  out["rounding"] = std::move(rounding);
}

/// "claim W1-1, upheld later, gives BEN 100 %".
std::string told_ruling(const credit::Ruling& ruling) {
  std::string seats;
  for (const credit::Seat& one : ruling.to)
    seats += (seats.empty() ? "" : ", ") + one.rep + " " + one.share.trimmed().str() + " %";
  return "primary" + (ruling.line == 0 ? "" : " of line " + std::to_string(ruling.line)) +
         ": claim " + ruling.id + ", upheld later, gives " + seats + ".";
}

awaitable<Answer> explain_order(Context& context, std::string identity, std::string who) {
  std::string kind = "order";
  auto order = co_await context.journal.record(kind, identity);
  if (!order) co_return order.error();
  OrderFacts facts;
  if (*order) facts = order_facts(**order).value_or(OrderFacts{});
  json::object out{{"order", facts.number},
                   {"identity", identity},
                   {"sales_credit", facts.sales_credit},
                   {"bundle", facts.bundle}};
  auto parts = co_await parts_of(context.journal, identity, facts.parts);
  if (!parts) co_return parts.error();
  out["erp"] = erp_numbers(*parts);
  json::array held;
  for (const PartFacts& part : *parts) held.emplace_back(part.reps);
  out["erp_reps"] = std::move(held);
  const auto setup = context.setup;
  const auto route = setup->routes.find(facts.channel);
  if (route == setup->routes.end()) co_return out;
  const std::string standing = standing_note(context, facts, *parts);
  if (standing != facts.sales_credit) {
    out["sales_credit"] = standing;
    out["sales_credit_at_first"] = facts.sales_credit;
  }
  std::string of = identity;
  auto lines = co_await lines_of(context, std::move(of));
  if (!lines) co_return lines.error();
  json::array ledger;
  const bool with_cost = may_see_cost(route->second.company, who);
  for (const credit::LedgerLine& line : *lines) ledger.push_back(line_json(line, with_cost));
  out["ledger"] = std::move(ledger);
  std::string sale_kind = "sale";
  auto sale = co_await context.journal.record(sale_kind, identity);
  if (!sale) co_return sale.error();
  if (!*sale && facts.state != "cancelled") {
    std::string channel = facts.channel, waiting = identity;
    auto foreseen = co_await foresee_credit(context, std::move(channel), std::move(waiting));
    if (!foreseen) co_return foreseen.error();
    if (*foreseen) {
      for (const auto& member : **foreseen) out[member.key()] = member.value();
    }
  }
  if (!*sale && facts.state == "cancelled") out["state"] = facts.state;
  if (!*sale) co_return out;
  add_decision((*sale)->value, route->second, setup->sales_credit, out);
  std::string ruled_on = identity;
  auto rulings = co_await rulings_of(context, std::move(ruled_on));
  if (!rulings) co_return rulings.error();
  for (const credit::Ruling& one : *rulings)
    out["decided"].as_array().emplace_back(told_ruling(one));
  auto waiting = co_await without_cost(context, identity, (*sale)->value);
  if (!waiting) co_return waiting.error();
  for (const std::string& one : *waiting) out["notes"].as_array().emplace_back(one);
  co_return out;
}

}  // namespace

awaitable<Answer> credit_explain(Context& context, const json::object& request) {
  const std::string key = text_of(request, "key");
  auto found = co_await orders_of(context, key, text_of(request, "channel"));
  if (!found) co_return found.error();
  json::array out;
  for (const std::string& identity : *found) {
    std::string who = text_of(request, "who");
    auto one = co_await explain_order(context, identity, std::move(who));
    if (!one) co_return one;
    out.push_back(std::move(*one));
  }
  co_return out;
}

awaitable<Answer> credit_ledger(Context& context, const json::object& request) {
  std::string company = text_of(request, "company");
  const std::set<std::string> all = companies(context);
  if (company.empty() && !all.empty()) company = *all.begin();
  if (!all.contains(company)) {
    co_return Error{Fate::reject,
                    "there is no company " + shown(company),
                    "use one of: " + join({all.begin(), all.end()}, ", "),
                    {},
                    "usage"};
  }
  const bool with_cost = flag_of(request, "cost");
  const std::string who = text_of(request, "who");
  if (with_cost && !may_see_cost(*company_of(context, company), who)) {
    co_return Error{Fate::reject,
                    shown(who.substr(0, who.find(' '))) + " may not be shown the cost",
                    "leave --cost away, or add the login to cost-readers of company " + company +
                        " in channels.yaml",
                    {},
                    "usage"};
  }
  const std::string rep = text_of(request, "rep"), from = text_of(request, "from"),
                    to = text_of(request, "to");
  auto page = co_await context.journal.ledger(company, number_of(request, "after"), kSalesAtOnce);
  if (!page) co_return page.error();
  std::vector<credit::LedgerLine> fitting;
  std::int64_t next = 0;
  for (const queue::LedgerEntry& entry : *page) {
    next = entry.number;
    auto lines = credit::ledger_lines(entry);
    if (!lines) co_return lines.error();
    for (const credit::LedgerLine& line : *lines) {
      const std::string day = line.counts_on();
      const bool fits = (rep.empty() || line.rep == rep) && (from.empty() || from <= day) &&
                        (to.empty() || day <= to);
      if (fits) fitting.push_back(line);
    }
  }
  if (auto named = co_await name_customers(context, fitting); !named) co_return named.error();
  json::array out;
  for (const credit::LedgerLine& line : fitting) out.push_back(line_json(line, with_cost));
  if (page->size() < static_cast<std::size_t>(kSalesAtOnce)) next = 0;
  const credit::Tables& tables = context.setup->sales_credit;
  const credit::Rep* known = tables.rep(rep);
  const bool none = known == nullptr && !tables.reps.empty() && rep != "HOUSE" &&
                    rep != "UNASSIGNED" && !rep.empty();
  std::vector<std::string> codes;
  for (const auto& one : tables.reps) codes.push_back(one.first);
  co_return json::object{{"company", company},
                         {"name", known == nullptr ? "" : known->name},
                         {"no_rep", none ? shown(rep) + did_you_mean(rep, codes) : ""},
                         {"lines", std::move(out)},
                         {"next", next}};
}

awaitable<Answer> credit_sales(Context& context, const json::object& request) {
  std::string kind = "sale", after = text_of(request, "after");
  const std::string since = text_of(request, "since");
  auto page = co_await context.journal.records(kind, after, kSalesAtOnce);
  if (!page) co_return page.error();
  json::array out;
  std::string next;
  for (const queue::Record& record : *page) {
    next = record.key;
    boost::system::error_code ec;
    json::value sale = json::parse(record.value, ec);
    if (ec || !sale.is_object()) continue;
    if (!since.empty() && text_of(sale.get_object(), "placed_at") < since) continue;
    sale.get_object()["identity"] = record.key;
    out.push_back(std::move(sale));
  }
  if (page->size() < static_cast<std::size_t>(kSalesAtOnce)) next.clear();
  co_return json::object{{"sales", std::move(out)}, {"next", next}};
}

awaitable<Answer> credit_tables(Context& context, const json::object&) {
  auto bundle = co_await active_bundle(context);
  if (!bundle) co_return bundle.error();
  json::object out;
  if (!*bundle) co_return out;
  std::vector<std::string> names(config::sales_credit_files.begin(),
                                 config::sales_credit_files.end());
  names.emplace_back("channels.yaml");
  for (const std::string& name : names) {
    const auto file = (*bundle)->files.find(name);
    if (file != (*bundle)->files.end()) out[name] = file->second;
  }
  co_return out;
}

}  // namespace norekey::flow
