#include "flow/reconcile/books.hpp"

#include <boost/json.hpp>

#include <set>

#include "core/text.hpp"
#include "credit/ledger.hpp"
#include "flow/duty.hpp"
#include "flow/fetch.hpp"
#include "flow/partners/sets.hpp"
#include "flow/reconcile/cancel_again.hpp"
#include "flow/reentry/watch.hpp"
#include "flow/since.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr int kBookPage = 5000;
constexpr std::size_t kShortestQuote = 3;  ///< shorter ones stand in any note
constexpr std::chrono::hours kUsualWindow{24 * 7};
constexpr std::chrono::minutes kReconcileEvery{10};
/// Webhooks may come later than polls.
constexpr std::chrono::seconds kWebhookPatience{30};

awaitable<Result<std::vector<connectors::WebOrder>>> web_orders(
    std::shared_ptr<connectors::Connector> connector, Instant from) {
  std::vector<connectors::WebOrder> out;
  std::string cursor;
  do {
    std::string at = cursor;
    auto page = co_await connector->placed(from, std::move(at));
    if (!page) co_return page.error();
    out.insert(out.end(), page->orders.begin(), page->orders.end());
    cursor = page->cursor;
  } while (!cursor.empty());
  co_return out;
}

awaitable<Result<std::vector<adapters::HeldOrder>>> erp_orders(
    std::shared_ptr<adapters::Adapter> adapter, Instant from) {
  std::vector<adapters::HeldOrder> out;
  std::string cursor;
  do {
    std::string at = cursor;
    auto page = co_await adapter->orders(from, std::move(at));
    if (!page) co_return page.error();
    out.insert(out.end(), page->orders.begin(), page->orders.end());
    cursor = page->cursor;
  } while (!cursor.empty());
  co_return out;
}

/// Net amounts of the primary slot, by order.
awaitable<Result<std::map<std::string, Booked>>> ledger_of(Context& context, std::string company,
                                                           std::string channel) {
  std::map<std::string, Booked> out;
  std::int64_t after = 0;
  for (;;) {
    std::string of = company;
    auto page = co_await context.journal.ledger(std::move(of), after, kBookPage);
    if (!page) co_return page.error();
    for (const queue::LedgerEntry& entry : *page) {
      after = entry.number;
      if (entry.identity.rfind(channel + "/", 0) != 0) continue;
      auto lines = credit::ledger_lines(entry);
      if (!lines) co_return lines.error();
      Booked& booked = out[entry.identity];
      for (const credit::LedgerLine& line : *lines) {
        if (line.entry != "booked" && line.entry != "reversed") continue;
        ++booked.entries;
        if (line.slot == "primary") booked.amount += line.amount;
      }
    }
    if (page->size() < static_cast<std::size_t>(kBookPage)) co_return out;
  }
}

/// What the frozen document of a part says: the customer and the lines in the ERP's words. false:
/// it says nothing, as that of a cancellation.
bool learn_document(Known& out, const std::string& body) {
  auto tree = mapping::from_xml(body);
  if (!tree) return false;
  auto order = adapters::expected(*tree);
  if (!order || order->lines.empty()) return false;
  out.customer = order->customer;
  for (const adapters::ErpLine& line : order->lines) {
    out.lines.emplace_back(line.item, line.quantity);
    out.net += line.amount;
  }
  for (const pugi::xml_node charge : tree->root().children("charge")) {
    const std::string item = charge.child("item").text().get();
    if (!item.empty()) out.charges.insert(item);
  }
  return true;
}

/// What sales credit's tables say that tells a re-entered order from another one. The books name
/// customers as the ERP does, so accounts and their parents are named like that.
void learn_facts(const credit::Tables& tables, const mapping::Lookups& lookups, Books& out) {
  const auto customers = lookups.tables.find("customers");
  const auto in_erp = [&](const std::string& account) {
    if (customers == lookups.tables.end()) return account;
    const auto row = customers->second.rows.find(account);
    return row == customers->second.rows.end() ? account : row->second;
  };
  out.facts.substitutes = tables.substitutes;
  for (const auto& [number, account] : tables.accounts)
    out.facts.parents[in_erp(number)] = account.parent.empty() ? "" : in_erp(account.parent);
  for (const auto& one : tables.quotes) {
    if (one.first.size() >= kShortestQuote) out.quotes.insert(one.first);
  }
}

