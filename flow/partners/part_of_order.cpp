#include "flow/partners/part_of_order.hpp"

#include "flow/facts.hpp"
#include "flow/outbound/sold.hpp"
#include "flow/partners/connector.hpp"
#include "flow/partners/meaning.hpp"

namespace norekey::flow {
namespace {

std::optional<PartOfOrder> read_part(const Context& context, const Route& route,
                                     const queue::Message& part, const queue::Message& order) {
  auto tree = mapping::from_xml(part.body);
  if (!tree) return std::nullopt;
  auto sent = adapters::expected(*tree);
  auto read = route.connector->normalise({order.media_type, order.body});
  if (!sent || !read || !*read) return std::nullopt;
  PartOfOrder out;
  auto ours = in_our_terms(**read, route.partner->config, context.lookups);
  out.order = ours ? std::move(*ours) : std::move(**read);
  const auto items = context.lookups.tables.find(route.channel.outbound.items);
  out.lines = sold_lines(*sent, out.order,
                         items == context.lookups.tables.end() ? nullptr : &items->second);
  return out;
}

}  // namespace

std::string identity_of_part(const std::string& part_key) {
  return part_key.substr(0, part_key.rfind('/'));
}

awaitable<Result<KnownPart>> part_of_order(Context& context, Route route, std::string part_key) {
  KnownPart out;
  std::string kind = "part";
  auto record = co_await context.journal.record(kind, part_key);
  if (!record) co_return record.error();
  const PartFacts facts = *record ? part_facts(**record).value_or(PartFacts{}) : PartFacts{};
  out.settled = facts.revision > 0;
  if (!out.settled) co_return out;
  const std::string identity = identity_of_part(part_key);
  std::string of = identity, part_kind = "part", key = part_key;
  auto part = co_await newest_message(context, std::move(of), std::move(part_kind), std::move(key));
  if (!part) co_return part.error();
  std::string order_of = identity, order_kind = "order", order_key = identity;
  auto order = co_await newest_message(context, std::move(order_of), std::move(order_kind),
                                       std::move(order_key));
  if (!order) co_return order.error();
  if (*part && *order) out.part = read_part(context, route, **part, **order);
  if (out.part) {
    out.part->erp_number = facts.receipt.number;
  } else {
    context.log.warning("partner",
                        "what became of " + part_key +
                            " cannot be told: its documents are no longer in the journal",
                        {{"channel", route.name}});
  }
  co_return out;
}

}  // namespace norekey::flow
