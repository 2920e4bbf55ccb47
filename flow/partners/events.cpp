#include "flow/partners/events.hpp"

#include <boost/json.hpp>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/partners/answer.hpp"
#include "flow/partners/connector.hpp"
#include "flow/partners/due.hpp"
#include "flow/partners/event_documents.hpp"
#include "flow/partners/part_of_order.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using adapters::Subject;

constexpr const char* kTold = "edi/told";  ///< record of a shipment or an invoice that was told

/// One look. Members hold what is learnt on it.
class EventLook {
 public:
  EventLook(Context& context, Route route) : context_(context), route_(std::move(route)) {}

  awaitable<Result<std::int64_t>> run() {
    std::string kind = kLookedAt, key = route_.name;
    auto record = co_await context_.journal.record(kind, key);
    if (!record) co_return record.error();
    boost::system::error_code ec;
    if (*record) {
      const json::value read = json::parse((*record)->value, ec);
      if (!ec && read.is_object()) looked_ = read.get_object();
    }
    kept_ = json::serialize(looked_);
    const config::Partner& partner = route_.partner->config;
    if (auto expected = co_await expect_stock(); !expected) co_return expected.error();
    if (!partner.ship_notice.empty()) {
      if (auto seen = co_await pages(Subject::orders, "orders"); !seen) co_return seen.error();
    }
    if (!partner.invoice.empty()) {
      if (auto seen = co_await pages(Subject::invoices, "invoices"); !seen) co_return seen.error();
    }
    if (!partner.inventory.empty() && is_due("stock_at", partner.inventory_every)) {
      if (auto told = co_await tell_stock(); !told) co_return told.error();
    }
    if (!partner.price_list.empty()) {
      if (auto told = co_await tell_prices(); !told) co_return told.error();
    }
    co_return made_;
  }

 private:
  /// What changed since the last look. What cannot be told yet is looked at again.
  awaitable<Result<void>> pages(Subject subject, const char* name) {
    std::string cursor = text_of(looked_, name);
    bool complete = true;
    for (bool more = true; more;) {
      auto page = co_await route_.adapter->watch(subject, cursor);
      if (!page) co_return page.error();
      more = page->more;
      cursor = page->cursor;
      for (const adapters::OrderStatus& one : page->orders) {
        auto taken = co_await take_order(one);
        if (!taken) co_return taken.error();
        complete = complete && *taken;
      }
      for (const adapters::RefusedOrder& one : page->refused) {
        if (is_ours(one.key))
          context_.log.failure("watched", one.error, {{"channel", route_.name}, {"key", one.key}});
      }
      for (const adapters::PostedInvoice& one : page->invoices) {
        auto taken = co_await take_invoice(one);
        if (!taken) co_return taken.error();
        complete = complete && *taken;
      }
      if (complete) looked_[name] = cursor;
      if (auto kept = co_await keep(); !kept) co_return kept.error();
    }
    co_return Result<void>{};
  }

  bool is_ours(const std::string& key) const { return key.starts_with(route_.name + "/"); }

  /// false: its delivery is not settled yet.
  awaitable<Result<bool>> take_order(const adapters::OrderStatus& status) {
    if (!is_ours(status.key) || status.shipments.empty()) co_return true;
    std::string part_key = status.key;
    auto known = co_await part_of_order(context_, route_, std::move(part_key));
    if (!known) co_return known.error();
    if (!known->part) co_return known->settled;
    const auto documents = shipment_documents(status, *known->part, context_.clock.now());
    for (std::size_t i = 0; i < documents.size(); ++i) {
      const std::string key = status.key + "/shipment/" + status.shipments[i].number;
      auto told = co_await is_told(key);
      if (!told) co_return told.error();
      if (!*told)
        tell(key, status.key, route_.partner->config.ship_notice, documents[i], "ship notice");
    }
    co_return true;
  }

