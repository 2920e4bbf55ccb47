/// alert: one thing that is wrong, and the rules that say so. What each rule is called here, in the
/// console, in Alertmanager and in the shipped Prometheus rules stands in one table. Pure.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <span>
#include <string>
#include <vector>

#include "config/alerts.hpp"
#include "core/time.hpp"

namespace norekey::flow {

struct Alert {
  std::string rule, on;  ///< which rule, about what: with the severity they name it
  std::string text;      ///< one sentence for people
  std::string link;      ///< a place of the console's pages: "#/exceptions"
  Instant since{};       ///< epoch: not known
  bool critical = false;
  std::chrono::microseconds patience{};  ///< nobody is told before it has lasted so long

  bool operator==(const Alert&) const = default;
};

struct AlertRule {
  const char *name, *help;
  const char* alertname;  ///< for Alertmanager, as in config/examples/monitoring
  bool critical;          ///< always; others may be, where it gets worse
};

/// In the order of config::alert_rule_names.
std::span<const AlertRule> alert_rules();

/// An alert of a rule, with its severity. The rule exists.
Alert alert_of(const char* rule, std::string on, std::string text, std::string link,
               Instant since = {});

/// Names the alert in records and to others: "parked/items/ABC-1"; hashed where it is long.
std::string fingerprint(const Alert& alert);

const char* severity_of(const Alert& alert);

/// How the rule's bound reads: "30 min", "below 10 %".
std::string bound_text(const AlertRule& rule, const config::Alerts& terms);

bool is_watched(std::string_view rule, const config::Alerts& terms);

/// AlertRule of openapi.yaml: every rule that is in force.
boost::json::array alert_rules_json(const config::Alerts& terms);

/// Rule, on, text, link, since and severity; and back. An empty rule: it is none.
boost::json::object to_json(const Alert& alert);
Alert alert_from(const boost::json::object& in);

/// "90 s", "30 min", "4 h", "7 d".
std::string duration_text(std::chrono::microseconds length);

}  // namespace norekey::flow
