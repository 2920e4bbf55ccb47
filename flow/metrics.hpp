/// metrics: what Prometheus is told. Names and labels in one place.
#pragma once
#include <chrono>
#include <memory>
#include <string>

#include "flow/destination.hpp"
#include "queue/journal.hpp"

namespace norekey::flow {

class Metrics {
 public:
  Metrics();
  ~Metrics();

  void received(const std::string& channel,
                const std::string& how);  ///< "webhook", "poll", "refused"
  void stage(const std::string& stage, std::chrono::microseconds took);
  void ended(const std::string& kind,
             const std::string& how);  ///< "done", "retry", "parked", "superseded"
  void reps_differ(const std::string& channel);
  void queue_is(const queue::Counts& counts);
  void destination_is(const std::string& name, const Destination& destination, Instant now);

  /// Open alerts of a rule: "warning" and "critical".
  void alerts_are(const std::string& rule, const std::string& severity, int open);

  /// Text exposition format, version 0.0.4.
  std::string text() const;

 private:
  struct Series;
  std::unique_ptr<Series> series_;
};

}  // namespace norekey::flow