awaitable<Result<void>> learn_messages(Context& context, std::string identity, Known& out) {
  queue::Query query;
  query.identity = std::move(identity);
  query.limit = 100;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  std::set<std::string> read, newest;
  for (const queue::Row& row : *rows) {
    if (row.kind == "notice" || row.kind == "status") continue;
    const bool parked = row.state == queue::State::parked;
    const bool waits = row.state == queue::State::fresh || row.state == queue::State::leased;
    if (parked || (waits && !out.parked && !out.waits)) {
      out.what = row.what;
      out.cause = row.cause;
      out.fix = row.fix;
    }
    out.parked = out.parked || parked;
    out.waits = out.waits || waits;
    if (row.kind != "part" || read.contains(row.key)) continue;
    auto message = co_await context.journal.message(row.id);
    if (!message) co_return message.error();
    if (newest.insert(row.key).second && refused_cancel(row.state, message->second.meta))
      out.cancel_refused = true;
    if (learn_document(out, message->second.body)) read.insert(row.key);
  }
  co_return Result<void>{};
}

awaitable<Result<void>> learn_known(Context& context, std::string identity,
                                    std::map<std::string, Known>& into) {
  std::string kind = "order";
  auto record = co_await context.journal.record(kind, identity);
  if (!record) co_return record.error();
  Known out;
  if (*record) out.order = order_facts(**record).value_or(OrderFacts{});
  auto parts = co_await parts_of(context.journal, identity, out.order.parts);
  if (!parts) co_return parts.error();
  out.parts = std::move(*parts);
  std::string of = identity;
  auto learned = co_await learn_messages(context, std::move(of), out);
  if (!learned) co_return learned.error();
  if (*record || out.parked || out.waits) into[identity] = std::move(out);
  co_return Result<void>{};
}

/// What `fetch` takes of the orders that a webhook spoke of.
awaitable<Result<std::set<std::string>>> told_by_webhook(Context& context, std::string channel,
                                                         Instant from) {
  std::set<std::string> out;
  queue::Query query;
  query.channel = channel;
  query.kind = "event";
  query.since = from;
  query.limit = 1000;
  for (;;) {
    auto rows = co_await context.journal.list(query);
    if (!rows) co_return rows.error();
    for (const queue::Row& row : *rows) {
      query.before = row.id;
      if (row.key.rfind(channel + "/event/poll", 0) == 0) continue;
      auto message = co_await context.journal.message(row.id);
      if (!message) co_return message.error();
      out.insert(message->second.body);
    }
    if (rows->size() < 1000) co_return out;
  }
}

json::object entry_json(const Entry& entry, Instant now) {
  return {{"class", name_of(entry.standing)},
          {"order", entry.web},
          {"erp", entry.erp},
          {"what", entry.what},
          {"next", entry.next},
          {"since", entry.since == Instant{} ? "" : to_string(entry.since)},
          {"age", entry.since == Instant{} ? "" : age(entry.since, now)},
          {"total", entry.total.str()},
          {"currency", entry.currency}};
}

/// Neither of these needs a person.
bool unexplained(Verdict standing) {
  return standing == Verdict::missing || standing == Verdict::mismatched ||
         standing == Verdict::only_in_erp;
}

json::object report_json(const Books& books, const Reconciled& result, const std::vector<Gap>& gaps,
                         bool all) {
  json::object classes;
  std::map<Verdict, std::int64_t> count;
  std::int64_t open = 0;
  json::array entries;
  for (const Entry& entry : result.entries) {
    ++count[entry.standing];
    open += unexplained(entry.standing) ? 1 : 0;
    if (all || entry.standing != Verdict::matched) entries.push_back(entry_json(entry, books.now));
  }
  for (const auto& [standing, n] : count) classes[name_of(standing)] = n;
  json::array days;
  for (const auto& [of, day] : result.days)
    days.push_back(json::object{{"day", of.first},
                                {"currency", of.second},
                                {"web", day.web},
                                {"web_total", day.web_total.str()},
                                {"erp", day.erp},
                                {"erp_total", day.erp_total.str()},
                                {"ledger", day.ledger},
                                {"ledger_amount", day.ledger_amount.str()}});
  json::array silent;
  for (const Gap& gap : gaps)
    silent.push_back(json::object{{"from", to_string(gap.from)},
                                  {"to", to_string(gap.to)},
                                  {"orders", gap.orders},
                                  {"covered", "by polling"},
                                  {"next", next_step(gap, books.channel)}});
  return {{"channel", books.channel},         {"from", to_string(books.from)},
          {"orders", result.entries.size()},  {"unexplained", open},
          {"by_hand", result.by_hand},        {"classes", std::move(classes)},
          {"entries", std::move(entries)},    {"days", std::move(days)},
          {"webhook_gaps", std::move(silent)}};
}

