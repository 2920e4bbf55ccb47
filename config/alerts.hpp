/// alerts: the section `alerts:` of channels.yaml: what counts as wrong, who is told, when nobody
/// is. Without the section every rule is in force and nobody is told. Read by business.cpp; used by
/// flow/alerts/.
#pragma once
#include <array>
#include <map>
#include <string>
#include <vector>

#include "config/field.hpp"

namespace norekey::config {

struct Heartbeat {
  std::string url;
  Duration every = std::chrono::minutes{1};
};

inline constexpr std::array<Field<Heartbeat>, 2> heartbeat_fields{{
    {"url", &Heartbeat::url, 8, 2000,
     "address that each daemon asks (GET) while it is ready: store and worker answer; {host} in it "
     "becomes the machine's name. Whoever stands behind it raises the alarm where it is not asked",
     "", true},
    {"every", &Heartbeat::every, 5, 86400, "how often", "", false},
}};

struct Alerts {
  // What counts as wrong.
  std::vector<std::string> without;
  Duration parked_after = std::chrono::minutes{30};
  Duration waiting_after = std::chrono::minutes{15};
  Duration awaiting_after = std::chrono::hours{1};
  int destination_failures = 5;
  Duration paused_after = std::chrono::hours{4};
  int differences = 1;
  Duration reps_within = std::chrono::hours{24};
  int silent_orders = 10;
  Duration silent_after = std::chrono::hours{1};
  int webhook_orders = 3;
  int disk_free_percent = 10;
  int certificate_days = 14;
  // Who is told, and where.
  std::vector<std::string> to;
  std::string company;
  std::string mail_server, from, login;
  Secret password;
  std::string tls = "required";
  std::string webhook;
  Secret webhook_token;
  std::string alertmanager, alertmanager_login;
  Secret alertmanager_password;
  std::string proxy, ca_file;
  Duration timeout = std::chrono::seconds{30};
  std::string console_url;
  // When.
  std::string quiet_hours, quiet_zone;
  std::string quiet_lets_through = "critical";
  Duration repeat = std::chrono::hours{4};
  Duration hold = std::chrono::minutes{2};
  Heartbeat heartbeat;  ///< its section of that name; url "" = there is none

