#include "flow/alerts/keep.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "config/calendar.hpp"
#include "flow/alerts/memory.hpp"
#include "flow/alerts/tell.hpp"
#include "flow/duty.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr const char* kOwnRecords = "alert-seen";
constexpr std::chrono::seconds kAlertEvery{15};
constexpr int kLookShare = 20;  // of the time at most one part in so many is spent looking
constexpr std::chrono::minutes kSayAgain{1};
constexpr std::chrono::minutes kSayingIsOld{3};
constexpr std::chrono::minutes kRefreshEvery{1};
constexpr int kMostDaemons = 1000;

/// What other daemons see and have said lately.
awaitable<Result<std::vector<Alert>>> seen_by_others(Context& context) {
  std::string kind = kOwnRecords, after;
  auto records = co_await context.journal.records(std::move(kind), std::move(after), kMostDaemons);
  if (!records) co_return records.error();
  std::vector<Alert> out;
  const Instant now = context.clock.now();
  for (const queue::Record& one : *records) {
    if (one.key == daemon_name(context) || now - one.at > kSayingIsOld) continue;
    boost::system::error_code ec;
    const json::value value = json::parse(one.value, ec);
    if (ec || !value.is_array()) continue;
    for (const json::value& alert : value.get_array()) {
      if (alert.is_object()) out.push_back(alert_from(alert.get_object()));
    }
  }
  co_return out;
}

/// Each thing once, however many see it.
void unite(std::vector<Alert>& all, std::vector<Alert> more) {
  for (Alert& one : more) {
    const std::string name = fingerprint(one);
    const bool known =
        std::any_of(all.begin(), all.end(), [&](const Alert& a) { return fingerprint(a) == name; });
    if (!known && !one.rule.empty()) all.push_back(std::move(one));
  }
}

queue::Record withdrawn_record(const char* kind, std::string key) {
  queue::Record out;
  out.kind = kind;
  out.key = std::move(key);
  out.who = "daemon";
  return out;
}

/// What nobody asks for any more: episodes over for a week with who was told, and orders whose reps
/// differed long ago.
awaitable<Result<void>> forget_old(Context& context, const std::vector<std::string>& gone,
                                   queue::Effects& effects) {
  if (!gone.empty()) {
    auto told = co_await what_was_told(context);
    if (!told) co_return told.error();
    for (const std::string& key : gone) {
      effects.records.push_back(withdrawn_record(kAlertRecords, key));
      for (const ToldAlert& one : (*told)[key])
        effects.records.push_back(withdrawn_record(kToldRecords, told_key(key, one.way)));
    }
  }
  std::string kind = kRepMismatchRecords, after;
  auto reps = co_await context.journal.records(std::move(kind), std::move(after), 1000);
  if (!reps) co_return reps.error();
  const Instant now = context.clock.now();
  for (const queue::Record& one : *reps) {
    if (now - one.at >= context.setup->alerts.reps_within)
      effects.records.push_back(withdrawn_record(kRepMismatchRecords, one.key));
  }
  co_return Result<void>{};
}

void log_news(Context& context, const NewsItem& item) {
  const std::vector<Fact> facts{
      {"rule", item.alert.rule}, {"on", item.alert.on}, {"severity", severity_of(item.alert)}};
  if (item.what == News::over || item.what == News::passed)
    return context.log.info("alert", "over: " + item.alert.text, facts);
  context.log.warning("alert", item.alert.text, facts);
}

/// Alertmanager forgets what it is not told again, and all of it when it starts anew.
awaitable<void> refresh_alertmanager(Context& context, const Episodes& known) {
  const config::Alerts& alerts = context.setup->alerts;
  const Instant now = context.clock.now();
  if (alerts.alertmanager.empty() || now - context.alert_memory->refreshed < kRefreshEvery)
    co_return;
  context.alert_memory->refreshed = now;
  const auto destination = context.destinations.find("alerts/alertmanager");
  if (destination != context.destinations.end() &&
      destination->second.standing(now) != Standing::open)
    co_return;
  std::vector<NewsItem> items;
  for (const auto& [key, one] : known) {
    if (one.open() && one.told != Instant{} && now - one.told >= kRefreshEvery)
      items.push_back({News::still, key, one.alert, one.opened, {}, one.times});
  }
  if (items.empty()) co_return;
  AlertWay way{"alertmanager", ""};
  std::string id;
  auto sent = co_await send_news(context, std::move(way), std::move(items), std::move(id));
  if (sent) co_return;
  context.log.write(Level::debug, "alert", sent.error().what, {});
  context.alert_memory->refreshed = {};  // it may be starting anew: the next look tries again
}

