#include "flow/fetch.hpp"

#include "core/digest.hpp"
#include "core/text.hpp"
#include "flow/corrected.hpp"
#include "flow/identity.hpp"

namespace norekey::flow {

queue::Message event_message(const Route& route, const connectors::Trigger& trigger) {
  queue::Message out;
  out.key = route.name + "/event/" + (trigger.event.empty() ? trigger.order : trigger.event);
  out.kind = "event";
  out.channel = route.name;
  out.ordering = route.name + "/event/" + trigger.order;
  out.destination = "shop/" + route.name;
  out.media_type = "text/plain";
  out.body = trigger.order;
  out.meta = "";
  return out;
}

namespace {

queue::Message order_message(const Route& route, const Order& order,
                             const connectors::Payload& payload) {
  queue::Message out;
  out.identity = order_identity(route.name, order);
  out.key = out.identity;
  out.kind = "order";
  out.channel = route.name;
  out.ordering = "plan/" + ordering_key(route.name, route.channel.ordering == "customer", order);
  out.media_type = payload.media_type;
  out.body = payload.body;
  out.digest = sha256_hex(canonical_content(order));
  return out;
}

/// As the customer wrote it, and in capitals, as many an ERP shows it.
std::vector<std::string> spellings_of(const std::string& po) {
  std::vector<std::string> out;
  if (!po.empty()) out.push_back(po);
  if (const std::string capitals = upper(po); capitals != po) out.push_back(capitals);
  return out;
}

constexpr int kReadAgain = 3;

/// A shop may show an order while it is half changed: what does not fit together is read again
/// before it is parked.
Error unless_torn(Error error, int attempts) {
  if (error.fate != Fate::reject || attempts >= kReadAgain) return error;
  error.fate = Fate::retry;
  error.cause = kReadAgainCause;
  return error;
}

}  // namespace

awaitable<Result<Settlement>> fetch(Context& context, const queue::Leased& event) {
  const Route* route = context.route(event.message.channel);
  if (route == nullptr) co_return no_channel(event.message.channel);
  const auto connector = route->connector;
  std::string wanted = event.message.body;
  auto payload = co_await connector->fetch(wanted);
  if (!payload) co_return payload.error();
  auto order = connector->normalise(*payload);
  if (!order) co_return unless_torn(order.error(), event.attempts);
  if (!*order) co_return done("fetched", "the order is not placed yet");
  // The shop says so again when the hold ends; what is fetched then is what counts.
  if (!(*order)->holds.empty())
    co_return done("fetched", "on hold in the shop: " + (*order)->holds.front());
  (*order)->company = route->company.name;
  (*order)->channel = route->channel.name;

  const queue::Message message = order_message(*route, **order, *payload);
  auto corrected = co_await was_corrected(context, message);
  if (!corrected) co_return corrected.error();
  if (*corrected) co_return done("fetched", "as it was before it was corrected here");
  Settlement out =
      done("fetched", "order " + (*order)->number + " as it is now, " + (*order)->state);
  out.effects.messages.push_back(message);
  out.effects.aliases.push_back({route->name, "web", (*order)->number, message.identity});
  for (const std::string& po : spellings_of((*order)->po_number))
    out.effects.aliases.push_back({route->name, "po", po, message.identity});
  co_return out;
}

}  // namespace norekey::flow
