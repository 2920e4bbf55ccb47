#include "flow/credit_import.hpp"

#include <boost/json.hpp>

#include <set>

#include "core/text.hpp"
#include "credit/owners.hpp"
#include "flow/activate.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

Error wrong_request(std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {}, "usage"};
}

/// A lookup turned round: the ERP's code to ours. Without such a lookup both have one name.
class TurnedRound {
 public:
  TurnedRound(const mapping::Lookups& lookups, const std::string& name) {
    const auto table = lookups.tables.find(name);
    if (table == lookups.tables.end()) return;
    known_ = true;
    for (const auto& [ours, theirs] : table->second.rows) ours_[theirs].insert(ours);
  }

  std::vector<std::string> of(const std::string& theirs) const {
    if (!known_) return {theirs};
    const auto found = ours_.find(theirs);
    if (found == ours_.end()) return {};
    return {found->second.begin(), found->second.end()};
  }

  /// The first of ours, their own where there is none.
  std::string one(const std::string& theirs) const {
    const auto all = of(theirs);
    return all.empty() ? theirs : all.front();
  }

 private:
  bool known_ = false;
  std::map<std::string, std::set<std::string>> ours_;
};

json::array changes_json(const credit::Owners& owners) {
  json::array out;
  for (const credit::OwnerChange& one : owners.changes)
    out.push_back(json::object{{"what", one.what},
                               {"account", one.account},
                               {"rep", one.rep},
                               {"was", one.was},
                               {"why", one.why}});
  return out;
}

std::string file_in(const config::Bundle& bundle, const std::string& name) {
  const auto found = bundle.files.find(name);
  return found == bundle.files.end() ? "" : found->second;
}

}  // namespace

Result<NamedErp> named_erp(const Context& context, const std::string& name) {
  const auto& erps = context.setup->erps;
  std::vector<std::string> names;
  for (const auto& one : erps) names.push_back(one.first);
  const auto found = erps.find(name);
  if (found != erps.end()) return NamedErp(*found);
  if (name.empty() && erps.size() == 1) return NamedErp(*erps.begin());
  if (name.empty())
    return wrong_request("there are several ERPs", "give --from " + join(names, ", or "));
  return wrong_request("there is no ERP " + shown(name) + did_you_mean(name, names),
                       "use one of: " + join(names, ", "));
}

awaitable<Answer> credit_import(Context& context, const json::object& request) {
  auto erp = named_erp(context, text_of(request, "erp"));
  if (!erp) co_return erp.error();
  const auto [name, adapter] = *erp;
  std::string whole;
  auto said = co_await adapter->watch(adapters::Subject::reps, std::move(whole));
  if (!said) co_return said.error();
  if (!said->whole)
    co_return wrong_request("the ERP tells nothing of reps",
                            "a files ERP needs  reps-file: /path  of customer,rep below it in "
                            "channels.yaml");
  const TurnedRound accounts(context.lookups, text_of(request, "accounts", "customers")),
      reps(context.lookups, text_of(request, "reps", "reps"));
  std::vector<credit::ErpRep> known;
  for (const adapters::KnownRep& one : said->reps)
    known.push_back({reps.one(one.code), one.name, one.active});
  std::vector<credit::ErpOwner> owners;
  json::array elsewhere;
  for (const adapters::RepOfCustomer& one : said->owners) {
    const auto ours = accounts.of(one.customer);
    if (ours.empty()) elsewhere.emplace_back(one.customer);
    for (const std::string& account : ours)
      owners.push_back({account, reps.one(one.rep), one.from, one.until});
  }
  auto bundle = co_await active_bundle(context);
  if (!bundle) co_return bundle.error();
  const config::Bundle active = *bundle ? **bundle : config::Bundle{};
  if (context.setup->routes.empty())
    co_return wrong_request("no channel is set up yet", "norekey check says what is missing");
  const Route& route = context.setup->routes.begin()->second;
  const Date today = credit::business_date(context.clock.now(), route.policy);
  const credit::Owners taken =
      credit::take_owners(file_in(active, "assignments.csv"), file_in(active, "reps.csv"),
                          context.setup->sales_credit, known, owners, today);
  co_return json::object{{"erp", name},
                         {"changes", changes_json(taken)},
                         {"same", taken.same},
                         {"writes", taken.writes()},
                         {"assignments", taken.assignments},
                         {"reps", taken.reps},
                         {"not_on_the_web", std::move(elsewhere)}};
}

}  // namespace norekey::flow
