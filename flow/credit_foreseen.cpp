#include "flow/credit_foreseen.hpp"

#include <boost/json.hpp>

#include "credit/resolve.hpp"
#include "credit/wording.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/sold.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

json::object foreseen(const Order& order, const Route& route, const credit::Tables& tables) {
  const credit::Sale sale = credit::sale_of(order);
  const Date day = credit::business_date(sale.placed_at, route.policy);
  const credit::Decision decided = credit::decide(sale, tables, route.policy, day, day);
  json::array losing, notes;
  for (const credit::Lost& one : decided.losing)
    losing.push_back(json::object{{"rule", one.rule}, {"rep", one.rep}, {"why", one.why}});
  for (const std::string& flag : decided.flags) {
    if (const std::string note = credit::flag_for_people(flag); !note.empty())
      notes.emplace_back(note);
  }
  return {{"expected", credit::note_of(credit::resolve(order, tables, route.policy))},
          {"business_date", to_string(day)},
          {"zone", route.policy.zone},
          {"account", decided.account},
          {"decided", strings(decided.told)},
          {"losing", std::move(losing)},
          {"flags", strings(decided.flags)},
          {"notes", std::move(notes)}};
}

}  // namespace

awaitable<Result<std::optional<json::object>>> foresee_credit(Context& context, std::string channel,
                                                              std::string identity) {
  const Route* found = context.route(channel);
  if (found == nullptr || !found->connector) co_return std::optional<json::object>();
  const Route route = *found;
  std::string kind = "order", key = identity;
  auto message =
      co_await newest_message(context, std::move(identity), std::move(kind), std::move(key));
  if (!message) co_return message.error();
  if (!*message) co_return std::optional<json::object>();
  const connectors::Payload payload{(*message)->media_type, (*message)->body};
  auto order = route.connector->normalise(payload);
  if (!order || !*order || (*order)->lines.empty()) co_return std::optional<json::object>();
  co_return std::optional<json::object>(foreseen(**order, route, context.setup->sales_credit));
}

}  // namespace norekey::flow
