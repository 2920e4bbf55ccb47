#include "flow/partners/answer.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "edi/order_document.hpp"
#include "edi/validate.hpp"
#include "edi/write.hpp"
#include "flow/facts.hpp"
#include "flow/identity.hpp"
#include "flow/partners/connector.hpp"
#include "flow/partners/control.hpp"
#include "flow/partners/due.hpp"
#include "flow/partners/events.hpp"
#include "flow/partners/guide_file.hpp"
#include "flow/partners/intake.hpp"
#include "flow/partners/interchange.hpp"
#include "flow/partners/meaning.hpp"
#include "flow/partners/part_of_order.hpp"
#include "flow/partners/source.hpp"

namespace norekey::flow {
namespace {

constexpr int kMostPages = 20;  ///< of the ERP's orders that are looked through for one answer

void add(pugi::xml_node to, const char* name, const std::string& value) {
  if (!value.empty()) to.append_child(name).text().set(value.c_str());
}

/// The lines that one line of the partner became, added up again.
struct AnsweredLine {
  std::string number;
  const Line* first = nullptr;
  Decimal quantity, amount;
  std::string asked_price;  ///< where ours is charged in place of it
};

std::vector<AnsweredLine> answered_lines(const Order& order) {
  std::vector<AnsweredLine> out;
  for (const Line& line : order.lines) {
    const std::string number = edi::partner_line(line);
    if (out.empty() || out.back().number != number) {
      out.emplace_back();
      out.back().number = number;
      out.back().first = &line;
    }
    out.back().quantity += line.quantity;
    out.back().amount += line.amount;
    for (const Extra& extra : order.extras) {
      if (extra.name == "price_gap/" + line.id) out.back().asked_price = extra.value;
    }
  }
  return out;
}

/// What of a line is backordered.
Decimal left_of(const AnswerFacts& facts, const AnsweredLine& line) {
  const auto found = facts.backordered.find(line.number);
  return found == facts.backordered.end() ? Decimal() : std::min(found->second, line.quantity);
}

const char* status_of(const AnswerFacts& facts, const AnsweredLine& line, bool cancelled) {
  if (facts.refused) return "rejected";
  const Decimal left = left_of(facts, line);
  if (cancelled || line.quantity.is_zero()) return "deleted";
  if (!left.is_zero()) return left == line.quantity ? "backordered" : "partly";
  return line.asked_price.empty() ? "accepted" : "price_changed";
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

/// The first error of our own interchange, "" where it is right.
std::string fault_in(const std::string& text, const Partner& partner) {
  struct First : edi::Listener {
    std::string text;
    void finding(const edi::Finding& f) override {
      if (f.error && text.empty()) text = f.code + ": " + f.text;
    }
  } first;
  edi::ValidateOptions options;
  options.partner = find_guide(partner.guides);
  const auto source = edi::open_text(text);
  const auto read = edi::validate(*source, options, first);
  return read ? first.text : read.error().what;
}

struct Names {
  std::string qualifier, id;
};

Names names_of(const std::string& configured) {
  const std::size_t colon = configured.find(':');
  return {configured.substr(0, colon), configured.substr(colon + 1)};
}

std::string padded_to(std::string text, std::size_t width) {
  text.resize(width, ' ');
  return text;
}

std::string digits(std::uint64_t number, std::size_t width) {
  const std::string text = std::to_string(number);
  return text.size() >= width ? text : std::string(width - text.size(), '0') + text;
}

edi::FlatSegment flat(std::string tag, const std::vector<std::vector<std::string>>& elements) {
  edi::FlatSegment out;
  out.tag = std::move(tag);
  for (const auto& components : elements) out.elements.push_back({components});
  return out;
}

/// GS01 of a set (X12 data element 479).
std::string functional_of(const std::string& set) {
  static const std::map<std::string, std::string> all{{"810", "IN"}, {"832", "SC"}, {"846", "IB"},
                                                      {"850", "PO"}, {"855", "PR"}, {"856", "SH"},
                                                      {"860", "PC"}, {"865", "CA"}};
  const auto found = all.find(set);
  return found == all.end() ? "" : found->second;
}

struct When {
  std::string day, time;
};

When when(const config::Partner& partner, Instant now) {
  return {value_or(format_in_zone(now, partner.zone, "%Y%m%d"), std::string("20000101")),
          value_or(format_in_zone(now, partner.zone, "%H%M"), std::string("0000"))};
}

void x12_envelope(edi::FlatInterchange& out, const config::Partner& partner, const std::string& set,
                  std::uint64_t control, const When& at) {
  const Names we = names_of(partner.our_id), they = names_of(partner.id);
  out.family = edi::Family::x12;
  const bool repeats = partner.x12_release >= "005010";
  out.separators = {'*', '>', repeats ? '^' : '\0', '~', '\0', '.'};
  std::vector<edi::FlatSegment> head;
  head.push_back(flat("ISA", {{"00"},
                              {std::string(10, ' ')},
                              {"00"},
                              {std::string(10, ' ')},
                              {padded_to(we.qualifier, 2)},
                              {padded_to(we.id, 15)},
                              {padded_to(they.qualifier, 2)},
                              {padded_to(they.id, 15)},
                              {at.day.substr(2)},
                              {at.time},
                              {repeats ? "^" : "U"},
                              {partner.x12_release.substr(0, 5)},
                              {digits(control, 9)},
                              {"0"},
                              {partner.usage},
                              {">"}}));
  head.push_back(flat("GS", {{functional_of(set)},
                             {we.id},
                             {they.id},
                             {at.day},
                             {at.time},
                             {std::to_string(control)},
                             {"X"},
                             {partner.x12_release}}));
  out.segments.insert(out.segments.begin(), head.begin(), head.end());
}

void edifact_envelope(edi::FlatInterchange& out, const config::Partner& partner,
                      std::uint64_t control, const When& at) {
  const Names we = names_of(partner.our_id), they = names_of(partner.id);
  out.family = edi::Family::edifact;
  out.separators = {'+', ':', '\0', '\'', '?', '.'};
  edi::FlatSegment unb = flat("UNB", {{"UNOC", "3"},
                                      {we.id, we.qualifier},
                                      {they.id, they.qualifier},
                                      {at.day.substr(2), at.time},
                                      {std::to_string(control)}});
  if (partner.usage == "T") {
    for (int i = 0; i < 5; ++i) unb.elements.push_back({{""}});
    unb.elements.push_back({{"1"}});
  }
  out.segments.insert(out.segments.begin(), std::move(unb));
}

Error no_order(const std::string& identity) {
  return {Fate::reject,
          "order " + shown(identity) + " is no longer in the journal: it cannot be answered",
          "answer the partner by hand",
          {},
          "edi/answer"};
}

}  // namespace

mapping::Document order_answer(const Order& order, const AnswerFacts& facts, Instant now) {
  mapping::Document out;
  pugi::xml_node root = out.tree().append_child("order_answer");
  const bool cancelled = order.operation == Operation::cancel;
  const auto lines = answered_lines(order);
  bool as_ordered = true;
  for (const AnsweredLine& line : lines)
    as_ordered &= status_of(facts, line, cancelled) == std::string("accepted");
  add(root, "status",
      cancelled || facts.refused ? "rejected"
      : as_ordered               ? "accepted"
                                 : "changed");
  add(root, "number", order.number);
  add(root, "po_number", order.po_number);
  add(root, "release", order.release);
  add(root, "contract", order.contract);
  add(root, "erp_number", facts.erp_number);
  add(root, "change", facts.change ? "yes" : "");
  if (order.placed_at != Instant{}) add(root, "placed_at", to_string(order.placed_at));
  add(root, "answered_at", to_string(now));
  add(root, "currency", order.currency);
  add(root, "account", order.buyer.account);
  add(root, "ship_to", order.ship_to.code);
  add(root, "ship_to_name", order.ship_to.company);
  for (const AnsweredLine& one : lines) {
    pugi::xml_node line = root.append_child("line");
    add(line, "number", one.number);
    const Decimal left = left_of(facts, one);
    add(line, "status", status_of(facts, one, cancelled));
    const auto change = facts.changes.find(one.number);
    if (facts.change) add(line, "change", change == facts.changes.end() ? "kept" : change->second);
    add(line, "sku", one.first->sku);
    add(line, "customer_sku", one.first->customer_sku);
    add(line, "upc", one.first->upc);
    add(line, "description", one.first->description);
    add(line, "quantity", cancelled ? "0" : one.quantity.trimmed().str());
    add(line, "uom", one.first->uom);
    add(line, "price", one.first->list_price.value_or(one.first->price).str());
    add(line, "asked_price", one.asked_price);
    add(line, "amount", one.amount.str());
    if (one.first->requested) add(line, "requested", to_string(*one.first->requested));
    if (!left.is_zero() && left < one.quantity) {
      add(line, "now", (one.quantity - left).trimmed().str());
      add(line, "later", left.trimmed().str());
    }
    const auto promised = one.first->promised ? one.first->promised : facts.promised;
    if (promised) add(line, "promised", to_string(*promised));
  }
  add(root, "line_count", std::to_string(lines.size()));
  add(root, "total", order.total.str());
  return out;
}

Result<std::string> enclose(const mapping::Document& set, const config::Partner& partner,
                            std::uint64_t control, Instant now) {
  const pugi::xml_node root = set.root();
  const bool x12 = root.child("ST"), edifact = root.child("UNH");
  if (!x12 && !edifact) {
    return Error{Fate::reject,
                 "what the mapping makes is no set: it has neither ST nor UNH",
                 "begin its fields with ST or UNH, as the shipped mappings do",
                 {},
                 "edi/mapping"};
  }
  mapping::Document wrapped;
  pugi::xml_node interchange = wrapped.tree().append_child("edi").append_child("interchange");
  interchange.append_attribute("standard").set_value(x12 ? "x12" : "edifact");
  pugi::xml_node transaction = interchange.append_child("transaction");
  for (const pugi::xml_node one : root.children()) transaction.append_copy(one);
  auto flat_ones = edi::read_tree(mapping::to_xml(wrapped), "the mapped document");
  if (!flat_ones) return flat_ones.error();
  edi::FlatInterchange& out = flat_ones->front();
  out.newlines = partner.line_breaks == "yes" ? "lf" : "none";
  if (x12) {
    x12_envelope(out, partner, root.child("ST").child("ST01").text().get(), control,
                 when(partner, now));
  } else {
    edifact_envelope(out, partner, control, when(partner, now));
  }
  return edi::write_interchange(std::move(out));
}

namespace {

/// {"changes": {"1": "changed"}} of the order's message: it was changed by an 860 or ORDCHG.
void read_changes(const queue::Message& message, AnswerFacts& facts) {
  boost::system::error_code ec;
  const auto meta = boost::json::parse(message.meta, ec);
  const auto* changes =
      ec || !meta.is_object() ? nullptr : meta.get_object().if_contains("changes");
  if (changes == nullptr || !changes->is_object()) return;
  facts.change = true;
  for (const auto& [line, what] : changes->get_object())
    if (what.is_string()) facts.changes[line] = std::string(what.get_string());
}

/// What the ERP says of a part right now, where it can be asked; nullopt: it says nothing.
awaitable<Result<std::optional<adapters::OrderStatus>>> standing_now(Context& context, Route route,
                                                                     std::string part_key) {
  std::optional<adapters::OrderStatus> out;
  if (!route.adapter->abilities().watches_orders) co_return out;
  std::string kind = kLookedAt, key = route.name;
  auto record = co_await context.journal.record(kind, key);
  if (!record) co_return record.error();
  std::string cursor;
  boost::system::error_code ec;
  if (*record) {
    const auto looked = boost::json::parse((*record)->value, ec);
    if (!ec && looked.is_object()) cursor = text_of(looked.get_object(), "orders");
  }
  for (int pages = 0; pages < kMostPages; ++pages) {
    auto page = co_await route.adapter->watch(adapters::Subject::orders, cursor);
    if (!page) co_return page.error();
    for (adapters::OrderStatus& one : page->orders) {
      if (one.key == part_key) out = std::move(one);
    }
    if (!page->more) break;
    cursor = page->cursor;
  }
  co_return out;
}

/// Promise dates and what cannot leave with the rest, as far as the ERP says it.
awaitable<Result<void>> ask_erp(Context& context, const Route& route, const PartFacts& part,
                                AnswerFacts& facts) {
  std::string key = part.key, known_key = part.key;
  auto status = co_await standing_now(context, route, std::move(key));
  if (!status && status.error().fate == Fate::retry) co_return status.error();
  if (!status) {  // the answer does not wait for a set-up that cannot be asked
    context.log.failure("partner", status.error(), {{"channel", route.name}});
    co_return Result<void>{};
  }
  if (!*status) co_return Result<void>{};
  facts.promised = (*status)->promised;
  if ((*status)->backorder.empty()) co_return Result<void>{};
  auto known = co_await part_of_order(context, route, std::move(known_key));
  if (!known) co_return known.error();
  if (!known->part) co_return Result<void>{};
  for (const auto& [line, quantity] : quantities_by_line((*status)->backorder, *known->part))
    facts.backordered[line] += quantity;
  co_return Result<void>{};
}

}  // namespace

awaitable<Result<Settlement>> answer_order(Context& context, Route route,
                                           const queue::Leased& notice) {
  const std::string identity = notice.message.identity;
  queue::Query query;
  query.identity = identity;
  query.kind = "order";
  query.limit = 1;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  if (rows->empty()) co_return no_order(identity);
  auto message = co_await context.journal.message(rows->front().id);
  if (!message) co_return message.error();
  auto order = route.connector->normalise({message->second.media_type, message->second.body});
  if (!order) co_return order.error();
  auto ours = in_our_terms(**order, route.partner->config, context.lookups);
  const Order& answered = ours ? *ours : **order;
  std::string kind = "order";
  auto record = co_await context.journal.record(kind, identity);
  if (!record) co_return record.error();
  OrderFacts planned;
  if (*record) planned = order_facts(**record).value_or(OrderFacts{});
  auto parts = co_await parts_of(context.journal, identity, planned.parts);
  if (!parts) co_return parts.error();
  AnswerFacts facts;
  facts.erp_number = erp_numbers(*parts);
  facts.refused = notice.message.key.starts_with(identity + "/refused/");
  read_changes(message->second, facts);
  for (const PartFacts& part : *parts) {
    auto asked = co_await ask_erp(context, route, part, facts);
    if (!asked) co_return asked.error();
  }
  const auto source = order_answer(answered, facts, context.clock.now());
  const config::Partner& partner = route.partner->config;
  const std::string& by =
      facts.change && !partner.change_answer.empty() ? partner.change_answer : partner.order_answer;
  queue::Message document =
      document_message(route, identity + "/answer", identity, by, mapping::to_xml(source));
  Settlement out = done("answered", "the answer to the partner is made");
  out.effects.messages.push_back(std::move(document));
  co_return out;
}

queue::Message document_message(const Route& route, std::string key, std::string identity,
                                const std::string& mapping, std::string source,
                                const std::string& due) {
  queue::Message out;
  out.key = std::move(key);
  out.kind = "document";
  out.channel = route.name;
  out.identity = std::move(identity);
  out.ordering = edi_ordering(route.name);
  out.media_type = "application/xml";
  boost::json::object meta{{"mapping", mapping}};
  if (!due.empty()) meta["due"] = due;
  out.meta = boost::json::serialize(meta);
  out.body = std::move(source);
  return out;
}

namespace {

std::string meta_of(const queue::Message& message, const char* name) {
  boost::system::error_code ec;
  const auto meta = boost::json::parse(message.meta, ec);
  return ec || !meta.is_object() ? "" : text_of(meta.get_object(), name);
}

/// The mapping that a "document" message names.
Result<std::shared_ptr<const mapping::Mapping>> mapping_of(const Context& context,
                                                           const queue::Leased& leased) {
  const std::string name = meta_of(leased.message, "mapping");
  const auto found = context.setup->mappings.find(name);
  if (found != context.setup->mappings.end()) return found->second;
  return Error{Fate::halt,
               "there is no mapping " + shown(name) + " for what partner " +
                   shown(leased.message.channel) + " is sent",
               "add the file mappings/" + name + ".yaml, then: norekey apply",
               {},
               "edi/mapping"};
}

std::string set_name(const mapping::Document& set) {
  const pugi::xml_node root = set.root();
  return root.child("ST") ? root.child("ST").child("ST01").text().get()
                          : root.child("UNH").child("UNH02").child("UNH0201").text().get();
}

}  // namespace

awaitable<Result<Settlement>> send_document(Context& context, const queue::Leased& leased) {
  const Route* found = context.route(leased.message.channel);
  if (found == nullptr || !found->partner) {
    co_return no_partner(leased.message.channel);
  }
  const Route route = *found;
  auto by = mapping_of(context, leased);
  if (!by) co_return by.error();
  auto source = mapping::from_xml(leased.message.body);
  if (!source) co_return source.error();
  mapping::Document wanted = std::move(*source);
  auto ready = co_await ready_source(context, route, std::move(wanted));
  if (!ready) co_return ready.error();
  auto mapped = (*by)->apply(*ready, context.lookups);
  if (!mapped) co_return mapped.error();
  std::string channel = route.name;
  std::string key = leased.message.key + "/" + std::to_string(leased.revision);
  auto control = co_await control_number(context, channel, key);
  if (!control) co_return control.error();
  const Instant now = context.clock.now();
  auto text = enclose(*mapped, route.partner->config, *control, now);
  if (!text) co_return text.error();
  if (const std::string fault = fault_in(*text, *route.partner); !fault.empty()) {
    co_return Error{Fate::reject,
                    "our document would not be valid: " + first_line(fault),
                    "correct mapping " + shown((*by)->name()) + ", then: norekey apply",
                    {},
                    "edi/mapping"};
  }
  const std::string set = set_name(*mapped);
  const bool x12 = mapped->root().child("ST");
  Settlement out = done("answered", set + " " + std::to_string(*control));
  out.effects.messages.push_back(file_message(route, key, file_name(set, *control, x12),
                                              std::move(*text), leased.message.identity));
  if ((*by)->from() == "order-answer") {
    Due answered = answer_due(route, leased.message.identity, now);
    answered.state = "done";
    out.effects.records.push_back(to_record(answered));
  }
  if (const std::string due = meta_of(leased.message, "due"); !due.empty()) {
    Due told = document_due(route, due, leased.message.key, now);
    told.state = "done";
    out.effects.records.push_back(to_record(told));
  }
  if (route.partner->config.acknowledge == "yes")
    out.effects.records.push_back(to_record(acknowledgement_due(route, set, *control, now)));
  co_return out;
}

}  // namespace norekey::flow
