#include "flow/credit_reassign.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "core/digest.hpp"
#include "flow/partners/meaning.hpp"
#include "flow/parts.hpp"
#include "flow/plan.hpp"
#include "flow/work_order.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

/// What of a document may follow a later decision: the rest stays as it was delivered.
constexpr const char* kFollows[] = {"rep", "taker", "note", "delivery_note"};

/// The newest message of a kind and key that was settled; nullopt = there is none.
awaitable<Result<std::optional<queue::Message>>> last_done(Context& context, std::string identity,
                                                           std::string kind, std::string key) {
  queue::Query query;
  query.identity = std::move(identity);
  query.kind = std::move(kind);
  query.state = queue::State::done;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  for (const queue::Row& row : *rows) {
    if (row.key != key) continue;
    auto message = co_await context.journal.message(row.id);
    if (!message) co_return message.error();
    co_return std::optional<queue::Message>(std::move(message->second));
  }
  co_return std::optional<queue::Message>();
}

/// The order as its last revision says it, in our terms.
Result<Order> order_in(const queue::Message& revision, const Route& route,
                       const mapping::Lookups& lookups) {
  const connectors::Payload payload{revision.media_type, revision.body};
  auto order = route.connector->normalise(payload);
  if (!order) return order.error();
  if (!*order) return Error{Fate::reject, "the order is not placed", "", {}, ""};
  (*order)->company = route.company.name;
  (*order)->channel = route.channel.name;
  if (!route.partner) return std::move(**order);
  return in_our_terms(std::move(**order), route.partner->config, lookups);
}

void take_over(const mapping::Document& from, mapping::Document& into) {
  for (const char* name : kFollows) {
    while (into.root().remove_child(name)) {
    }
    for (const pugi::xml_node one : from.root().children(name)) into.root().append_copy(one);
  }
}

/// The document with the reps and notes that the sales credit as it stands makes.
Result<std::optional<Planned>> planned_again(Context& context, const Route& route,
                                             const queue::Message& revision, int part,
                                             const std::vector<SalesCredit>& standing) {
  auto order = order_in(revision, route, context.lookups);
  if (!order) return order.error();
  auto parts = split_into_parts(*order, route.mapping->parts());
  if (!parts) return parts.error();
  for (Part& one : *parts) {
    if (one.number != part) continue;
    auto planned = plan_part(route, context.setup->sales_credit, context.lookups,
                             std::move(one.order), nullptr, part, &standing);
    if (!planned) return planned.error();
    return std::optional<Planned>(std::move(*planned));
  }
  return std::optional<Planned>();
}

/// The delivered document with other reps, as the message that brings it to the ERP. nullopt: it
/// says what the ERP has already.
std::optional<queue::Message> message_of(const queue::Message& delivered, const Planned& planned,
                                         const MovedPart& moved, Instant now) {
  auto document = mapping::from_xml(delivered.body);
  auto work = work_order(delivered.meta);
  if (!document || !work) return std::nullopt;
  take_over(planned.document, *document);
  queue::Message out = delivered;
  out.body = mapping::to_xml(*document);
  if (sha256_hex(out.body) == moved.facts.digest) return std::nullopt;
  work->reps_only = true;
  work->revision = moved.facts.revision;
  work->note = credit::note_of(planned.resolution);
  work->credits = moved.facts.credits;
  work->former = moved.former;
  out.meta = to_json(*work);
  // What was true before may be true again: it is never a duplicate.
  out.digest = sha256_hex(out.body + "\n" + to_string(now));
  out.due = Instant{};
  return out;
}

}  // namespace

std::vector<SalesCredit> read_credits(const std::string& text) {
  std::vector<SalesCredit> out;
  boost::system::error_code ec;
  const json::value value = json::parse(text, ec);
  if (ec || !value.is_array()) return out;
  for (const json::value& one : value.get_array()) {
    if (!one.is_object()) continue;
    const json::object& in = one.get_object();
    const json::value* line = in.if_contains("line");
    SalesCredit& credit = out.emplace_back();
    credit.slot = text_of(in, "slot");
    credit.line = line != nullptr && line->is_int64() ? static_cast<int>(line->get_int64()) : 0;
    credit.rep = text_of(in, "rep");
    credit.amount = value_or(Decimal::parse(text_of(in, "amount")), Decimal(0));
    credit.rule = text_of(in, "rule");
  }
  return out;
}

std::string standing_note(const Context& context, const OrderFacts& facts,
                          const std::vector<PartFacts>& parts) {
  const auto route = context.setup->routes.find(facts.channel);
  std::vector<SalesCredit> all;
  for (const PartFacts& part : parts) {
    const auto own = read_credits(part.credits);
    all.insert(all.end(), own.begin(), own.end());
  }
  std::erase_if(all, [](const SalesCredit& one) { return one.amount.is_zero(); });
  if (all.empty() || route == context.setup->routes.end()) return facts.sales_credit;
  credit::Resolution out;
  credit::let_stand(std::move(all), route->second.policy, out);
  return credit::note_of(out);
}

awaitable<Result<std::int64_t>> reassign(Context& context, const Kept& kept,
                                         std::vector<MovedPart> parts, queue::Effects& effects) {
  std::int64_t made = 0;
  const Route* found = context.route(kept.facts.channel);
  if (found == nullptr || found->channel.shadow) co_return made;
  const Route route = *found;
  for (const MovedPart& moved : parts) {
    if (moved.facts.revision == 0 || moved.facts.operation == "cancel") continue;
    std::string identity = kept.identity, kind = "part", key = moved.facts.key;
    auto delivered = co_await last_done(context, std::move(identity), std::move(kind), key);
    if (!delivered) co_return delivered.error();
    std::string of = kept.identity, order_kind = "order", order_key = kept.identity;
    auto revision =
        co_await last_done(context, std::move(of), std::move(order_kind), std::move(order_key));
    if (!revision) co_return revision.error();
    if (!*delivered || !*revision || (*delivered)->body.empty() || (*revision)->body.empty()) {
      context.log.warning("rep",
                          "the ERP is not told of the sales credit's change: its document was "
                          "removed, as retention in norekey.yaml says",
                          {{"order", kept.identity}});
      continue;
    }
    const auto work = work_order((*delivered)->meta);
    if (!work) continue;
    const std::vector<SalesCredit> standing = read_credits(moved.facts.credits);
    auto planned = planned_again(context, route, **revision, work->part, standing);
    if (!planned) {
      context.log.warning(
          "rep", "the ERP is not told of the sales credit's change: " + planned.error().what,
          {{"order", kept.identity}});
      continue;
    }
    if (!*planned) continue;
    if (auto out = message_of(**delivered, **planned, moved, context.clock.now())) {
      effects.messages.push_back(std::move(*out));
      ++made;
    }
  }
  co_return made;
}

}  // namespace norekey::flow
