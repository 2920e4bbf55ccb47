#include "flow/outbound/watch.hpp"

#include <algorithm>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "flow/duty.hpp"
#include "flow/outbound/prices.hpp"
#include "flow/outbound/question.hpp"
#include "flow/outbound/status.hpp"
#include "flow/outbound/stock.hpp"
#include "flow/partners/connector.hpp"
#include "flow/partners/events.hpp"
#include "flow/terms.hpp"

namespace norekey::flow {
namespace {

constexpr std::chrono::minutes kLongestWatchWait{1};  ///< an ERP that is back is noticed so soon

/// What one look brought, for the log.
struct Looked {
  std::int64_t changed = 0;
  std::string of;
};

awaitable<Result<Looked>> look_at_stock(Context& context, std::string channel) {
  StockWish wish;
  auto report = co_await sync_stock(context, std::move(channel), wish);
  if (!report) co_return report.error();
  co_return Looked{report->changed, "SKUs"};
}

awaitable<Result<Looked>> look_at_statuses(Context& context, std::string channel) {
  StatusWish wish;
  auto report = co_await sync_statuses(context, std::move(channel), wish);
  if (!report) co_return report.error();
  co_return Looked{report->changed, "orders"};
}

awaitable<Result<Looked>> look_at_prices(Context& context, std::string channel) {
  PriceWish wish;
  std::string of = channel;
  auto report = co_await sync_prices(context, std::move(of), wish);
  if (!report) co_return report.error();
  const bool held = !report->held.empty();
  const Route* route = context.route(channel);
  if (!held && route != nullptr)
    route->adapter->tell(adapters::Subject::prices, adapters::Said::used);
  co_return Looked{held ? 0 : report->changed + report->fresh, "prices"};
}

awaitable<Result<Looked>> look_for_partner(Context& context, std::string channel) {
  auto made = co_await tell_events(context, std::move(channel));
  if (!made) co_return made.error();
  co_return Looked{*made, "documents of a partner"};
}

/// One row a subject: how often, what a look is, what is forgotten when another daemon has the
/// duty.
struct Watched {
  const char* name;
  bool (*on)(const Route&);
  config::Duration (*every)(const Route&);
  awaitable<Result<Looked>> (*look)(Context&, std::string);
  void (*forget)(Context&, const std::string& channel);
};

const Watched kSubjects[] = {
    {"stock", [](const Route& r) { return r.channel.outbound.stock != "off"; },
     [](const Route& r) { return r.channel.outbound.stock_every; }, look_at_stock,
     [](Context& c, const std::string& channel) { c.outboxes.erase(channel + "/stock"); }},
    {"statuses", [](const Route& r) { return r.channel.outbound.statuses; },
     [](const Route& r) { return r.channel.outbound.statuses_every; }, look_at_statuses,
     [](Context& c, const std::string& channel) { c.status_boxes.erase(channel); }},
    {"prices", [](const Route& r) { return r.channel.outbound.prices; },
     [](const Route& r) { return r.channel.outbound.prices_every; }, look_at_prices,
     [](Context& c, const std::string& channel) { c.price_boxes.erase(channel); }},
    {"documents", [](const Route& r) { return r.partner && is_told_events(r.partner->config); },
     [](const Route& r) { return r.partner->config.events_every; }, look_for_partner,
     [](Context&, const std::string&) {}},
};

const Watched* watched_as(const std::string& name) {
  const auto* found = std::find_if(std::begin(kSubjects), std::end(kSubjects),
                                   [&](const Watched& one) { return one.name == name; });
  return found == std::end(kSubjects) ? nullptr : found;
}

bool watches(const Context& context, const std::string& channel, const Watched& subject) {
  const Route* route = context.route(channel);
  return route != nullptr && !route->channel.shadow && subject.on(*route);
}

/// What the ERP gave cannot be used: it is asked about once, until it is another fault.
awaitable<void> ask_about_source(Context& context, std::string channel, std::string subject,
                                 Error fault) {
  Error place = fault;
  place.what = place.fix = "";
  std::string where = to_string(place);
  Question question{channel, channel + "/" + subject + "/source",
                    sha256_hex(to_string(fault)).substr(0, 12)};
  std::string what = "what channel " + shown(channel) + " shows of the ERP's " + subject +
                     " stays as it is: " + where + fault.what;
  std::string fix = fault.fix, cause = subject + "/source";
  auto asked =
      co_await ask(context, std::move(question), std::move(what), std::move(fix), std::move(cause));
  if (!asked) context.log.failure("watched", asked.error(), {{"channel", channel}});
}

}  // namespace

awaitable<Result<std::int64_t>> watch_once(Context& context, std::string channel,
                                           std::string subject) {
  const Watched* watched = watched_as(subject);
  std::string of = channel;
  auto looked = co_await watched->look(context, std::move(of));
  if (looked) {
    Question over{channel, channel + "/" + subject + "/source", ""};
    auto taken = co_await take_back(context, std::move(over));
    if (!taken) co_return taken.error();
    if (looked->changed > 0)
      context.log.info("watched", std::to_string(looked->changed) + " " + looked->of + " changed",
                       {{"channel", channel}});
    co_return looked->changed;
  }
  Error fault = looked.error();
  context.log.failure("watched", fault, {{"channel", channel}, {"subject", subject}});
  if (fault.fate == Fate::reject) {
    Error told = fault;
    co_await ask_about_source(context, std::move(channel), std::move(subject), std::move(told));
  }
  co_return fault;
}

std::vector<std::string> watched_subjects(const Context& context, const std::string& channel) {
  std::vector<std::string> out;
  for (const Watched& one : kSubjects) {
    if (watches(context, channel, one)) out.emplace_back(one.name);
  }
  return out;
}

namespace {

std::string erp_of(const Context& context, const std::string& channel) {
  const Route* route = context.route(channel);
  return route == nullptr ? "" : "erp/" + route->channel.erp;
}

/// The ERP is left alone: by a person, or by its calendar (its day-end, say).
bool is_held(const Context& context, const std::string& channel) {
  const auto found = context.destinations.find(erp_of(context, channel));
  if (found == context.destinations.end()) return false;
  const Standing standing = found->second.standing(context.clock.now());
  return standing == Standing::paused || standing == Standing::closed;
}

}  // namespace

awaitable<void> keep_watching(Context& context, std::string channel, std::string subject) {
  const Watched* watched = watched_as(subject);
  const std::string duty = subject + "/" + channel;
  std::chrono::microseconds wait{0};
  int failures = 0;
  while (watched != nullptr && watches(context, channel, *watched)) {
    const auto every = watched->every(*context.route(channel));
    const auto until = std::chrono::steady_clock::now() + wait;
    if (!co_await keep_duty(context, duty, until)) {
      watched->forget(context, channel);  // another daemon knows better from now on
      co_await rest_for(kDutyHold / 3);
      continue;
    }
    if (is_held(context, channel)) {
      wait = std::min<std::chrono::microseconds>(every, kLongestWatchWait);
      continue;
    }
    std::string of = channel, what = subject;
    auto looked = co_await watch_once(context, std::move(of), std::move(what));
    failures = looked ? 0 : std::min(failures + 1, 6);
    wait = failures == 0 ? every : every * (1 << (failures - 1));
    wait = std::min<std::chrono::microseconds>(
        wait, std::max<std::chrono::microseconds>(every, kLongestWatchWait));
    if (looked) continue;
    const std::string erp = erp_of(context, channel);
    wait = std::max<std::chrono::microseconds>(wait, asked_to_wait(context, erp));
  }
}

}  // namespace norekey::flow
