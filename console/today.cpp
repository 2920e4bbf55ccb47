#include "console/today.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "console/shown_row.hpp"
#include "console/standing.hpp"
#include "core/text.hpp"
#include "flow/alerts/rules.hpp"
#include "flow/commands.hpp"
#include "flow/facts.hpp"
#include "flow/partners/due.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using queue::Pulse;
using queue::State;

constexpr std::chrono::hours kDay{24};
constexpr std::chrono::minutes kBucket{5};
constexpr std::size_t kBuckets = 288;

/// Columns for a plot; a bucket each.
class Series {
 public:
  explicit Series(Instant from) : from_(from) {}

  void add(const Pulse& pulse) {
    if (pulse.at < from_) return;
    const auto at = static_cast<std::size_t>((pulse.at - from_) / kBucket);
    if (at >= kBuckets) return;
    Bucket& bucket = buckets_[at];
    if (pulse.kind == "order" && pulse.what == State::fresh) bucket.received += pulse.count;
    if (pulse.what == State::parked) bucket.parked += pulse.count;
    if (pulse.kind != "part" || pulse.what != State::done) return;
    bucket.in_erp += pulse.count;
    bucket.took += pulse.took;
    bucket.longest = std::max(bucket.longest, pulse.longest);
  }

  json::object out() const {
    json::array at, received, in_erp, parked, mean, longest;
    for (std::size_t i = 0; i < kBuckets; ++i) {
      const Bucket& one = buckets_[i];
      const Instant begun = from_ + kBucket * static_cast<long>(i);
      at.emplace_back(
          std::chrono::duration_cast<std::chrono::seconds>(begun.time_since_epoch()).count());
      received.emplace_back(one.received);
      in_erp.emplace_back(one.in_erp);
      parked.emplace_back(one.parked);
      const bool any = one.in_erp > 0;
      mean.emplace_back(any ? json::value(one.took.count() / one.in_erp / 1000) : nullptr);
      longest.emplace_back(any ? json::value(one.longest.count() / 1000) : nullptr);
    }
    return {{"step", std::chrono::duration_cast<std::chrono::seconds>(kBucket).count()},
            {"at", std::move(at)},
            {"received", std::move(received)},
            {"in_erp", std::move(in_erp)},
            {"parked", std::move(parked)},
            {"latency_mean_ms", std::move(mean)},
            {"latency_max_ms", std::move(longest)}};
  }

 private:
  struct Bucket {
    std::int64_t received = 0, in_erp = 0, parked = 0;
    std::chrono::microseconds took{}, longest{};
  };
  Instant from_;
  std::array<Bucket, kBuckets> buckets_{};
};

struct OfChannel {
  std::int64_t received = 0, in_erp = 0, acknowledged = 0;
};

std::map<std::string, OfChannel> by_channel(const std::vector<Pulse>& pulses) {
  std::map<std::string, OfChannel> out;
  for (const Pulse& one : pulses) {
    OfChannel& sums = out[one.channel];
    if (one.kind == "order" && one.what == State::fresh) sums.received += one.count;
    if (one.what != State::done) continue;
    if (one.kind == "part") sums.in_erp += one.count;
    if (one.kind == "notice" || one.kind == "document") sums.acknowledged += one.count;
  }
  return out;
}

/// Waiting for the ERP's confirmation: messages "confirm" that have not ended; at most 1000 are
/// counted.
awaitable<Result<std::int64_t>> awaiting(House& house, std::string channel) {
  queue::Query query;
  query.channel = std::move(channel);
  query.kind = "confirm";
  query.state = State::fresh;
  query.limit = 1000;
  auto rows = co_await house.context.journal.list(query);
  if (!rows) co_return rows.error();
  co_return static_cast<std::int64_t>(rows->size());
}

awaitable<Result<json::value>> last_received(House& house, std::string channel) {
  queue::Query query;
  query.channel = std::move(channel);
  query.limit = 1;
  auto rows = co_await house.context.journal.list(query);
  if (!rows) co_return rows.error();
  if (rows->empty()) co_return json::value(nullptr);
  co_return instant_json(rows->front().received);
}

