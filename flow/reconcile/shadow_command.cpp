#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/erp_document.hpp"
#include "flow/facts.hpp"
#include "flow/identity.hpp"
#include "flow/outbound/channels.hpp"
#include "flow/plan.hpp"
#include "flow/reconcile/shadow.hpp"
#include "flow/since.hpp"
#include "flow/work_order.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr int kShadowPage = 5000;
constexpr std::chrono::hours kTwoWeeks{24 * 14};
/// Staff may take so long to enter an order.
constexpr std::chrono::hours kStaffPatience{72};

std::string shadow_kind(const std::string& channel) { return "shadow/" + channel; }

/// Lines and charges of a document as the ERP would hold them.
Result<adapters::ErpOrder> would_hold(const mapping::Document& document) {
  auto out = adapters::expected(document);
  if (!out) return out;
  for (const pugi::xml_node charge : document.root().children("charge")) {
    auto amount = Decimal::parse(charge.child("amount").text().get());
    if (!amount) return amount.error();
    adapters::ErpLine line;
    line.item = charge.child("item").text().get();
    line.quantity = 1;
    line.price = line.amount = *amount;
    out->lines.push_back(std::move(line));
  }
  return out;
}

/// The document, also of a part that could not be mapped with the others at first.
Result<mapping::Document> document_of(Context& context, const Route& route, const WorkOrder& work,
                                      const std::string& body) {
  auto read = mapping::from_xml(body);
  if (!read || !work.unmapped) return read;
  auto order = mapping::to_order(*read);
  if (!order) return order.error();
  auto planned =
      plan_part(route, context.setup->sales_credit, context.lookups, *order, nullptr, work.part);
  if (!planned) return planned.error();
  return erp_document(route, std::move(planned->document), planned->order);
}

std::optional<ShadowOrder> read_shadow(const queue::Record& record) {
  boost::system::error_code ec;
  const json::value value = json::parse(record.value, ec);
  if (ec || !value.is_object()) return std::nullopt;
  auto tree = mapping::from_xml(text_of(value.get_object(), "document"));
  if (!tree) return std::nullopt;
  auto wanted = would_hold(*tree);
  if (!wanted) return std::nullopt;
  ShadowOrder out;
  out.number = text_of(value.get_object(), "number");
  out.placed = value_or(parse_instant(text_of(value.get_object(), "placed")), Instant{});
  out.wanted = std::move(*wanted);
  out.erp_items = texts_of(value.get_object(), "erp_items");
  return out;
}

awaitable<Result<std::vector<ShadowOrder>>> shadow_orders(Context& context, std::string channel,
                                                          Instant from) {
  std::vector<ShadowOrder> out;
  std::string kind = shadow_kind(channel), after;
  for (;;) {
    auto page = co_await context.journal.records(kind, after, kShadowPage);
    if (!page) co_return page.error();
    for (const queue::Record& record : *page) {
      auto one = read_shadow(record);
      if (one && one->placed >= from) out.push_back(std::move(*one));
    }
    if (page->size() < static_cast<std::size_t>(kShadowPage)) co_return out;
    after = page->back().key;
  }
}

json::object shadow_json(const ShadowReport& report) {
  json::array causes;
  for (std::size_t from = 0; from < report.findings.size();) {
    std::size_t to = from;
    json::array orders;
    while (to < report.findings.size() &&
           report.findings[to].cause == report.findings[from].cause) {
      const ShadowFinding& one = report.findings[to++];
      orders.push_back(
          json::object{{"order", one.order}, {"entered", one.keyed}, {"what", one.what}});
    }
    causes.push_back(json::object{{"cause", report.findings[from].cause},
                                  {"count", to - from},
                                  {"orders", std::move(orders)}});
    from = to;
  }
  return {{"orders", report.orders},
          {"entered", report.entered},
          {"agree", report.agree},
          {"differences", report.findings.size()},
          {"causes", std::move(causes)}};
}

}  // namespace

awaitable<Result<bool>> in_shadow(Context& context, const queue::Leased& part) {
  const Route* route = context.route(part.message.channel);
  if (route == nullptr) co_return false;
  if (route->channel.shadow) co_return true;
  std::string kind = shadow_kind(part.message.channel), key = part.message.key;
  auto record = co_await context.journal.record(kind, key);
  if (!record) co_return record.error();
  co_return record->has_value();
}

awaitable<Result<Settlement>> shadow_part(Context& context, const queue::Leased& part) {
  const Route* found = context.route(part.message.channel);
  auto work = work_order(part.message.meta);
  if (!work) co_return work.error();
  queue::Record record;
  record.kind = shadow_kind(part.message.channel);
  record.key = delivery_key(work->identity, work->part);
  record.who = "daemon";
  if (!work->cancel) {
    auto document = document_of(context, *found, *work, part.message.body);
    if (!document) co_return document.error();
    auto wanted = would_hold(*document);
    if (!wanted) co_return wanted.error();
    record.value = json::serialize(json::object{{"number", work->number},
                                                {"placed", to_string(work->placed)},
                                                {"document", mapping::to_xml(*document)},
                                                {"erp_items", strings(work->erp_items)}});
  }
  Settlement out =
      done("shadow", work->cancel ? "cancelled; nothing was sent to the ERP"
                                  : "not sent: the channel only compares with what staff enter");
  out.effects.records.push_back(std::move(record));
  co_return out;
}

awaitable<Result<json::value>> shadow_command(Context& context, const json::object& request) {
  const std::string channel = text_of(request, "channel");
  if (auto known = known_channel(context, channel); !known) co_return known.error();
  const Route* found = context.route(channel);
  if (found == nullptr || !found->channel.shadow) {
    std::vector<std::string> names;
    for (const auto& [name, route] : context.setup->routes) {
      if (route.channel.shadow) names.push_back(name);
    }
    co_return Error{Fate::reject,
                    found == nullptr ? "there is no channel " + shown(channel)
                                     : "channel " + shown(channel) + " is no shadow channel",
                    names.empty() ? "write  shadow: yes  below the channel, then: norekey apply"
                                  : "use one of: " + join(names, ", "),
                    {},
                    "usage"};
  }
  const Route route = *found;
  Instant from = context.clock.now() - kTwoWeeks;
  if (const std::string since = text_of(request, "since"); !since.empty()) {
    auto wished = parse_since(since, context.clock.now());
    if (!wished) co_return wished.error();
    from = *wished;
  }
  std::string of = channel;
  auto wanted = co_await shadow_orders(context, std::move(of), from);
  if (!wanted) co_return wanted.error();
  std::vector<adapters::HeldOrder> keyed;
  std::string cursor;
  do {
    std::string at = cursor;
    auto page = co_await route.adapter->orders(from - std::chrono::hours(24), std::move(at));
    if (!page) co_return page.error();
    for (adapters::HeldOrder& one : page->orders) {
      if (!one.by_us) keyed.push_back(std::move(one));
    }
    cursor = page->cursor;
  } while (!cursor.empty());
  json::object out = shadow_json(
      compare_shadow(*wanted, keyed, route.channel.authority, context.clock.now(), kStaffPatience));
  out["by_hand"] = keyed.size();
  out["channel"] = channel;
  out["from"] = to_string(from);
  co_return out;
}

}  // namespace norekey::flow