void count_open(Context& context, const Episodes& known) {
  for (const AlertRule& rule : alert_rules()) {
    int warning = 0, critical = 0;
    for (const auto& one : known) {
      if (!one.second.open() || one.second.alert.rule != rule.name) continue;
      ++(one.second.alert.critical ? critical : warning);
    }
    context.metrics.alerts_are(rule.name, "warning", warning);
    context.metrics.alerts_are(rule.name, "critical", critical);
  }
}

}  // namespace

AlertTerms alert_terms(const Setup& setup, Instant now) {
  const config::Alerts& alerts = setup.alerts;
  const auto quiet = value_or(config::Calendar::parse(alerts.quiet_hours), config::Calendar());
  AlertTerms out;
  out.hold = alerts.hold;
  out.repeat = alerts.repeat;
  out.anybody = alerts.any_way();
  out.quiet = quiet.closed_until(now, setup.alerts_zone).has_value();
  out.critical_through = alerts.quiet_lets_through == "critical";
  return out;
}

std::string daemon_name(const Context& context) {
  return context.premises.host + ":" + context.premises.state_dir;
}

awaitable<Result<Episodes>> remembered_alerts(Context& context) {
  std::string kind = kAlertRecords, below;
  auto records = co_await all_records(context.journal, std::move(kind), std::move(below));
  if (!records) co_return records.error();
  Episodes out;
  for (const queue::Record& one : *records) {
    if (auto episode = episode_of(one)) out.emplace(one.key, std::move(*episode));
  }
  co_return out;
}

awaitable<Result<std::vector<NewsItem>>> look_for_alerts(Context& context) {
  auto seen = co_await alerts_now(context);
  if (!seen) co_return seen.error();
  auto others = co_await seen_by_others(context);
  if (!others) co_return others.error();
  unite(*seen, std::move(*others));
  auto known = co_await remembered_alerts(context);
  if (!known) co_return known.error();
  const auto setup = context.setup;
  const Instant now = context.clock.now();
  AlertLook look = take_look(*known, *seen, alert_terms(*setup, now), now);
  queue::Effects effects;
  for (const std::string& key : look.changed) {
    const auto found = known->find(key);
    if (found != known->end()) effects.records.push_back(to_record(key, found->second));
  }
  auto forgotten = co_await forget_old(context, look.gone, effects);
  if (!forgotten) co_return forgotten.error();
  effects.messages = alert_messages(setup->alerts, look.news, now);
  count_open(context, *known);
  if (!effects.records.empty() || !effects.messages.empty()) {
    auto put = co_await context.store.put(std::move(effects));
    if (!put) co_return put.error();
  }
  for (const NewsItem& one : look.news) log_news(context, one);
  co_await refresh_alertmanager(context, *known);
  co_return std::move(look.news);
}

awaitable<Result<void>> tell_own_alerts(Context& context) {
  json::array own;
  for (const Alert& one : own_alerts(context)) own.push_back(to_json(one));
  AlertMemory& memory = *context.alert_memory;
  std::string text = own.empty() ? "" : json::serialize(own);
  const Instant now = context.clock.now();
  const bool again = !text.empty() && now - memory.own_seen_at >= kSayAgain;
  if (text == memory.own_seen && !again) co_return Result<void>{};
  queue::Effects effects;
  effects.records.push_back(withdrawn_record(kOwnRecords, daemon_name(context)));
  effects.records.back().value = text;
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  memory.own_seen = std::move(text);
  memory.own_seen_at = now;
  co_return Result<void>{};
}

awaitable<void> keep_alerting(Context& context) {
  auto due = std::chrono::steady_clock::now();
  for (;;) {
    std::string duty = "alerts";
    if (!co_await keep_duty(context, std::move(duty), due)) {
      count_open(context, {});  // whoever has the duty counts
      auto told = co_await tell_own_alerts(context);
      if (!told) context.log.failure("alert", told.error());
      co_await rest_for(kDutyHold / 3);
      continue;
    }
    const auto begun = std::chrono::steady_clock::now();
    auto looked = co_await look_for_alerts(context);
    if (!looked) context.log.failure("alert", looked.error());
    const auto ended = std::chrono::steady_clock::now();
    due = ended +
          std::max<std::chrono::steady_clock::duration>(kAlertEvery, kLookShare * (ended - begun));
  }
}

}  // namespace norekey::flow