  awaitable<Result<bool>> take_invoice(const adapters::PostedInvoice& invoice) {
    if (!is_ours(invoice.key)) co_return true;
    const std::string key = invoice.key + "/invoice/" + invoice.number;
    auto told = co_await is_told(key);
    if (!told) co_return told.error();
    if (*told) co_return true;
    if (!invoice.refers.empty()) {
      remember(key);
      context_.log.warning("partner",
                           "credit note " + invoice.number + " of invoice " + invoice.refers +
                               " is not sent: send it by hand",
                           {{"channel", route_.name}});
      co_return true;
    }
    std::string part_key = invoice.key;
    auto known = co_await part_of_order(context_, route_, std::move(part_key));
    if (!known) co_return known.error();
    if (!known->part) co_return known->settled;
    auto document = invoice_document(invoice, *known->part);
    if (!document) co_return document.error();
    tell(key, invoice.key, route_.partner->config.invoice, *document, "invoice");
    co_return true;
  }

  awaitable<Result<bool>> is_told(std::string key) {
    std::string kind = kTold;
    auto record = co_await context_.journal.record(kind, key);
    if (!record) co_return record.error();
    co_return record->has_value();
  }

  void tell(const std::string& key, const std::string& part_key, const std::string& mapping,
            const mapping::Document& document, const char* due) {
    effects_.messages.push_back(document_message(route_, key, identity_of_part(part_key), mapping,
                                                 mapping::to_xml(document), due));
    effects_.records.push_back(to_record(document_due(route_, due, key, context_.clock.now())));
    remember(key);
    ++made_;
  }

  void remember(const std::string& key) {
    queue::Record out;
    out.kind = kTold;
    out.key = key;
    out.value = to_string(context_.clock.now());
    out.who = "daemon";
    effects_.records.push_back(std::move(out));
  }

  bool is_due(const char* name, config::Duration every) const {
    const auto last = parse_instant(text_of(looked_, name));
    return !last || context_.clock.now() - *last >= every;
  }

  Date today() const {
    const Instant now = context_.clock.now();
    return value_or(date_in_zone(now, route_.partner->config.zone),
                    Date(std::chrono::floor<std::chrono::days>(now)));
  }

  /// "20260310150000": the number of a document that has none.
  std::string number_of_now() const {
    return value_or(format_in_zone(context_.clock.now(), "UTC", "%Y%m%d%H%M%S"), std::string("1"));
  }

  /// The first stock is due from the first look on, whether the ERP can be asked or not.
  awaitable<Result<void>> expect_stock() {
    const bool known = looked_.contains("stock_at") || looked_.contains("stock_due");
    if (route_.partner->config.inventory.empty() || known) co_return Result<void>{};
    const Instant now = context_.clock.now();
    looked_["stock_due"] = to_string(now);
    effects_.records.push_back(to_record(next_inventory_due(route_, now, config::Duration{0})));
    co_return co_await keep();
  }

  awaitable<Result<void>> tell_stock() {
    const auto ours = turned_items();
    std::map<std::string, Decimal> pieces;
    std::string cursor;
    for (bool more = true; more;) {
      auto page = co_await route_.adapter->watch(Subject::stock, cursor);
      if (!page) co_return page.error();
      more = page->more;
      cursor = page->cursor;
      for (const adapters::StockLevel& one : page->stock) {
        const auto sku = ours.find(one.item);
        pieces[sku == ours.end() ? one.item : sku->second] += one.on_hand - one.committed;
      }
    }
    const auto names = partner_names(route_.partner->config, context_.lookups);
    const std::string number = number_of_now();
    const auto document = stock_document(pieces, names, number, today());
    const Instant now = context_.clock.now();
    looked_["stock_at"] = to_string(now);
    effects_.records.push_back(
        to_record(next_inventory_due(route_, now, route_.partner->config.inventory_every)));
    if (document.root().child("line"))
      send("stock", number, route_.partner->config.inventory, document, "inventory");
    co_return co_await keep();
  }