awaitable<Result<json::array>> channels_json(House& house, std::map<std::string, OfChannel> sums) {
  json::array out;
  const auto setup = house.context.setup;
  for (const auto& [name, route] : setup->routes) {
    std::string a = name, b = name, c = name, d = name;
    auto counts = co_await house.context.journal.counts(std::move(a));
    if (!counts) co_return counts.error();
    auto waits = co_await awaiting(house, std::move(b));
    if (!waits) co_return waits.error();
    auto last = co_await last_received(house, std::move(c));
    if (!last) co_return last.error();
    auto causes = co_await house.context.journal.causes(std::move(d));
    if (!causes) co_return causes.error();
    Instant oldest = counts->oldest_waiting;
    for (const queue::Cause& cause : *causes) {
      if (oldest == Instant{} || cause.oldest < oldest) oldest = cause.oldest;
    }
    const OfChannel& day = sums[name];
    out.push_back(json::object{{"channel", name},
                               {"partner", route.partner != nullptr},
                               {"shadow", route.channel.shadow},
                               {"received", day.received},
                               {"in_erp", day.in_erp},
                               {"acknowledged", day.acknowledged},
                               {"waiting", counts->fresh + counts->leased},
                               {"awaiting", *waits},
                               {"parked", counts->parked},
                               {"oldest", instant_json(oldest)},
                               {"last", std::move(*last)}});
  }
  co_return out;
}

awaitable<Result<json::array>> reconciliation_json(House& house) {
  json::array out;
  const auto setup = house.context.setup;
  for (const auto& one : setup->routes) {
    std::string kind = flow::kReconciledRecords, key = one.first;
    auto found = co_await fact(house.context, std::move(kind), std::move(key));
    if (!found) co_return found.error();
    json::object told{{"channel", one.first},
                      {"at", nullptr},
                      {"orders", 0},
                      {"unexplained", 0},
                      {"classes", json::object{}}};
    if (*found) {
      for (auto& member : **found) told[member.key()] = member.value();
      told.erase("webhook_gap");
    }
    out.push_back(std::move(told));
  }
  co_return out;
}

}  // namespace

awaitable<Result<json::object>> today_json(House& house) {
  flow::Context& context = house.context;
  const Instant now = context.clock.now();
  const Instant from =
      std::chrono::floor<std::chrono::minutes>(now - kDay) + kBucket -
      (std::chrono::floor<std::chrono::minutes>(now - kDay).time_since_epoch() % kBucket);
  std::string all;
  auto counts = co_await context.journal.counts(all);
  if (!counts) co_return counts.error();
  auto pulses = co_await context.index.pulses(from);
  if (!pulses) co_return pulses.error();
  Series series(from);
  for (const Pulse& one : *pulses) series.add(one);
  auto sums = by_channel(*pulses);
  auto channels = co_await channels_json(house, std::move(sums));
  if (!channels) co_return channels.error();
  auto books = co_await reconciliation_json(house);
  if (!books) co_return books.error();
  auto due = co_await flow::list_due(context, false);
  if (!due) co_return due.error();
  json::object request{{"command", "causes"}, {"channel", ""}};
  auto causes = co_await flow::run_command(context, std::move(request));
  if (!causes) co_return causes.error();
  if (causes->get_array().size() > 10) causes->get_array().resize(10);
  auto alerts = co_await flow::alerts_now(context);
  if (!alerts) co_return alerts.error();
  json::array reasons;
  bool critical = false;
  for (const flow::Alert& one : *alerts) {
    critical = critical || one.critical;
    reasons.push_back(json::object{{"text", one.text}, {"link", one.link}});
  }
  co_return json::object{{"at", norekey::to_string(now)},
                         {"since", norekey::to_string(from)},
                         {"version", house.version},
                         {"bundle", context.setup->bundle},
                         {"restored", context.upkeep.restored()},
                         {"state", critical          ? "trouble"
                                   : reasons.empty() ? "fine"
                                                     : "attention"},
                         {"reasons", std::move(reasons)},
                         {"counts", counts_json(*counts)},
                         {"channels", std::move(*channels)},
                         {"reconciliation", std::move(*books)},
                         {"series", series.out()},
                         {"destinations", destinations_json(context)},
                         {"deadlines", std::move(*due)},
                         {"causes", std::move(*causes)}};
}

}  // namespace norekey::console
