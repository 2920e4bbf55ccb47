#include "flow/commands.hpp"

#include <boost/json.hpp>

#include "config/findings_json.hpp"
#include "core/digest.hpp"
#include "core/text.hpp"
#include "flow/activate.hpp"
#include "flow/alerts/commands.hpp"
#include "flow/credit_claims.hpp"
#include "flow/credit_commands.hpp"
#include "flow/credit_import.hpp"
#include "flow/credit_reassign.hpp"
#include "flow/credit_repost.hpp"
#include "flow/credit_standing.hpp"
#include "flow/digest.hpp"
#include "flow/doctor.hpp"
#include "flow/facts.hpp"
#include "flow/identity.hpp"
#include "flow/in_step.hpp"
#include "flow/map_commands.hpp"
#include "flow/outbound/channels.hpp"
#include "flow/outbound/prices.hpp"
#include "flow/outbound/status.hpp"
#include "flow/outbound/stock.hpp"
#include "flow/partners/answer.hpp"
#include "flow/partners/due.hpp"
#include "flow/pause.hpp"
#include "flow/receipt.hpp"
#include "flow/reconcile/books.hpp"
#include "flow/reconcile/shadow.hpp"
#include "flow/reentry/watch.hpp"
#include "flow/replay.hpp"
#include "flow/since.hpp"
#include "flow/store_commands.hpp"
#include "flow/terms.hpp"
#include "flow/trace.hpp"
#include "flow/waits.hpp"
#include "flow/work_order.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

std::int64_t number_of(const json::object& in, std::string_view key, std::int64_t other) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_int64() ? v->get_int64() : other;
}

/// The messages of an order that wait or are parked, newest first.
awaitable<Result<std::vector<queue::Row>>> unfinished(Context& context, std::string identity) {
  queue::Query query;
  query.identity = std::move(identity);
  query.limit = 50;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  std::vector<queue::Row> out;
  for (queue::Row& row : *rows) {
    const bool open = row.state == queue::State::fresh || row.state == queue::State::leased ||
                      row.state == queue::State::parked;
    if (open && row.kind != "notice") out.push_back(std::move(row));
  }
  co_return out;
}

}  // namespace

awaitable<Answer> order_entry(Context& context, queue::Row row) {
  std::string kind = "order", identity = row.identity;
  auto record = co_await context.journal.record(kind, identity);
  if (!record) co_return record.error();
  auto open = co_await unfinished(context, identity);
  if (!open) co_return open.error();
  OrderFacts facts;
  if (*record) facts = order_facts(**record).value_or(OrderFacts{});
  auto parts = co_await parts_of(context.journal, identity, facts.parts);
  if (!parts) co_return parts.error();
  const std::string web =
      facts.number.empty() ? identity.substr(identity.rfind('/') + 1) : facts.number;
  json::object out{{"order", web},
                   {"channel", row.channel},
                   {"state", facts.state.empty() ? "received" : order_state(facts, *parts)},
                   {"erp", erp_numbers(*parts)},
                   {"account", facts.account},
                   {"buyer", facts.buyer},
                   {"po_number", facts.po_number},
                   {"total", facts.total},
                   {"currency", facts.currency},
                   {"sales_credit", standing_note(context, facts, *parts)},
                   {"flags", strings(facts.flags)},
                   {"revision", row.revision},
                   {"received", to_string(row.received)}};
  for (const queue::Row& one : *open) {
    const bool parked = one.state == queue::State::parked;
    if (parked || !out.contains("waiting")) {
      out["state"] = parked ? "parked" : one.kind == "confirm" ? "awaiting ERP" : "waiting";
      out["waiting"] = one.what;
      out["cause"] = one.cause;
      out["fix"] = one.fix;
    }
    if (parked) break;
  }
  co_return out;
}

