#include "flow/partners/sets.hpp"

#include <boost/json.hpp>
#include <set>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "edi/kept.hpp"
#include "edi/validate.hpp"
#include "flow/identity.hpp"
#include "flow/partners/connector.hpp"
#include "flow/partners/due.hpp"
#include "flow/partners/guide_file.hpp"
#include "flow/partners/meaning.hpp"

namespace norekey::flow {
namespace {

std::optional<edi::KeptSet> kept_set(const std::string& text, const Partner& partner) {
  std::optional<edi::KeptSet> out;
  edi::KeepSets keep([](const edi::Set& set) { return edi::is_order(set); },
                     [&out](edi::KeptSet set) { out = std::move(set); });
  edi::ValidateOptions options;
  options.reader.lenient = partner.config.reading == "lenient";
  options.partner = find_guide(partner.guides);
  const auto source = edi::open_text(text);
  if (!edi::validate(*source, options, keep)) return std::nullopt;
  return out;
}

/// The order as it is in the journal, and where.
struct Before {
  std::int64_t message = 0;
  Instant received{};
  Order order;
};

Error is_there(const edi::OrderDocument& document, const Before& before) {
  return {Fate::reject,
          "order " + shown(before.order.number) + " is there since " + to_string(before.received) +
              ", and this " + document.set + " with purpose " + shown(document.purpose_code) +
              " says something else",
          "ask the partner: purpose 05 replaces an order, an 860 or ORDCHG changes it; then: "
          "norekey ignore --id N --why …",
          {},
          "edi/duplicate"};
}

Error not_there(const edi::OrderDocument& document, const std::string& number) {
  return {Fate::reject,
          "the " + document.set + " " +
              (document.purpose == edi::Purpose::cancel ? "cancels" : "changes") + " order " +
              shown(number) + ", which is not there",
          "when the order has come: norekey replay --cause edi/change",
          {},
          "edi/change"};
}

Error no_order(const edi::OrderDocument& document) {
  return {
      Fate::reject,
      "the " + document.set + " has the purpose " + shown(document.purpose_code) +
          ", which is no order, change or cancellation",
      "ask the partner what is meant, and to send it with the purpose of an order; then: norekey "
      "ignore --id N --why …",
      {},
      "edi/purpose"};
}

/// ISA15 T or I, UNB 0035 not 0: nothing of it is meant to be delivered.
bool is_test(const edi::Interchange& i) {
  const std::string usage{trim(i.usage)};
  return i.family == edi::Family::x12 ? usage == "T" || usage == "I"
                                      : !usage.empty() && usage != "0";
}

Error test_only(const edi::OrderDocument& document, const edi::Interchange& i,
                const config::Partner& partner) {
  return {Fate::reject,
          "order " + shown(document.order.number) + " came in an interchange that is marked as " +
              (i.family == edi::Family::x12 ? "no production (ISA15 " : "a test (UNB 0035 ") +
              shown(i.usage) + "): no sale is made of it",
          "where it is meant to be delivered, write  usage: T  for partner " + partner.name +
              ", then: norekey apply, norekey replay --cause edi/test; else: norekey ignore --id N "
              "--why …",
          {},
          "edi/test"};
}

Error is_blanket(const edi::OrderDocument& document) {
  return {Fate::reject,
          "order " + shown(document.order.po_number) + " is a blanket order (" +
              (document.set == "ORDERS" ? "BGM 1001 " : "BEG02 ") + document.type_code +
              "): its releases are what is to be delivered",
          "enter it in the ERP as an agreement; then: norekey ignore --id N --why …",
          {},
          "edi/blanket"};
}

class SetStep {
 public:
  SetStep(Context& context, Route route, const queue::Leased& leased)
      : context_(context), route_(std::move(route)), leased_(leased) {}

