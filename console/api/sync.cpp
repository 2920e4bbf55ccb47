#include <boost/json.hpp>

#include "console/api/asked.hpp"
#include "console/api/handlers.hpp"
#include "console/shown_row.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/prices.hpp"
#include "flow/outbound/status.hpp"
#include "flow/outbound/stock.hpp"

namespace norekey::console::api {
namespace {

namespace json = boost::json;
using flow::flag_of;

Result<std::string> what_of(const Call& call) {
  const std::string what = call.text("what");
  if (what == "stock" || what == "prices" || what == "statuses") return what;
  return Error{
      Fate::reject,
      "nothing is called " + shown(what) + did_you_mean(what, {"stock", "prices", "statuses"}),
      "use one of: stock, prices, statuses",
      {},
      "not found"};
}

/// Whether the channel's bundle says so, and how often.
std::pair<bool, config::Duration> terms_of(const config::Outbound& in, const std::string& what) {
  if (what == "stock") return {in.stock != "off", in.stock_every};
  if (what == "prices") return {in.prices, in.prices_every};
  return {in.statuses, in.statuses_every};
}

json::value shown_count(const Call& call, const std::string& channel, const std::string& what) {
  if (what == "stock") {
    const auto found = call.flow.outboxes.find(channel + "/stock");
    if (found != call.flow.outboxes.end() && found->second->loaded)
      return json::value(found->second->shown.size());
  }
  if (what == "prices") {
    const auto found = call.flow.price_boxes.find(channel);
    if (found != call.flow.price_boxes.end() && found->second->loaded)
      return json::value(found->second->shown.size());
  }
  return nullptr;
}

/// Of a subject's boxes the channel's; epoch = this daemon has not looked since its start.
template <class Boxes>
Instant looked_in(const Boxes& boxes, const std::string& key) {
  const auto found = boxes.find(key);
  return found == boxes.end() ? Instant{} : found->second->looked_at;
}

Instant looked_at(const Call& call, const std::string& channel, const std::string& what) {
  if (what == "stock") return looked_in(call.flow.outboxes, channel + "/stock");
  if (what == "prices") return looked_in(call.flow.price_boxes, channel);
  return looked_in(call.flow.status_boxes, channel);
}

/// What waits to be pushed, and what is parked for a person, of one channel.
awaitable<Result<void>> add_waiting(Call& call, json::object& out, std::string channel,
                                    std::string what) {
  for (const auto state : {queue::State::fresh, queue::State::parked}) {
    queue::Query query;
    query.channel = channel;
    query.state = state;
    query.limit = 1000;
    auto rows = co_await call.flow.journal.list(query);
    if (!rows) co_return rows.error();
    std::int64_t count = 0;
    for (const queue::Row& row : *rows) {
      const bool kind = what == "statuses" ? row.kind == "status"
                                           : (row.kind == "push" || row.kind == "ask") &&
                                                 row.key.find("/" + what) != std::string::npos;
      if (!kind) continue;
      ++count;
      if (row.kind == "ask" && state == queue::State::parked) {
        out["held"] = 1;
        out["question"] = row.what;
        const auto plan = row.fix.find("--approve ");
        if (plan != std::string::npos) {
          const std::string rest = row.fix.substr(plan + 10);
          out["plan"] = rest.substr(0, rest.find(' '));
        }
      }
    }
    out[state == queue::State::fresh ? "waiting" : "parked"] = count;
  }
  co_return Result<void>{};
}

}  // namespace

awaitable<Result<Reply>> sync_standing(Call& call) {
  auto what = what_of(call);
  if (!what) co_return what.error();
  json::array out;
  for (const auto& [name, route] : call.flow.setup->routes) {
    if (route.partner) continue;
    const auto [on, every] = terms_of(route.channel.outbound, *what);
    json::object one{
        {"channel", name},
        {"on", on},
        {"every_seconds", std::chrono::duration_cast<std::chrono::seconds>(every).count()},
        {"shown", shown_count(call, name, *what)},
        {"looked", instant_json(looked_at(call, name, *what))},
        {"held", 0}};
    out.push_back(std::move(one));
  }
  for (json::value& one : out) {
    json::object& channel = one.get_object();
    std::string name = flow::text_of(channel, "channel"), subject = *what;
    auto added = co_await add_waiting(call, channel, std::move(name), std::move(subject));
    if (!added) co_return added.error();
  }
  co_return Reply{list_of(std::move(out))};
}

awaitable<Result<Reply>> sync(Call& call) {
  auto what = what_of(call);
  if (!what) co_return what.error();
  json::object request{{"command", "sync " + *what},
                       {"channel", call.in_body("channel")},
                       {"dry_run", flag_of(call.body, "dry_run")},
                       {"all", flag_of(call.body, "all")},
                       {"accept", flag_of(call.body, "accept")},
                       {"approve", call.in_body("approve")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  reply->on = *what + " " + call.in_body("channel");
  reply->after = call.body;
  co_return reply;
}

awaitable<Result<Reply>> reconcile(Call& call) {
  json::object request{{"command", "reconcile"},
                       {"channel", call.text("channel")},
                       {"since", call.text("since")},
                       {"all", call.flag("all")}};
  co_return co_await asked(call, std::move(request));
}

awaitable<Result<Reply>> shadow(Call& call) {
  json::object request{{"command", "shadow report"},
                       {"channel", call.text("channel")},
                       {"since", call.text("since")}};
  co_return co_await asked(call, std::move(request));
}

}  // namespace norekey::console::api
