#include "flow/alerts/heartbeat.hpp"

#include "flow/alerts/memory.hpp"
#include "flow/alerts/ways.hpp"
#include "flow/duty.hpp"

namespace norekey::flow {
namespace {

constexpr std::chrono::minutes kWorkerMoves{1};
constexpr std::chrono::seconds kNoHeartbeat{5};

}  // namespace

awaitable<bool> is_alive(Context& context) {
  if (!context.life.ready) co_return false;
  if (std::chrono::steady_clock::now() - context.life.worked > kWorkerMoves) co_return false;
  std::string all;
  const auto counts = co_await context.journal.counts(std::move(all));
  co_return counts.has_value();
}

std::string heartbeat_url(const config::Heartbeat& heartbeat, const std::string& host) {
  std::string out = heartbeat.url;
  const std::string place = "{host}";
  for (auto at = out.find(place); at != out.npos; at = out.find(place, at + host.size()))
    out.replace(at, place.size(), host);
  return out;
}

awaitable<bool> beat_once(Context& context) {
  if (!co_await is_alive(context)) co_return false;
  const auto setup = context.setup;
  const std::string url = heartbeat_url(setup->alerts.heartbeat, context.premises.host);
  net::Call call = call_for_alerts(setup->alerts, url);
  auto answered = co_await context.surroundings.client.send(std::move(call));
  std::optional<Error> failed;
  if (!answered) {
    failed = answered.error().error;
  } else if (const int status = answered->response.status; status < 200 || status >= 300) {
    failed = Error{Fate::retry,
                   "the heartbeat's address answered " + std::to_string(status),
                   "check heartbeat of alerts in channels.yaml",
                   {},
                   "heartbeat"};
  }
  if (!context.alert_memory) context.alert_memory = std::make_shared<AlertMemory>();
  auto& known = context.alert_memory->heartbeat;
  if (failed && !known.failed) context.log.failure("heartbeat", *failed);
  if (!failed && known.failed) context.log.info("heartbeat", "answered again");
  known.failed = std::move(failed);
  known.at = context.clock.now();
  co_return true;
}

awaitable<void> keep_beating(Context& context) {
  for (;;) {
    const config::Heartbeat& heartbeat = context.setup->alerts.heartbeat;
    const auto every = heartbeat.every;
    if (heartbeat.url.empty()) {
      co_await rest_for(kNoHeartbeat);
      continue;
    }
    co_await beat_once(context);
    co_await rest_for(every);
  }
}

}  // namespace norekey::flow
