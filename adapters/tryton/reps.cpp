#include "adapters/tryton/reps.hpp"

#include <boost/json.hpp>

#include "adapters/tryton/values.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

/// The order in which Tryton goes through selections.
json::array in_turn() {
  return {json::array{"party", "ASC"}, json::array{"sequence", "ASC"}, json::array{"id", "ASC"}};
}

bool is_active(const json::object& party) {
  const json::value* active = party.if_contains("active");
  return active == nullptr || !active->is_bool() || active->get_bool();
}

}  // namespace

awaitable<Result<Changes>> known_reps(Session& session) {
  std::string model = "commission.agent";
  json::array agents_of = only(json::array{"type_", "=", "agent"});
  json::array agent_fields{"party.code", "party.name", "party.active"};
  auto agents = co_await session.search(std::move(model), std::move(agents_of),
                                        std::move(agent_fields), by("id"), 0);
  if (!agents) co_return agents.error();
  model = "commission.agent.selection";
  json::array named{json::array{"party", "!=", nullptr}, json::array{"employee", "=", nullptr}};
  json::array fields{"agent.party.code", "party.code", "start_date", "end_date"};
  auto selections =
      co_await session.search(std::move(model), std::move(named), std::move(fields), in_turn(), 0);
  if (!selections) co_return selections.error();
  Changes out;
  out.whole = true;
  for (const json::object& one : *agents) {
    const json::object& party = related(one, "party");
    if (text_of(party, "code").empty()) continue;  // nothing that an order could name
    out.reps.push_back({text_of(party, "code"), text_of(party, "name"), is_active(party)});
  }
  for (const json::object& one : *selections) {
    RepOfCustomer owner;
    owner.customer = text_of(related(one, "party"), "code");
    owner.rep = text_of(related(related(one, "agent"), "party"), "code");
    owner.from = date_of(one, "start_date");
    if (const auto last = date_of(one, "end_date"))  // Tryton's last day is one with the agent
      owner.until = Date{std::chrono::sys_days(*last) + std::chrono::days(1)};
    if (!owner.customer.empty() && !owner.rep.empty()) out.owners.push_back(std::move(owner));
  }
  co_return out;
}

}  // namespace norekey::adapters::tryton