  /// Whether anybody is told at all.
  bool any_way() const { return !to.empty() || !webhook.empty() || !alertmanager.empty(); }
};

inline constexpr std::array<Field<Alerts>, 34> alerts_fields{{
    {"without", &Alerts::without, 1, 40,
     "rules that are not looked at: parked, waiting, awaiting, destination, paused, difference, "
     "reps, silent, webhook, deadline, disk, certificate",
     "", false},
    {"parked-after", &Alerts::parked_after, 60, 2592000,
     "parked: how long a message may be parked before nobody seems to take it up", "", false},
    {"waiting-after", &Alerts::waiting_after, 60, 2592000,
     "waiting: how long one may wait although it may be worked on", "", false},
    {"awaiting-after", &Alerts::awaiting_after, 60, 2592000,
     "awaiting: how long the ERP may take to confirm an order file", "", false},
    {"destination-failures", &Alerts::destination_failures, 1, 1000,
     "destination: failures in a row after which a shop or an ERP counts as down", "", false},
    {"paused-after", &Alerts::paused_after, 0, 2592000,
     "paused: how long a destination may be paused before anybody is told", "", false},
    {"differences", &Alerts::differences, 1, 100000,
     "difference: so many orders of a channel that web, ERP and ledger disagree about and that "
     "need "
     "somebody",
     "", false},
    {"reps-within", &Alerts::reps_within, 600, 2592000,
     "reps: how long an order is told of whose reps the ERP holds other than sent", "", false},
    {"silent-orders", &Alerts::silent_orders, 3, 100000,
     "silent: no order came in a time in which, in the weeks before, at least so many came", "",
     false},
    {"silent-after", &Alerts::silent_after, 300, 604800,
     "silent: and for so long at least there was none", "", false},
    {"webhook-orders", &Alerts::webhook_orders, 1, 100000,
     "webhook: so many orders in a row came by polling only: the shop sends no webhooks any more",
     "", false},
    {"disk-free-percent", &Alerts::disk_free_percent, 1, 90,
     "disk: free room of the store's disk, percent; below half of it the alert is critical", "",
     false},
    {"certificate-days", &Alerts::certificate_days, 1, 365,
     "certificate: days before one expires; below a quarter of them the alert is critical", "",
     false},
    {"to", &Alerts::to, 3, 254, "mail addresses that are told", "", false},
    {"company", &Alerts::company, 0, 40,
     "company whose mail server (below receipts) and zone are used; absent: the first that has one",
     "", false},
    {"mail-server", &Alerts::mail_server, 0, 400,
     "smtp://mail.example:587 or smtps://mail.example; absent: the company's, below receipts", "",
     false},
    {"from", &Alerts::from, 0, 254, "sender of these mails; absent: the receipts'", "", false},
    {"login", &Alerts::login, 0, 200, "user of mail-server; absent: it asks for none", "", false},
    {"password", &Alerts::password, 0, 0, "its password", "", false},
    {"tls", &Alerts::tls, 1, 20,
     "encryption on smtp://: required, only where the server offers it, or none",
     "required|offered|none", false},
    {"webhook", &Alerts::webhook, 0, 2000, "address that alerts are posted to as JSON", "", false},
    {"webhook-token", &Alerts::webhook_token, 0, 0,
     "secret that goes with them, as Authorization: Bearer", "", false},
    {"alertmanager", &Alerts::alertmanager, 0, 2000,
     "address of a Prometheus Alertmanager, such as http://alertmanager.example:9093", "", false},
    {"alertmanager-login", &Alerts::alertmanager_login, 0, 200, "its user, where it asks for one",
     "", false},
    {"alertmanager-password", &Alerts::alertmanager_password, 0, 0, "its password", "", false},
    {"proxy", &Alerts::proxy, 0, 400,
     "proxy on the way to webhook, alertmanager and heartbeat; - for none; absent: from the "
     "environment",
     "", false},
    {"ca-file", &Alerts::ca_file, 0, 4096, "PEM file of the authority to trust", "", false},
    {"timeout", &Alerts::timeout, 1, 300, "whole call", "", false},
    {"console-url", &Alerts::console_url, 0, 2000,
     "address of the console that links begin with; absent: console.url of norekey.yaml, or this "
     "machine's",
     "", false},
    {"quiet-hours", &Alerts::quiet_hours, 0, 400,
     "weekly times at which nobody is told, such as 22:00-06:00 or Mon-Fri 20:00-07:00, Sat, Sun; "
     "what is still wrong at their end is told then",
     "", false},
    {"quiet-zone", &Alerts::quiet_zone, 0, 60, "time zone of these times; absent: the company's",
     "", false},
    {"quiet-lets-through", &Alerts::quiet_lets_through, 1, 20, "what is told all the same",
     "critical|nothing", false},
    {"repeat", &Alerts::repeat, 300, 2592000, "what is still wrong is told again after this time",
     "", false},
    {"hold", &Alerts::hold, 0, 86400,
     "how long nothing must be wrong before an alert is over; doubles for one that comes back "
     "again and "
     "again",
     "", false},
}};

/// The rules' names, in the order in which they are shown. flow/alerts/alert.hpp says what each is.
inline constexpr std::array<std::string_view, 12> alert_rule_names{
    "parked", "waiting", "awaiting", "destination", "paused", "difference",
    "reps",   "silent",  "webhook",  "deadline",    "disk",   "certificate"};

struct Business;

/// Reads the section of channels.yaml's `top`; companies and receipts of `all` are read already.
/// Everything wrong is a finding.
Alerts read_alerts(Section& top, const Business& all, const std::string& directory);

}  // namespace norekey::config
