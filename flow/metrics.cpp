#include "flow/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace norekey::flow {

struct Metrics::Series {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& received =
      prometheus::BuildCounter()
          .Name("norekey_received_total")
          .Help("Triggers that came in, by channel and way")
          .Register(registry);
  prometheus::Family<prometheus::Histogram>& stage = prometheus::BuildHistogram()
                                                         .Name("norekey_stage_seconds")
                                                         .Help("Time of each stage")
                                                         .Register(registry);
  prometheus::Family<prometheus::Counter>& ended =
      prometheus::BuildCounter()
          .Name("norekey_messages_total")
          .Help("Leases that ended, by kind of message and outcome")
          .Register(registry);
  prometheus::Family<prometheus::Counter>& reps =
      prometheus::BuildCounter()
          .Name("norekey_rep_mismatch_total")
          .Help("Orders whose reps were read back other than sent")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& queue = prometheus::BuildGauge()
                                                     .Name("norekey_queue_messages")
                                                     .Help("Messages in the queue, by state")
                                                     .Register(registry);
  prometheus::Family<prometheus::Gauge>& standing =
      prometheus::BuildGauge()
          .Name("norekey_destination_standing")
          .Help("1 for the standing a destination has: open, paused, closed, resting or trial")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& calls = prometheus::BuildGauge()
                                                     .Name("norekey_destination_messages")
                                                     .Help("Messages under way, by destination")
                                                     .Register(registry);
  prometheus::Family<prometheus::Gauge>& failures = prometheus::BuildGauge()
                                                        .Name("norekey_destination_failures")
                                                        .Help("Failures in a row, by destination")
                                                        .Register(registry);
  prometheus::Family<prometheus::Gauge>& oldest =
      prometheus::BuildGauge()
          .Name("norekey_oldest_waiting_timestamp_seconds")
          .Help("When the oldest waiting message came in; 0 = none waits")
          .Register(registry);
  prometheus::Family<prometheus::Gauge>& alerts =
      prometheus::BuildGauge()
          .Name("norekey_alerts")
          .Help("Open alerts, by rule and severity; told by one daemon of all on a store")
          .Register(registry);
};

Metrics::Metrics() : series_(std::make_unique<Series>()) {}
Metrics::~Metrics() = default;

void Metrics::received(const std::string& channel, const std::string& how) {
  series_->received.Add({{"channel", channel}, {"way", how}}).Increment();
}

void Metrics::stage(const std::string& stage, std::chrono::microseconds took) {
  static const prometheus::Histogram::BucketBoundaries bounds{
      0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  series_->stage.Add({{"stage", stage}}, bounds).Observe(static_cast<double>(took.count()) / 1e6);
}

void Metrics::ended(const std::string& kind, const std::string& how) {
  series_->ended.Add({{"kind", kind}, {"outcome", how}}).Increment();
}

void Metrics::reps_differ(const std::string& channel) {
  series_->reps.Add({{"channel", channel}}).Increment();
}

void Metrics::queue_is(const queue::Counts& counts) {
  const auto set = [&](const char* state, std::int64_t n) {
    series_->queue.Add({{"state", state}}).Set(static_cast<double>(n));
  };
  set("new", counts.fresh);
  set("leased", counts.leased);
  set("parked", counts.parked);
  set("done", counts.done);
  set("superseded", counts.superseded);
  set("ignored", counts.ignored);
  series_->oldest.Add({}).Set(
      static_cast<double>(counts.oldest_waiting.time_since_epoch().count()) / 1e6);
}

void Metrics::destination_is(const std::string& name, const Destination& destination, Instant now) {
  if (name.empty()) return;  // what calls nobody has no destination
  const Standing standing = destination.standing(now);
  for (const Standing one :
       {Standing::open, Standing::paused, Standing::closed, Standing::resting, Standing::trial}) {
    series_->standing.Add({{"destination", name}, {"standing", name_of(one)}})
        .Set(one == standing ? 1 : 0);
  }
  series_->calls.Add({{"destination", name}}).Set(destination.running());
  series_->failures.Add({{"destination", name}}).Set(destination.failures());
}

void Metrics::alerts_are(const std::string& rule, const std::string& severity, int open) {
  series_->alerts.Add({{"rule", rule}, {"severity", severity}}).Set(open);
}

std::string Metrics::text() const {
  return prometheus::TextSerializer().Serialize(series_->registry.Collect());
}

}  // namespace norekey::flow