  awaitable<Result<Settlement>> run() {
    const auto set = kept_set(leased_.message.body, *route_.partner);
    if (!set) {
      co_return Error{Fate::reject,
                      "the set can no longer be read",
                      "report this with the output of: norekey trace",
                      {},
                      "fault"};
    }
    const edi::OrderReading reading{route_.company.currency, route_.channel.zone};
    auto read = edi::read_order(*set, reading);
    if (!read) co_return read.error();
    document_ = std::move(*read);
    name(*set);
    if (route_.partner->config.usage != "T" && is_test(set->interchange))
      co_return test_only(document_, set->interchange, route_.partner->config);
    auto before = co_await recall();
    if (!before) co_return before.error();
    auto wanted = decide(*before);
    if (!wanted) co_return wanted.error();
    if (!*wanted) co_return done("received", nothing_new_);
    co_return settle(std::move(**wanted));
  }

 private:
  void name(const edi::KeptSet& set) {
    Order& order = document_.order;
    std::string warning;
    const std::string control = std::string(trim(set.interchange.control)) + "." + set.set.control;
    order.number = order_number(document_, route_.partner->config.verbal, control, warning);
    order.id = order.number;
    order.company = route_.company.name;
    order.channel = route_.channel.name;
    if (!warning.empty()) document_.warnings.push_back(warning);
    if (document_.declared) order.extras.push_back({"declared_total", document_.declared->str()});
    identity_ = order_identity(route_.name, order);
  }

  awaitable<Result<std::optional<Before>>> recall() {
    queue::Query query;
    query.identity = identity_;
    query.kind = "order";
    query.limit = 1;
    auto rows = co_await context_.journal.list(query);
    if (!rows) co_return rows.error();
    if (rows->empty()) co_return std::optional<Before>{};
    auto message = co_await context_.journal.message(rows->front().id);
    if (!message) co_return message.error();
    auto order = route_.connector->normalise({message->second.media_type, message->second.body});
    if (!order) co_return order.error();
    Before out;
    out.message = rows->front().id;
    out.received = rows->front().received;
    out.order = std::move(**order);
    co_return std::optional<Before>(std::move(out));
  }

  /// The order as it is wanted now; nullopt: nothing new.
  Result<std::optional<Order>> decide(const std::optional<Before>& before) {
    Order& order = document_.order;
    const bool orders =
        document_.purpose == edi::Purpose::place || document_.purpose == edi::Purpose::replace;
    if (document_.blanket && orders) return is_blanket(document_);
    switch (document_.purpose) {
      case edi::Purpose::unknown:
        return no_order(document_);
      case edi::Purpose::information:
        nothing_new_ = "it is for information (purpose " + document_.purpose_code +
                       "): nothing is ordered by it";
        return std::optional<Order>{};
      case edi::Purpose::place:
      case edi::Purpose::copy:
        if (!before) return std::optional<Order>(std::move(order));
        if (document_.purpose == edi::Purpose::place &&
            canonical_content(order) != canonical_content(before->order))
          return is_there(document_, *before);
        nothing_new_ = "order " + order.number + " is there already: nothing is changed by it";
        return std::optional<Order>{};
      case edi::Purpose::replace:
        if (!before)
          document_.warnings.push_back(
              "it replaces an order that is not there: it is taken as new");
        return std::optional<Order>(std::move(order));
      case edi::Purpose::cancel: {
        if (!before) return not_there(document_, order.number);
        Order cancelled = before->order;
        cancelled.operation = Operation::cancel;
        return std::optional<Order>(std::move(cancelled));
      }
      default:
        break;
    }
    if (!before) return not_there(document_, order.number);
    auto changed = edi::apply_change(before->order, document_);
    if (!changed) return changed.error();
    return std::optional<Order>(std::move(*changed));
  }