/// What the last look found, in figures: for whoever asks how things are.
awaitable<Result<void>> remember(Context& context, const json::object& report,
                                 const std::vector<Gap>& gaps, Instant now) {
  queue::Effects effects;
  queue::Record& record = effects.records.emplace_back();
  record.kind = "reconciled";
  record.key = std::string(report.at("channel").as_string());
  json::object value{{"at", to_string(now)},
                     {"orders", report.at("orders")},
                     {"unexplained", report.at("unexplained")},
                     {"classes", report.at("classes")}};
  if (!gaps.empty() && gaps.back().open)
    value["webhook_gap"] =
        json::object{{"from", to_string(gaps.back().from)}, {"orders", gaps.back().orders}};
  record.value = json::serialize(value);
  record.who = "daemon";
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return Result<void>{};
}

Result<Instant> window(const Context& context, const std::string& since) {
  if (since.empty()) return context.clock.now() - kUsualWindow;
  return parse_since(since, context.clock.now());
}

}  // namespace

awaitable<Result<Books>> gather_books(Context& context, std::string channel, Instant from) {
  const Route* found = context.route(channel);
  if (found == nullptr) {
    std::vector<std::string> names;
    for (const auto& one : context.setup->routes) names.push_back(one.first);
    co_return Error{Fate::reject,
                    "there is no channel " + shown(channel) + did_you_mean(channel, names),
                    "use one of: " + join(names, ", "),
                    {},
                    "usage"};
  }
  const Route route = *found;
  Books out;
  out.channel = channel;
  out.zone = route.company.zone;
  out.authority = route.channel.authority;
  learn_facts(context.setup->sales_credit, context.lookups, out);
  out.from = from;
  Result<std::vector<connectors::WebOrder>> web = std::vector<connectors::WebOrder>();
  if (route.partner) {
    web = co_await partner_orders(context, route, from);
  } else {
    web = co_await web_orders(route.connector, from);
  }
  if (!web) co_return web.error();
  out.web = std::move(*web);
  // The ERP's clock is its own, and so is the web's.
  auto erp = co_await erp_orders(route.adapter, from - std::chrono::hours(24));
  if (!erp) co_return erp.error();
  out.erp = std::move(*erp);
  for (const connectors::WebOrder& one : out.web) {
    std::string identity = channel + "/" + one.number;
    auto learned = co_await learn_known(context, std::move(identity), out.known);
    if (!learned) co_return learned.error();
  }
  for (const adapters::HeldOrder& one : out.erp) {
    const std::string& key = one.order.receipt.key;
    std::string identity = key.substr(0, key.rfind('/'));
    if (key.rfind(channel + "/", 0) != 0 || out.known.contains(identity)) continue;
    auto learned = co_await learn_known(context, std::move(identity), out.known);
    if (!learned) co_return learned.error();
  }
  std::string company = route.company.name, of = channel;
  auto ledger = co_await ledger_of(context, std::move(company), std::move(of));
  if (!ledger) co_return ledger.error();
  out.ledger = std::move(*ledger);
  out.now = context.clock.now();
  co_return out;
}

awaitable<Result<void>> fetch_unknown(Context& context, std::string channel,
                                      std::vector<std::string> orders) {
  const Route* route = context.route(channel);
  if (route == nullptr || orders.empty()) co_return Result<void>{};
  std::vector<queue::Message> batch;
  for (const std::string& order : orders) {
    const connectors::Trigger trigger{
        "poll/" + order + "/reconcile-" + to_string(context.clock.now()), order, "reconcile"};
    batch.push_back(event_message(*route, trigger));
  }
  auto added = co_await context.store.add(std::move(batch));
  if (!added) co_return added.error();
  co_return Result<void>{};
}

