#include "flow/alerts/commands.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "config/calendar.hpp"
#include "core/text.hpp"
#include "flow/alerts/heartbeat.hpp"
#include "flow/alerts/keep.hpp"
#include "flow/alerts/memory.hpp"
#include "flow/alerts/tell.hpp"
#include "flow/pause.hpp"
#include "flow/receipt.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr std::chrono::minutes kTestLasts{5};  // in Alertmanager

json::value when_json(Instant at) {
  return at == Instant{} || at == Instant::max() ? json::value(nullptr)
                                                 : json::value(to_string(at));
}

json::array told_list(const std::vector<ToldAlert>& told, Instant opened) {
  json::array out;
  for (const ToldAlert& one : told) {
    if (one.opened == opened)
      out.push_back(json::object{{"way", one.way}, {"at", to_string(one.at)}, {"what", one.what}});
  }
  return out;
}

json::object told_row(const Episode& episode, const std::vector<ToldAlert>& told) {
  json::object out = to_json(episode.alert);
  const Instant since = episode.alert.since == Instant{} ? episode.opened : episode.alert.since;
  out["since"] = when_json(since);
  out["until"] = when_json(episode.over);
  out["told"] = told_list(told, episode.opened);
  out["untold"] = "";
  return out;
}

/// The same with why nobody was told, where nobody was.
json::object explained_row(Context& context, Episode episode, const std::vector<ToldAlert>& told) {
  const Instant now = context.clock.now();
  json::object out = told_row(episode, told);
  if (out.at("told").get_array().empty())
    out["untold"] = why_untold(episode, alert_terms(*context.setup, now), now);
  return out;
}

std::string host_of(const std::string& url) {
  const auto scheme = url.find("://");
  const auto from = scheme == url.npos ? 0 : scheme + 3;
  return url.substr(from, url.find_first_of("/?#", from) - from);
}

std::vector<NewsItem> test_news(const Context& context) {
  NewsItem out;
  out.key = "test/" + context.premises.host;
  out.alert = alert_of("test", context.premises.host,
                       "this is a test of " + context.premises.host + "'s alerts: nothing is wrong",
                       "#/settings/alerts");
  out.opened = context.clock.now();
  out.over = out.opened + kTestLasts;
  return {out};
}

}  // namespace

json::object alert_row(const Episode& episode) { return told_row(episode, {}); }

awaitable<Result<json::value>> alerts_command(Context& context, const json::object&) {
  auto seen = co_await alerts_now(context);
  if (!seen) co_return seen.error();
  auto known = co_await remembered_alerts(context);
  if (!known) co_return known.error();
  auto told = co_await what_was_told(context);
  if (!told) co_return told.error();
  json::array out;
  for (const Alert& one : *seen) {
    const std::string key = fingerprint(one);
    const auto found = known->find(key);
    const bool remembered = found != known->end() && found->second.open();
    Episode episode = remembered ? found->second : Episode{};
    const Instant since = episode.alert.since;
    episode.alert = one;
    if (since != Instant{}) episode.alert.since = since;
    out.push_back(explained_row(context, std::move(episode), (*told)[key]));
    if (remembered) known->erase(found);
  }
  std::vector<std::pair<std::string, Episode>> rest(known->begin(), known->end());
  // Not seen any more and not over yet, or seen by another daemon alone; then what is over.
  std::stable_sort(rest.begin(), rest.end(), [](const auto& a, const auto& b) {
    if (a.second.open() != b.second.open()) return a.second.open();
    return a.second.over > b.second.over;
  });
  for (const auto& [key, episode] : rest)
    out.push_back(explained_row(context, episode, (*told)[key]));
  co_return out;
}

