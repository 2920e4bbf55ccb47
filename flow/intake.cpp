#include "flow/intake.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "connectors/begin.hpp"
#include "core/text.hpp"
#include "flow/duty.hpp"
#include "flow/fetch.hpp"
#include "flow/partners/intake.hpp"
#include "flow/pause.hpp"
#include "flow/terms.hpp"

namespace norekey::flow {
namespace {

constexpr std::string_view kHooks = "/hooks/";
/// A shop that is back is noticed so soon, also where it was away for long.
constexpr std::chrono::minutes kLongestPollWait{1};

net::Response answer(int status, const std::string& text) {
  return {status, {{"Content-Type", "text/plain; charset=utf-8"}}, text + "\n"};
}

std::vector<queue::Message> messages_of(const Route& route,
                                        const std::vector<connectors::Trigger>& triggers) {
  std::vector<queue::Message> out;
  for (const connectors::Trigger& trigger : triggers) {
    if (!trigger.order.empty()) out.push_back(event_message(route, trigger));
  }
  return out;
}

bool asks_for_poll(const std::vector<connectors::Trigger>& triggers) {
  return std::any_of(triggers.begin(), triggers.end(),
                     [](const auto& one) { return one.order.empty(); });
}

queue::Record cursor_record(std::string key, std::string value) {
  queue::Record out;
  out.kind = "cursor";
  out.key = std::move(key);
  out.value = std::move(value);
  out.who = "daemon";
  return out;
}

/// "" where no date is configured: the connector begins with the first start.
std::string first_cursor(const Route& route) {
  const auto from = parse_moment(route.channel.backfill_from, route.channel.zone);
  return from ? route.connector->cursor_from(*from) : "";
}

/// Of a page that the store does not take as a whole: all that it takes, then the cursor. What it
/// does not take is told and passed by, or nothing behind it would ever come.
awaitable<Result<std::vector<queue::AddedMessage>>> put_one_by_one(Context& context,
                                                                   std::string channel,
                                                                   queue::Effects page) {
  std::vector<queue::AddedMessage> out;
  for (queue::Message& message : page.messages) {
    const std::string order = message.body.substr(0, 60);
    queue::Effects one;
    one.messages.push_back(std::move(message));
    auto added = co_await context.store.put(std::move(one));
    if (added) {
      out.insert(out.end(), added->begin(), added->end());
    } else if (added.error().fate == Fate::reject) {
      context.log.failure("polled", added.error(), {{"channel", channel}, {"order", order}});
    } else {
      co_return added.error();
    }
  }
  page.messages.clear();
  auto moved = co_await context.store.put(std::move(page));
  if (!moved) co_return moved.error();
  co_return out;
}

/// Whether it is old, the store's time says; where the machine's clock was wrong at the start and
/// was set since, only that one agrees with the shop's.
Result<std::vector<connectors::Trigger>> triggers_of(const Context& context, const Route& route,
                                                     const net::Request& request) {
  auto triggers = route.connector->receive(request, context.clock.now());
  if (triggers || triggers.error().cause != "signature" || context.wall == nullptr) return triggers;
  auto by_wall = route.connector->receive(request, context.wall->now());
  return by_wall ? by_wall : triggers;
}

}  // namespace

std::string cursor_key(const std::string& channel) { return channel; }

awaitable<net::Response> take_webhook(Context& context, net::Request request) {
  const std::string channel(net::path_of(request.target).substr(kHooks.size()));
  const Route* found = context.route(channel);
  if (found == nullptr) co_return answer(404, "there is no channel here");
  if (request.method != "POST") co_return answer(405, "webhooks are sent with POST");
  const Route route = *found;
  auto triggers = triggers_of(context, route, request);
  if (!triggers) {
    context.metrics.received(route.name, "refused");
    context.log.failure("received", triggers.error(),
                        {{"channel", route.name}, {"from", request.remote}});
    Error told = triggers.error();
    told.fix.clear();  // for our people, not for whoever sends
    co_return answer(told.cause == "signature" ? 401 : 400, to_string(told));
  }
  std::vector<queue::Message> batch = messages_of(route, *triggers);
  if (!batch.empty()) {
    const std::string order = batch.front().body;
    auto added = co_await context.store.add(std::move(batch));
    if (!added && added.error().fate == Fate::reject) {
      // Sent again it would be the same: whoever sends it is told, and stops.
      context.metrics.received(route.name, "refused");
      context.log.failure("received", added.error(), {{"channel", route.name}});
      Error told = added.error();
      told.fix.clear();
      co_return answer(400, to_string(told));
    }
    if (!added) {
      context.log.failure("received", added.error(), {{"channel", route.name}});
      net::Response later = answer(503, "try again later");
      later.headers.push_back({"Retry-After", "10"});
      co_return later;
    }
    context.metrics.received(route.name, "webhook");
    context.log.info(
        "received",
        added->front().how == queue::Added::duplicate ? "webhook, known already" : "webhook",
        {{"channel", route.name},
         {"message", std::to_string(added->front().id)},
         {"order", order}});
  }
  if (asks_for_poll(*triggers)) {
    auto polled = co_await poll_once(context, route.name);
    if (!polled) context.log.failure("polled", polled.error(), {{"channel", route.name}});
  }
  co_return answer(200, "ok");
}

awaitable<Result<bool>> poll_once(Context& context, std::string channel) {
  const Route* found = context.route(channel);
  if (found == nullptr) co_return false;
  const Route route = *found;
  const bool paused = is_paused(context, "shop/" + channel);
  if (paused && route.partner) co_return false;
  if (route.partner) co_return co_await take_file(context, route);
  std::string kind = "cursor", key = cursor_key(channel);
  auto saved = co_await context.journal.record(kind, key);
  if (!saved) co_return saved.error();
  const Instant now = context.clock.now();
  std::string cursor = *saved ? (*saved)->value : first_cursor(route);
  std::string before = *saved ? cursor : "";
  if (cursor.empty()) {
    // Kept before the shop is asked, or while it is paused: orders placed until it answers are not
    // from before.
    cursor = before = connectors::begun_at(now);
    queue::Effects first;
    first.records.push_back(cursor_record(key, cursor));
    auto kept = co_await context.store.put(std::move(first));
    if (!kept) co_return kept.error();
  }
  if (paused) co_return false;
  auto page = co_await route.connector->poll(std::move(cursor), now);
  if (!page) co_return page.error();
  queue::Effects effects;
  effects.messages = messages_of(route, page->triggers);
  if (page->cursor != before) effects.records.push_back(cursor_record(key, page->cursor));
  if (effects.messages.empty() && effects.records.empty()) co_return page->more;
  queue::Effects each = effects;
  auto added = co_await context.store.put(std::move(effects));
  if (!added && added.error().fate == Fate::reject)
    added = co_await put_one_by_one(context, channel, std::move(each));
  if (!added) co_return added.error();
  int fresh = 0;
  for (const queue::AddedMessage& one : *added) fresh += one.how == queue::Added::duplicate ? 0 : 1;
  for (int i = 0; i < fresh; ++i) context.metrics.received(channel, "poll");
  if (fresh > 0)
    context.log.info("polled", std::to_string(fresh) + " changes", {{"channel", channel}});
  co_return page->more;
}

awaitable<void> keep_polling(Context& context, std::string channel) {
  boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor);
  const std::string duty = "poll/" + channel;
  auto due = std::chrono::steady_clock::now();
  int failures = 0;
  while (const Route* route = context.route(channel)) {
    const auto every = route->channel.poll_every;
    if (!co_await keep_duty(context, duty, due)) {
      timer.expires_after(kDutyHold / 3);
      co_await timer.async_wait(boost::asio::use_awaitable);
      continue;
    }
    auto more = co_await poll_once(context, channel);
    if (!more) context.log.failure("polled", more.error(), {{"channel", channel}});
    failures = more ? 0 : std::min(failures + 1, 6);
    due = std::chrono::steady_clock::now();
    if (more && *more) continue;
    const std::chrono::microseconds wait =
        failures == 0 ? every
                      : std::max<std::chrono::microseconds>(every, std::chrono::seconds{1}) *
                            (1 << (failures - 1));
    due += std::min<std::chrono::microseconds>(
        wait, std::max<std::chrono::microseconds>(every, kLongestPollWait));
    if (!more)
      due = std::max(due,
                     std::chrono::steady_clock::now() + asked_to_wait(context, "shop/" + channel));
  }
}

}  // namespace norekey::flow