std::string next_step(const Gap& gap, const std::string& channel) {
  if (!gap.open) return "none: webhooks came again";
  return "look in the shop at its webhook to /hooks/" + channel +
         ", and enable it there: Norekey cannot; its orders come by polling meanwhile";
}

awaitable<Result<std::vector<Gap>>> webhook_gaps(Context& context, const Books& books) {
  std::vector<Gap> out;
  const Route* route = context.route(books.channel);
  if (route == nullptr || route->channel.mode != "webhook") co_return out;
  auto told = co_await told_by_webhook(context, books.channel, books.from);
  if (!told) co_return told.error();
  std::vector<const connectors::WebOrder*> placed;
  for (const connectors::WebOrder& one : books.web) placed.push_back(&one);
  std::stable_sort(placed.begin(), placed.end(),
                   [](const auto* a, const auto* b) { return a->placed < b->placed; });
  bool silent = false;
  for (const connectors::WebOrder* one : placed) {
    if (books.now - one->placed < kWebhookPatience) break;
    if (told->contains(one->order)) {
      silent = false;
      if (!out.empty()) out.back().open = false;
      continue;
    }
    if (!books.known.contains(books.channel + "/" + one->number)) continue;
    if (!silent) out.push_back({one->placed, one->placed, 0, true});
    silent = true;
    out.back().to = one->placed;
    ++out.back().orders;
  }
  co_return out;
}

awaitable<Result<json::value>> reconcile_command(Context& context, const json::object& request) {
  auto from = window(context, text_of(request, "since"));
  if (!from) co_return from.error();
  const std::string only = text_of(request, "channel");
  std::vector<std::string> channels;
  for (const auto& one : context.setup->routes) {
    const bool asked = only.empty() ? !one.second.channel.shadow : only == one.first;
    if (asked) channels.push_back(one.first);
  }
  if (channels.empty() && !only.empty()) channels.push_back(only);
  json::array out;
  for (const std::string& channel : channels) {
    std::string name = channel;
    auto books = co_await gather_books(context, std::move(name), *from);
    if (!books) co_return books.error();
    auto noted = co_await note_reentries(context, *books);
    if (!noted) co_return noted.error();
    const Reconciled result = reconcile(*books);
    name = channel;
    std::vector<std::string> unknown = result.unknown_on_the_web;
    auto healed = co_await fetch_unknown(context, std::move(name), std::move(unknown));
    if (!healed) co_return healed.error();
    std::vector<std::string> by_hand = result.cancelled_by_hand;
    auto ended = co_await cancel_again(context, std::move(by_hand));
    if (!ended) co_return ended.error();
    auto gaps = co_await webhook_gaps(context, *books);
    if (!gaps) co_return gaps.error();
    out.push_back(report_json(*books, result, *gaps, flag_of(request, "all")));
    if (!text_of(request, "since").empty()) continue;
    auto kept = co_await remember(context, out.back().as_object(), *gaps, books->now);
    if (!kept) co_return kept.error();
  }
  co_return json::object{{"channels", std::move(out)}};
}

awaitable<void> keep_reconciling(Context& context) {
  std::set<std::string> told;
  auto due = std::chrono::steady_clock::now() + kReconcileEvery;
  for (;;) {
    std::string duty = "reconcile";
    if (!co_await keep_duty(context, std::move(duty), due)) {
      co_await rest_for(kDutyHold / 3);
      continue;
    }
    due = std::chrono::steady_clock::now() + kReconcileEvery;
    std::set<std::string> now;
    json::object request;
    auto answer = co_await reconcile_command(context, request);
    if (!answer) {
      context.log.failure("reconciled", answer.error());
      continue;
    }
    for (const json::value& channel : answer->at("channels").as_array()) {
      for (const json::value& entry : channel.at("entries").as_array()) {
        const std::string standing(entry.at("class").as_string());
        const std::string order(entry.at("order").as_string());
        if (standing == "awaiting ERP" || standing == "held" || standing == "changed in ERP")
          continue;
        now.insert(order + "/" + standing);
        if (told.contains(order + "/" + standing)) continue;
        context.log.warning(
            "reconciled", standing + ": " + std::string(entry.at("what").as_string()),
            {{"channel", std::string(channel.at("channel").as_string())}, {"order", order}});
      }
    }
    told = std::move(now);
  }
}

}  // namespace norekey::flow