awaitable<Result<json::value>> alert_ways_command(Context& context, const json::object&) {
  auto told = co_await what_was_told(context);
  if (!told) co_return told.error();
  std::map<std::string, Instant> last;
  for (const auto& one : *told) {
    for (const ToldAlert& by : one.second) last[by.way] = std::max(last[by.way], by.at);
  }
  const auto setup = context.setup;
  const config::Alerts& alerts = setup->alerts;
  const Instant now = context.clock.now();
  json::array ways;
  for (const AlertWay& way : alert_ways(alerts)) {
    const auto found = context.destinations.find(destination_of(way));
    ways.push_back(json::object{
        {"way", name_of(way)},
        {"standing", found == context.destinations.end() ? "" : standing_text(found->second, now)},
        {"last", when_json(last[name_of(way)])}});
  }
  const auto quiet = value_or(config::Calendar::parse(alerts.quiet_hours), config::Calendar());
  const auto until = quiet.closed_until(now, setup->alerts_zone);
  json::value heartbeat = nullptr;
  if (!alerts.heartbeat.url.empty()) {
    const AlertMemory none;
    const auto& beat = (context.alert_memory ? *context.alert_memory : none).heartbeat;
    heartbeat = json::object{{"to", host_of(alerts.heartbeat.url)},
                             {"every", duration_text(alerts.heartbeat.every)},
                             {"at", when_json(beat.at)},
                             {"text", beat.failed            ? beat.failed->what
                                      : beat.at == Instant{} ? "not asked yet"
                                                             : "answered"}};
  }
  co_return json::object{{"ways", std::move(ways)},
                         {"repeat", duration_text(alerts.repeat)},
                         {"quiet", json::object{{"hours", alerts.quiet_hours},
                                                {"zone", setup->alerts_zone},
                                                {"until", when_json(until.value_or(Instant{}))}}},
                         {"heartbeat", std::move(heartbeat)}};
}

awaitable<Result<json::value>> test_alerts_command(Context& context, const json::object&) {
  const auto ways = alert_ways(context.setup->alerts);
  if (ways.empty()) {
    co_return Error{
        Fate::reject,
        "nobody is told of alerts",
        "add  alerts:  with to, webhook or alertmanager to channels.yaml, then: norekey "
        "apply",
        {},
        "alerts"};
  }
  json::array out;
  for (const AlertWay& one : ways) {
    AlertWay way = one;
    std::vector<NewsItem> items = test_news(context);
    std::string id = "test/" + to_string(context.clock.now());
    auto sent = co_await send_news(context, std::move(way), std::move(items), std::move(id));
    out.push_back(json::object{{"way", name_of(one)},
                               {"ok", sent.has_value()},
                               {"text", sent ? *sent : sent.error().what},
                               {"fix", sent ? std::string() : sent.error().fix}});
  }
  co_return out;
}

awaitable<std::vector<AlertFinding>> reach_alert_ways(Context& context) {
  std::vector<AlertFinding> out;
  const auto setup = context.setup;
  const config::Alerts& alerts = setup->alerts;
  if (const auto server = alert_mail_server(*setup)) {
    config::Receipts terms = *server;
    auto greeted = co_await greet_mail_server(context, std::move(terms));
    out.push_back({"alerts by mail", greeted.has_value(), greeted ? *greeted : greeted.error().what,
                   greeted ? "" : greeted.error().fix});
  }
  if (!alerts.alertmanager.empty()) {
    net::Call call = call_for_alerts(alerts, alertmanager_url(alerts, "/-/healthy"));
    auto answered = co_await context.surroundings.client.send(std::move(call));
    const int status = answered ? answered->response.status : 0;
    const bool ok = status >= 200 && status < 300;
    out.push_back({"alerts to Alertmanager", ok,
                   ok         ? "Alertmanager answers"
                   : answered ? "Alertmanager answered " + std::to_string(status)
                              : answered.error().error.what,
                   ok ? "" : "check alertmanager of alerts in channels.yaml"});
  }
  if (!alerts.heartbeat.url.empty()) {
    const AlertMemory none;
    const auto& beat = (context.alert_memory ? *context.alert_memory : none).heartbeat;
    const bool asked = beat.at != Instant{};
    out.push_back({"heartbeat", !beat.failed,
                   beat.failed ? beat.failed->what
                   : asked     ? "answered " + age(beat.at, context.clock.now())
                               : "not asked yet: only a running daemon asks",
                   beat.failed ? beat.failed->fix : ""});
  }
  co_return out;
}

}  // namespace norekey::flow
