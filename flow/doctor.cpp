#include "flow/doctor.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "flow/alerts/commands.hpp"
#include "flow/pause.hpp"
#include "flow/receipt.hpp"
#include "flow/stand_in.hpp"
#include "flow/terms.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

class Findings {
 public:
  void say(const std::string& what, bool ok, const std::string& text, const std::string& fix) {
    rows_.push_back(json::object{{"what", what}, {"ok", ok}, {"text", text}, {"fix", fix}});
  }

  void say(const std::string& what, const Result<std::string>& greeted) {
    say(what, greeted.has_value(), greeted ? *greeted : greeted.error().what,
        greeted ? "" : greeted.error().fix);
  }

  json::array take() { return std::move(rows_); }

 private:
  json::array rows_;
};

/// What a shop is shown is paused with the shop, and resumed with it.
std::string paused_as(const Context& context, const std::string& name) {
  const bool with_its_shop = name.starts_with("sync/") && !context.pauses.contains(name);
  return with_its_shop ? "shop/" + name.substr(5) : name;
}

void say_destinations(Context& context, Findings& out) {
  for (const auto& [name, destination] : context.destinations) {
    const Instant now = context.clock.now();
    const bool held = destination.pause(now) != nullptr && !destination.terms().paused;
    if (!name.empty())
      out.say(name, true, standing_text(destination, now),
              held ? "norekey resume " + paused_as(context, name) : "");
  }
}

/// Each company's house code in each ERP that its orders go to, where the ERP tells its reps.
awaitable<void> say_house_codes(Context& context, Findings& out) {
  const auto setup = context.setup;
  std::set<std::string> told;
  for (const auto& [name, route] : setup->routes) {
    const std::string code = house_code(route.company.house_rep, context.lookups);
    if (code.empty() || !told.insert(route.channel.erp + "\n" + code).second) continue;
    std::string whole;
    auto said = co_await route.adapter->watch(adapters::Subject::reps, std::move(whole));
    if (!said || said->reps.empty()) continue;  // it tells of none; `greet` says whether it answers
    const bool known =
        std::any_of(said->reps.begin(), said->reps.end(),
                    [&](const adapters::KnownRep& one) { return one.code == code && one.active; });
    if (known) continue;
    out.say("house code " + shown(code), false,
            "the ERP " + route.channel.erp +
                " has no such rep in use: an order that nobody has "
                "the sales credit of goes there without a rep",
            "add it to the ERP, or name another one as house-rep of company " + route.company.name +
                " in channels.yaml, or in lookups/reps");
  }
}

}  // namespace

awaitable<Result<json::value>> doctor(Context& context, const json::object&) {
  Findings out;
  auto counts = co_await context.journal.counts("");
  out.say("store", counts.has_value(), counts ? "answers" : counts.error().what,
          counts ? "" : counts.error().fix);
  const auto setup = context.setup;
  if (auto learned = co_await learn_pauses(context); learned && context.destinations.empty())
    learn_terms(context);  // no worker runs here
  say_destinations(context, out);
  out.say("bundle", true, setup->bundle.substr(0, 12), "");
  for (const auto& [name, adapter] : setup->erps) {
    auto greeted = co_await adapter->greet();
    out.say("erp " + name, greeted);
  }
  co_await say_house_codes(context, out);
  for (const auto& [name, route] : setup->routes) {
    auto greeted = co_await route.connector->greet();
    out.say("channel " + name, greeted);
  }
  for (const auto& [company, receipts] : setup->receipts) {
    if (receipts.mail_server.empty()) continue;
    config::Receipts terms = receipts;
    auto greeted = co_await greet_mail_server(context, std::move(terms));
    out.say("receipts " + company, greeted);
  }
  const std::vector<AlertFinding> reached = co_await reach_alert_ways(context);
  for (const AlertFinding& one : reached) out.say(one.what, one.ok, one.text, one.fix);
  co_return out.take();
}

}  // namespace norekey::flow