  /// The prices agreed with it, else the ERP's for everybody. Told when they differ from what was
  /// told last.
  awaitable<Result<void>> tell_prices() {
    std::map<std::string, std::string> prices;
    const auto agreed = context_.lookups.tables.find(route_.partner->config.prices);
    if (!route_.partner->config.prices.empty() && agreed != context_.lookups.tables.end()) {
      for (const auto& [sku, price] : agreed->second.rows) prices[sku] = price;
    } else {
      auto read = co_await erp_prices();
      if (!read) co_return read.error();
      prices = std::move(*read);
    }
    std::string all;
    for (const auto& [sku, price] : prices) all += sku + "\t" + price + "\n";
    const std::string digest = sha256_hex(all);
    if (prices.empty() || text_of(looked_, "prices") == digest) co_return Result<void>{};
    const auto names = partner_names(route_.partner->config, context_.lookups);
    const std::string number = number_of_now();
    looked_["prices"] = digest;
    send("prices", number, route_.partner->config.price_list,
         price_document(prices, names, route_.company.currency, number, today()), "price list");
    co_return co_await keep();
  }

  awaitable<Result<std::map<std::string, std::string>>> erp_prices() {
    const auto ours = turned_items();
    std::map<std::string, std::string> out;
    std::string cursor;
    for (bool more = true; more;) {
      auto page = co_await route_.adapter->watch(Subject::prices, cursor);
      if (!page) co_return page.error();
      more = page->more;
      cursor = page->cursor;
      for (const adapters::PriceLevel& one : page->prices) {
        if (!one.list.empty() || one.from > Decimal(1)) continue;
        const auto sku = ours.find(one.item);
        out[sku == ours.end() ? one.item : sku->second] = one.price.trimmed(2).str();
      }
    }
    co_return out;
  }

  /// Our numbers by the ERP's.
  std::map<std::string, std::string> turned_items() const {
    std::map<std::string, std::string> out;
    const auto items = context_.lookups.tables.find(route_.channel.outbound.items);
    if (items == context_.lookups.tables.end()) return out;
    for (const auto& [sku, item] : items->second.rows) out.try_emplace(item, sku);
    return out;
  }

  void send(const char* what, const std::string& number, const std::string& mapping,
            const mapping::Document& document, const char* due) {
    const std::string identity = route_.name + "/" + what;
    const std::string key = identity + "/" + number;
    effects_.messages.push_back(
        document_message(route_, key, identity, mapping, mapping::to_xml(document), due));
    effects_.records.push_back(to_record(document_due(route_, due, key, context_.clock.now())));
    ++made_;
  }

  /// Documents and how far the look has come, in one transaction.
  awaitable<Result<void>> keep() {
    queue::Record record;
    record.kind = kLookedAt;
    record.key = route_.name;
    record.value = json::serialize(looked_);
    record.who = "daemon";
    queue::Effects effects = std::move(effects_);
    effects_ = {};
    if (effects.messages.empty() && effects.records.empty() && record.value == kept_)
      co_return Result<void>{};
    kept_ = record.value;
    effects.records.push_back(std::move(record));
    auto put = co_await context_.store.put(std::move(effects));
    if (!put) co_return put.error();
    co_return Result<void>{};
  }

  Context& context_;
  const Route route_;
  json::object looked_;
  std::string kept_;
  queue::Effects effects_;
  std::int64_t made_ = 0;
};

}  // namespace

bool is_told_events(const config::Partner& partner) {
  return !partner.ship_notice.empty() || !partner.invoice.empty() || !partner.inventory.empty() ||
         !partner.price_list.empty();
}

awaitable<Result<std::int64_t>> tell_events(Context& context, std::string channel) {
  const Route* found = context.route(channel);
  if (found == nullptr || !found->partner) co_return no_partner(channel);
  Route route = *found;  // a new bundle may be activated while this waits
  EventLook look(context, std::move(route));
  co_return co_await look.run();
}

}  // namespace norekey::flow
