#include "flow/alerts/alert.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "core/digest.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestName = 200;  // bytes of a fingerprint that is not hashed

constexpr std::array<AlertRule, 12> kAlertRules{{
    {"parked", "messages are parked and nobody has taken them up", "NorekeyOrdersParked", false},
    {"waiting", "a message waits although it may be worked on", "NorekeyOrdersWait", true},
    {"awaiting", "the ERP has not confirmed an order file", "NorekeyAwaitingErp", false},
    {"destination", "an ERP, a shop or a mail server does not answer", "NorekeyDestinationDown",
     true},
    {"paused", "a destination is paused by a person", "NorekeyDestinationPaused", false},
    {"difference", "web, ERP and ledger differ about orders that need somebody",
     "NorekeyBooksDiffer", false},
    {"reps", "the ERP holds other reps on an order than were sent", "NorekeyRepsDiffer", false},
    {"silent", "no order comes at a time at which this channel has orders", "NorekeyChannelSilent",
     false},
    {"webhook", "orders come by polling only: the shop's webhook is disabled or broken",
     "NorekeyWebhookDisabled", false},
    {"deadline", "an EDI partner or we are late with an answer", "NorekeyPartnerDeadline", true},
    {"disk", "the disk that the store is on gets full", "NorekeyDiskFull", false},
    {"certificate", "a certificate of the config expires", "NorekeyCertificateExpires", false},
}};

const AlertRule* find_rule(std::string_view name) {
  const auto found = std::find_if(kAlertRules.begin(), kAlertRules.end(),
                                  [name](const AlertRule& one) { return one.name == name; });
  return found == kAlertRules.end() ? nullptr : &*found;
}

std::string count_text(int count, const char* one, const char* many) {
  return std::to_string(count) + (count == 1 ? one : many);
}

std::string instant_or_empty(Instant at) { return at == Instant{} ? "" : to_string(at); }

}  // namespace

std::span<const AlertRule> alert_rules() { return kAlertRules; }

Alert alert_of(const char* rule, std::string on, std::string text, std::string link,
               Instant since) {
  Alert out;
  out.rule = rule;
  out.on = std::move(on);
  out.text = std::move(text);
  out.link = std::move(link);
  out.since = since;
  const AlertRule* known = find_rule(rule);
  out.critical = known != nullptr && known->critical;
  return out;
}

std::string fingerprint(const Alert& alert) {
  const AlertRule* known = find_rule(alert.rule);
  std::string out = alert.rule + "/" + alert.on;
  if (alert.critical && known != nullptr && !known->critical) out += "/critical";
  if (out.size() <= kLongestName) return out;
  return alert.rule + "/" + sha256_hex(out).substr(0, 32);
}

const char* severity_of(const Alert& alert) { return alert.critical ? "critical" : "warning"; }

std::string duration_text(std::chrono::microseconds length) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(length).count();
  if (seconds > 0 && seconds % 86400 == 0) return std::to_string(seconds / 86400) + " d";
  if (seconds > 0 && seconds % 3600 == 0) return std::to_string(seconds / 3600) + " h";
  if (seconds > 0 && seconds % 60 == 0) return std::to_string(seconds / 60) + " min";
  return std::to_string(seconds) + " s";
}

std::string bound_text(const AlertRule& rule, const config::Alerts& terms) {
  const std::string_view name = rule.name;
  if (name == "parked") return duration_text(terms.parked_after);
  if (name == "waiting") return duration_text(terms.waiting_after);
  if (name == "awaiting") return duration_text(terms.awaiting_after);
  if (name == "destination")
    return count_text(terms.destination_failures, " failure", " failures in a row");
  if (name == "paused") return "told of after " + duration_text(terms.paused_after);
  if (name == "difference") return count_text(terms.differences, " order", " orders");
  if (name == "reps") return "within " + duration_text(terms.reps_within);
  if (name == "silent")
    return std::to_string(terms.silent_orders) + " orders at this time in the weeks before, " +
           duration_text(terms.silent_after) + " without one";
  if (name == "webhook") return count_text(terms.webhook_orders, " order", " orders in a row");
  if (name == "disk") return "below " + std::to_string(terms.disk_free_percent) + " % free";
  if (name == "certificate") return count_text(terms.certificate_days, " day", " days before");
  return "now";
}

bool is_watched(std::string_view rule, const config::Alerts& terms) {
  return std::find(terms.without.begin(), terms.without.end(), rule) == terms.without.end();
}

json::array alert_rules_json(const config::Alerts& terms) {
  json::array out;
  for (const AlertRule& one : kAlertRules) {
    if (!is_watched(one.name, terms)) continue;
    out.push_back(json::object{{"rule", one.name},
                               {"help", one.help},
                               {"bound", bound_text(one, terms)},
                               {"severity", one.critical ? "critical" : "warning"}});
  }
  return out;
}

json::object to_json(const Alert& alert) {
  return {{"rule", alert.rule},
          {"on", alert.on},
          {"text", alert.text},
          {"link", alert.link},
          {"since", instant_or_empty(alert.since)},
          {"severity", severity_of(alert)}};
}

Alert alert_from(const json::object& in) {
  Alert out;
  out.rule = text_of(in, "rule");
  out.on = text_of(in, "on");
  out.text = text_of(in, "text");
  out.link = text_of(in, "link");
  out.since = value_or(parse_instant(text_of(in, "since")), Instant{});
  out.critical = text_of(in, "severity") == "critical";
  return out;
}

}  // namespace norekey::flow