  Settlement settle(Order order) {
    Settlement out = done("received", told(order));
    queue::Message message;
    message.identity = message.key = identity_;
    message.kind = "order";
    message.channel = route_.name;
    message.ordering =
        "plan/" + ordering_key(route_.name, route_.channel.ordering == "customer", order);
    message.media_type = "application/xml";
    message.body = mapping::to_xml(mapping::to_document(order));
    message.digest = sha256_hex(canonical_content(order));
    if (document_.purpose == edi::Purpose::change)
      message.meta = boost::json::serialize(told_changes());
    out.effects.messages.push_back(std::move(message));
    out.effects.aliases.push_back({route_.name, "web", order.number, identity_});
    out.effects.aliases.push_back({route_.name, "po", order.po_number, identity_});
    if (!route_.partner->config.order_answer.empty()) {
      out.effects.records.push_back(to_record(answer_due(route_, identity_, context_.clock.now())));
    }
    for (const std::string& warning : document_.warnings) {
      out.effects.steps.push_back({"warning", warning, "", 0, {}});
      context_.log.warning("partner", warning, {{"channel", route_.name}, {"order", order.number}});
    }
    return out;
  }

  /// {"changes": {"1": "changed"}} of an 860 or ORDCHG, for the answer to it.
  boost::json::object told_changes() const {
    boost::json::object changes;
    for (const edi::LineChange& one : document_.changes) {
      const edi::LineAction action = one.action;
      changes[one.line] = action == edi::LineAction::add      ? "added"
                          : action == edi::LineAction::remove ? "removed"
                          : action == edi::LineAction::keep   ? "kept"
                                                              : "changed";
    }
    return {{"changes", std::move(changes)}};
  }

  std::string told(const Order& order) const {
    return document_.set + " " + to_string(document_.purpose) + ": order " + order.number + ", " +
           std::to_string(order.lines.size()) + (order.lines.size() == 1 ? " line, " : " lines, ") +
           order.total.str() + " " + order.currency;
  }

  Context& context_;
  const Route route_;
  const queue::Leased& leased_;
  edi::OrderDocument document_;
  std::string identity_, nothing_new_;
};

}  // namespace

std::string order_number(const edi::OrderDocument& document, const std::string& verbal,
                         const std::string& control, std::string& warning) {
  const Order& order = document.order;
  for (const std::string& word : split(verbal, ',')) {
    if (trim(word).empty() || !equal_without_case(trim(word), trim(order.po_number))) continue;
    warning = "the order number is " + shown(order.po_number) +
              ": whether the order came before cannot be told";
    return order.po_number + "#" + control;
  }
  if (!order.release.empty()) return order.po_number + "#" + order.release;
  if (!document.release) return order.po_number;
  warning = "the release of order " + shown(order.po_number) +
            " has no number: whether it came before cannot be told";
  return order.po_number + "#" + control;
}

awaitable<Result<Settlement>> take_set(Context& context, const queue::Leased& leased) {
  const Route* route = context.route(leased.message.channel);
  if (route == nullptr || !route->partner) {
    co_return no_partner(leased.message.channel);
  }
  SetStep step(context, *route, leased);
  co_return co_await step.run();
}

awaitable<Result<std::vector<connectors::WebOrder>>> partner_orders(Context& context, Route route,
                                                                    Instant from) {
  std::vector<connectors::WebOrder> out;
  std::set<std::string> seen;
  queue::Query query;
  query.kind = "order";
  query.channel = route.name;
  query.since = from;
  query.limit = 1000;
  for (;;) {
    auto rows = co_await context.journal.list(query);
    if (!rows) co_return rows.error();
    for (const queue::Row& row : *rows) {
      query.before = row.id;
      if (!seen.insert(row.identity).second) continue;
      auto message = co_await context.journal.message(row.id);
      if (!message) co_return message.error();
      auto order = route.connector->normalise({message->second.media_type, message->second.body});
      if (!order) co_return order.error();
      auto ours = in_our_terms(**order, route.partner->config, context.lookups);
      const Order& now = ours ? *ours : **order;
      out.push_back({now.id, now.number, now.currency, now.state, now.total, now.placed_at,
                     now.operation == Operation::cancel});
    }
    if (rows->size() < 1000) co_return out;
  }
}

}  // namespace norekey::flow