namespace {

awaitable<Answer> orders(Context& context, const json::object& in) {
  queue::Query query;
  query.kind = "order";
  query.channel = text_of(in, "channel");
  const auto limit = number_of(in, "limit", 100);
  if (const std::string since = text_of(in, "since"); !since.empty()) {
    auto from = parse_since(since, context.clock.now());
    if (!from) co_return from.error();
    query.since = *from;
  }
  json::array out;
  std::map<std::string, bool> seen;
  query.limit = 1000;
  for (;;) {
    auto rows = co_await context.journal.list(query);
    if (!rows) co_return rows.error();
    for (queue::Row& row : *rows) {
      query.before = row.id;
      if (std::exchange(seen[row.identity], true)) continue;
      auto entry = co_await order_entry(context, row);
      if (!entry) co_return entry;
      out.push_back(std::move(*entry));
      if (static_cast<std::int64_t>(out.size()) >= limit) co_return out;
    }
    if (rows->size() < 1000) break;
  }
  if (!out.empty()) co_return out;
  if (auto known = known_channel(context, query.channel); !known) co_return known.error();
  co_return out;
}

constexpr int kNamedOfCause = 5;
constexpr std::size_t kCausesWithNames = 100;

std::string web_order_of(const queue::Row& row) {
  return row.identity.substr(row.identity.rfind('/') + 1);
}

/// The newest orders that wait for one cause.
awaitable<Result<json::array>> orders_of_cause(Context& context, std::string channel,
                                               std::string cause) {
  queue::Query query;
  query.channel = std::move(channel);
  query.cause = std::move(cause);
  query.state = queue::State::parked;
  query.limit = kNamedOfCause;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  json::array out;
  for (const queue::Row& row : *rows)
    out.emplace_back(row.identity.empty() ? "#" + std::to_string(row.id) : web_order_of(row));
  co_return out;
}

/// Parked messages by cause, most first; with `orders` some of those that wait for each.
awaitable<Answer> causes(Context& context, const json::object& in) {
  std::string channel = text_of(in, "channel");
  auto found = co_await context.journal.causes(channel);
  if (!found) co_return found.error();
  if (found->empty()) {
    if (auto known = known_channel(context, channel); !known) co_return known.error();
  }
  json::array out;
  for (const queue::Cause& c : *found) {
    out.push_back(json::object{{"cause", c.cause},
                               {"count", c.count},
                               {"what", c.what},
                               {"fix", c.fix},
                               {"oldest", to_string(c.oldest)}});
    if (!flag_of(in, "orders") || out.size() > kCausesWithNames) continue;
    std::string same = channel, cause = c.cause;
    auto named = co_await orders_of_cause(context, std::move(same), std::move(cause));
    if (!named) co_return named.error();
    out.back().get_object()["orders"] = std::move(*named);
  }
  if (!out.empty()) co_return out;
  if (auto known = known_channel(context, channel); !known) co_return known.error();
  co_return out;
}

/// Parked messages, newest first, with the web order each belongs to.
awaitable<Answer> parked(Context& context, const json::object& in) {
  queue::Query query;
  query.channel = text_of(in, "channel");
  query.cause = text_of(in, "cause");
  query.state = queue::State::parked;
  query.limit = 1000;
  json::array out;
  const auto limit = number_of(in, "limit", 10'000);
  for (;;) {
    auto rows = co_await context.journal.list(query);
    if (!rows) co_return rows.error();
    for (const queue::Row& row : *rows) {
      query.before = row.id;
      json::object one = row_json(row);
      one["order"] = web_order_of(row);
      out.push_back(std::move(one));
      if (static_cast<std::int64_t>(out.size()) >= limit) co_return out;
    }
    if (rows->size() < 1000) break;
  }
  if (!out.empty()) co_return out;
  if (auto known = known_channel(context, query.channel); !known) co_return known.error();
  co_return out;
}

awaitable<Answer> ignore(Context& context, const json::object& in) {
  std::string who = text_of(in, "who"), why = text_of(in, "why");
  if (why.empty())
    co_return Error{Fate::reject, "ignore needs a reason", "give --why \"…\"", {}, "usage"};
  auto ended =
      co_await context.store.ignore(number_of(in, "id", 0), std::move(who), std::move(why));
  if (!ended) co_return ended.error();
  co_return json::object{{"ignored", number_of(in, "id", 0)}};
}

Result<mapping::Lookup*> table_of(Context& context, const std::string& name) {
  const auto found = context.lookups.tables.find(name);
  if (found != context.lookups.tables.end()) return &found->second;
  std::vector<std::string> names;
  for (const auto& one : context.lookups.tables) names.push_back(one.first);
  return Error{Fate::reject,
               "there is no lookup " + shown(name) + did_you_mean(name, names),
               names.empty() ? "add a file to lookups/, then: norekey apply"
                             : "use one of: " + join(names, ", "),
               {},
               "usage"};
}

awaitable<Answer> lookups_list(Context& context, const json::object& in) {
  const std::string name = text_of(in, "lookup");
  json::array out;
  if (name.empty()) {
    for (const auto& [one, table] : context.lookups.tables) {
      out.push_back(json::object{{"lookup", one},
                                 {"key", table.key_name},
                                 {"value", table.value_name},
                                 {"rows", table.rows.size()}});
    }
    co_return out;
  }
  auto table = table_of(context, name);
  if (!table) co_return table.error();
  if (text_of(in, "form") == "csv") co_return json::object{{"csv", mapping::lookup_csv(**table)}};
  std::map<std::string, std::string> sorted((*table)->rows.begin(), (*table)->rows.end());
  const bool alike = (*table)->key_name == (*table)->value_name;  // members need two names
  const std::string key_name = alike ? "key" : (*table)->key_name,
                    value_name = alike ? "value" : (*table)->value_name;
  for (const auto& [key, value] : sorted)
    out.push_back(json::object{{key_name, key}, {value_name, value}});
  co_return out;
}

Error no_code(const std::string& lookup) {
  return {Fate::reject,
          "a row needs the shop's code",
          "write  norekey lookups set " + lookup + " CODE VALUE",
          {},
          "usage"};
}

/// Blanks around a code belong to nobody, as in a lookup's file; a row that has some is found as it
/// stands.
std::string code_of_row(const mapping::Lookup& table, std::string_view typed) {
  return std::string(table.rows.contains(typed) ? typed : trim(typed));
}

Error blank_value(const std::string& lookup, const std::string& code) {
  return {Fate::reject,
          "the value of " + shown(code) + " is blank",
          "write the ERP's code, or \"\" to take the row away from lookups/" + lookup,
          {},
          "usage"};
}

/// A line break that was pasted along is found by nobody, and goes to no ERP.
Error not_one_line(const std::string& text) {
  return {Fate::reject,
          shown(text) + " is not one line of what can be seen",
          "type it anew, without line breaks, tabs and the like",
          {},
          "usage"};
}

/// The rows are as whoever sets them has seen them; asked of the store, for another daemon may have
/// set one. changed: one is not.
awaitable<Result<void>> check_was(Context& context, const mapping::Lookup& table, std::string name,
                                  json::object was) {
  for (const auto& one : was) {
    std::string kind = "lookup/" + name, key = code_of_row(table, std::string_view(one.key()));
    const std::string known = std::string(table.rows.value(key).value_or(""));
    const std::string seen = text_of(was, one.key());
    auto record = co_await context.journal.record(std::move(kind), std::move(key));
    if (!record) co_return record.error();
    const std::string is = *record ? (*record)->value : known;
    if (is == seen) continue;
    co_return Error{Fate::reject,
                    "the row is " + shown(is) + " by now, not " + shown(seen),
                    "look at it again",
                    {},
                    "changed"};
  }
  co_return Result<void>{};
}

/// Sets rows of one lookup, one command at a time; "" takes a row away. What was parked for them
/// goes on. `was`: as they were seen, else they are not set.
awaitable<Answer> lookups_set(Context& context, const json::object& in) {
  const std::string name = text_of(in, "lookup");
  auto table = table_of(context, name);
  if (!table) co_return table.error();
  std::string key = "lookup/" + name;
  const auto turn = co_await context.turns.take(std::move(key));
  table = table_of(context, name);  // a bundle may have been activated meanwhile
  if (!table) co_return table.error();
  if (const json::value* was = in.if_contains("was"); was != nullptr && was->is_object()) {
    std::string own = name;
    json::object seen = was->get_object();
    auto fine = co_await check_was(context, **table, std::move(own), std::move(seen));
    if (!fine) co_return fine.error();
  }
  const json::value* rows = in.if_contains("rows");
  queue::Effects effects;
  std::vector<std::string> keys;
  if (rows == nullptr || !rows->is_object() || rows->get_object().empty())
    co_return Error{
        Fate::reject, "there are no rows to set", "give KEY VALUE, or a file", {}, "usage"};
  for (const auto& pair : rows->get_object()) {
    if (trim(pair.key()).empty()) co_return no_code(name);
    queue::Record record;
    record.kind = "lookup/" + name;
    record.key = code_of_row(**table, std::string_view(pair.key()));
    record.value = pair.value().is_string() ? std::string(pair.value().get_string()) : "";
    const bool away = record.value.empty();  // also a row from before this was looked at
    if (!away && trim(record.value).empty()) co_return blank_value(name, record.key);
    if (!away && !is_one_line(record.key)) co_return not_one_line(record.key);
    if (!is_one_line(record.value)) co_return not_one_line(record.value);
    record.who = text_of(in, "who", "cli");
    record.why = text_of(in, "why");
    record.history = true;
    if (!record.value.empty()) {
      keys.push_back(mapping::split_day(record.key).first);
      effects.wake_causes.push_back(name + "/" + keys.back());
    }
    effects.records.push_back(std::move(record));
  }
  const std::vector<queue::Record> kept = effects.records;
  std::string lookup = name;
  auto woken = co_await wake_waiting(context, std::move(lookup), std::move(keys), effects);
  if (!woken) co_return woken.error();
  stamp(context, effects, kLookupsStamp);
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  table = table_of(context, name);
  if (table) {
    for (const queue::Record& record : kept) {
      (*table)->set(record.key, record.value);
    }
  }
  co_return json::object{{"set", kept.size()}};
}

awaitable<Answer> apply(Context& context, const json::object& in) {
  config::Findings findings;
  const std::string directory = text_of(in, "directory", context.directory);
  config::Bundle bundle = config::read_drafts(directory, findings);
  auto setup = make_setup(bundle, directory, context.kinds, context.surroundings, findings);
  json::object out{{"findings", config::to_json(findings)}, {"activated", false}};
  if (setup == nullptr || !findings.ok()) co_return out;
  auto activation = co_await prepare(context, std::move(bundle), *setup, text_of(in, "who", "cli"),
                                     text_of(in, "why"));
  if (!activation) co_return activation.error();
  tell(*activation, out);
  if (flag_of(in, "dry_run")) co_return out;
  auto activated = co_await activate(context, std::move(*activation), std::move(setup));
  if (!activated) co_return activated.error();
  out["activated"] = true;
  co_return out;
}

awaitable<Answer> status(Context& context, const json::object&) {
  auto counts = co_await context.journal.counts("");
  if (!counts) co_return counts.error();
  co_return json::object{{"bundle", context.setup->bundle},
                         {"new", counts->fresh},
                         {"leased", counts->leased},
                         {"parked", counts->parked},
                         {"done", counts->done},
                         {"superseded", counts->superseded},
                         {"ignored", counts->ignored},
                         {"restored", context.upkeep.restored()}};
}

awaitable<Answer> edi_due(Context& context, const json::object& in) {
  auto found = co_await list_due(context, flag_of(in, "all"));
  if (!found) co_return found.error();
  co_return json::value(std::move(*found));
}

/// A document in our terms to a partner; what was given before is sent once.
awaitable<Answer> edi_send(Context& context, const json::object& in) {
  const std::string partner = text_of(in, "partner");
  const Route* route = context.route(partner);
  if (route == nullptr || !route->partner) {
    std::vector<std::string> names;
    for (const auto& [name, one] : context.setup->routes) {
      if (one.partner) names.push_back(name);
    }
    co_return Error{Fate::reject,
                    "there is no partner " + shown(partner) + did_you_mean(partner, names),
                    names.empty() ? "add it below  partner:  in channels.yaml, then: norekey apply"
                                  : "use one of: " + join(names, ", "),
                    {},
                    "usage"};
  }
  const std::string name = text_of(in, "mapping"), text = text_of(in, "document");
  const auto by = context.setup->mappings.find(name);
  if (by == context.setup->mappings.end()) {
    std::vector<std::string> names;
    for (const auto& one : context.setup->mappings) names.push_back(one.first);
    co_return Error{Fate::reject,
                    "there is no mapping " + shown(name) + did_you_mean(name, names),
                    "use one of: " + join(names, ", "),
                    {},
                    "usage"};
  }
  auto document = mapping::from_xml(text);
  if (!document) co_return document.error();
  if (by->second->from() != document->root().name()) {
    co_return Error{Fate::reject,
                    "mapping " + shown(name) + " reads " + shown(by->second->from()) +
                        ", but the document is " + shown(document->root().name()),
                    "give a document of that name, as docs/edi.md shows it",
                    {},
                    "usage"};
  }
  const std::string key = route->name + "/send/" + name + "/" + sha256_hex(text).substr(0, 16);
  queue::Effects effects;
  effects.messages.push_back(document_message(*route, key, "", name, text));
  auto added = co_await context.store.put(std::move(effects));
  if (!added) co_return added.error();
  co_return json::object{{"message", added->front().id},
                         {"new", added->front().how != queue::Added::duplicate}};
}

/// Every kept version of a lookup's row, newest first.
awaitable<Answer> lookups_history(Context& context, const json::object& in) {
  const std::string name = text_of(in, "lookup");
  auto table = table_of(context, name);
  if (!table) co_return table.error();
  std::string kind = "lookup/" + name, key = text_of(in, "key");
  auto versions = co_await context.journal.history(kind, key);
  if (!versions) co_return versions.error();
  json::array out;
  for (const queue::Record& row : *versions) {
    out.push_back(json::object{{"version", row.version},
                               {"value", row.value},
                               {"at", to_string(row.at)},
                               {"who", row.who},
                               {"why", row.why}});
  }
  co_return out;
}

using Command = awaitable<Answer> (*)(Context&, const json::object&);

const std::map<std::string, Command, std::less<>>& table() {
  static const std::map<std::string, Command, std::less<>> all{
      {"orders", orders},
      {"parked", parked},
      {"causes", causes},
      {"replay", replay_command},
      {"ignore", ignore},
      {"trace", trace},
      {"lookups list", lookups_list},
      {"lookups set", lookups_set},
      {"lookups history", lookups_history},
      {"apply", apply},
      {"bundles", bundles},
      {"explain", explain_field},
      {"map diff", map_diff},
      {"map try", map_try},
      {"pause", pause_command},
      {"resume", resume_command},
      {"rollback", rollback},
      {"doctor", doctor},
      {"alerts", alerts_command},
      {"alerts ways", alert_ways_command},
      {"alerts test", test_alerts_command},
      {"sync stock", sync_command},
      {"sync statuses", sync_statuses_command},
      {"sync prices", sync_prices_command},
      {"reconcile", reconcile_command},
      {"shadow report", shadow_command},
      {"status", status},
      {"edi due", edi_due},
      {"edi send", edi_send},
      {"store backup", store_backup},
      {"store check", store_check},
      {"credit explain", credit_explain},
      {"credit verify", credit_verify},
      {"credit receipts", credit_receipts},
      {"credit receipt-key", credit_receipt_key},
      {"credit ledger", credit_ledger},
      {"credit sales", credit_sales},
      {"credit standing", credit_standing},
      {"credit import", credit_import},
      {"credit erp invoices", credit_erp_invoices},
      {"credit post", credit_post},
      {"credit close", credit_close},
      {"credit claim", credit_claim},
      {"credit claims", credit_claims},
      {"credit decide", credit_decide},
      {"credit digest", credit_digest},
      {"credit rebook", credit_rebook},
      {"credit reentries", credit_reentries},
      {"credit reentry", credit_reentry},
      {"credit causes", credit_causes},
      {"credit tables", credit_tables}};
  return all;
}

}  // namespace

awaitable<Result<json::value>> run_command(Context& context, json::object request) {
  const std::string name = text_of(request, "command");
  const auto found = table().find(name);
  if (found == table().end()) {
    co_return Error{Fate::reject,
                    "the daemon has no command " + shown(name),
                    "use the norekey program of the same version as the daemon",
                    {},
                    "usage"};
  }
  for (const char* key : {"channel", "partner"}) {
    const std::string named = text_of(request, key);
    if (!named.empty()) request[key] = whole_channel(context, named);
  }
  co_return co_await found->second(context, request);
}

}  // namespace norekey::flow
