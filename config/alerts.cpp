#include "config/alerts.hpp"

#include <algorithm>
#include <filesystem>

#include "config/business.hpp"
#include "config/calendar.hpp"
#include "config/url.hpp"
#include "core/text.hpp"
#include "core/time.hpp"

namespace norekey::config {
namespace {

void check_without(Section& at, const Alerts& alerts) {
  const std::vector<std::string> known(alert_rule_names.begin(), alert_rule_names.end());
  for (const std::string& one : alerts.without) {
    if (std::find(known.begin(), known.end(), one) != known.end()) continue;
    at.error("without", "there is no rule " + shown(one) + did_you_mean(one, known),
             "use one of: " + join(known, ", "));
  }
}

std::vector<std::string> companies_of(const Business& all) {
  std::vector<std::string> out;
  for (const auto& one : all.companies) out.push_back(one.first);
  return out;
}

bool any_mail_server(const Alerts& alerts, const Business& all) {
  if (!alerts.mail_server.empty()) return true;
  return std::any_of(all.receipts.begin(), all.receipts.end(), [&](const auto& one) {
    return !one.second.mail_server.empty() &&
           (alerts.company.empty() || alerts.company == one.first);
  });
}

void check_mail(Section& at, const Alerts& alerts, const Business& all) {
  if (!alerts.company.empty() && !all.companies.contains(alerts.company))
    at.error("company",
             "there is no company " + shown(alerts.company) +
                 did_you_mean(alerts.company, companies_of(all)),
             "name one that is below company");
  for (const std::string& one : alerts.to) {
    if (one.find('@') == std::string::npos)  // of others setup.cpp says whether mail goes to them
      at.error("to", shown(one) + " is no mail address", "write  to: [ ops@acme.example ]");
  }
  const std::string& server = alerts.mail_server;
  if (!server.empty() && !server.starts_with("smtp://") && !server.starts_with("smtps://"))
    at.error("mail-server", shown(server) + " is no mail server's address",
             "write it like smtp://mail.example:587 or smtps://mail.example");
  if (!server.empty() && alerts.from.find('@') == std::string::npos)
    at.error("from", shown(alerts.from) + " is no mail address",
             "write  from: norekey@acme.example");
  if (!server.empty() && alerts.to.empty())
    at.error("to", "is missing: who gets the mails", "write  to: [ ops@acme.example ]");
  if (!alerts.to.empty() && !any_mail_server(alerts, all))
    at.error("to", "there is no mail server to send by",
             "add  mail-server: smtp://mail.example:587  with from");
  if (!server.empty() && alerts.tls == "none")
    at.warning("tls", "alerts, and the mail server's password, go unencrypted",
               "use this on a test system only");
}

/// What is asked stands in the address already, or is put there by whoever knows it.
void check_addresses(Section& at, const Alerts& alerts) {
  check_url(at, "webhook", alerts.webhook, "https://chat.example/hooks/ops");
  check_url(at, "alertmanager", alerts.alertmanager, "http://alertmanager.example:9093");
  check_url(at, "console-url", alerts.console_url, "https://norekey.example");
  if (const auto api = alerts.alertmanager.find("/api/v"); api != std::string::npos)
    at.error("alertmanager", shown(alerts.alertmanager) + " names the API, which is added to it",
             "write  alertmanager: " + alerts.alertmanager.substr(0, api));
}

/// {host} alone is filled in: anything else would be asked as it stands.
void check_heartbeat(Section& at, const Heartbeat& beat) {
  check_url(at, "url", beat.url, "https://heartbeat.example/norekey");
  for (auto from = beat.url.find('{'); from != std::string::npos;
       from = beat.url.find('{', from + 1)) {
    const std::string place = beat.url.substr(from, beat.url.find('}', from) - from + 1);
    if (place != "{host}")
      at.error("url", "there is no " + shown(place) + did_you_mean(place, {"{host}"}),
               "write {host}, which becomes the machine's name, or leave it out");
  }
}

void check_quiet(Section& at, const Alerts& alerts) {
  if (auto hours = Calendar::parse(alerts.quiet_hours); !hours)
    at.error("quiet-hours", hours.error().what, hours.error().fix);
  if (alerts.quiet_zone.empty()) return;
  if (auto zone = check_zone(alerts.quiet_zone); !zone)
    at.error("quiet-zone", zone.error().what, zone.error().fix);
}

}  // namespace

Alerts read_alerts(Section& top, const Business& all, const std::string& directory) {
  Alerts out;
  auto at = top.section("alerts");
  if (!at) return out;
  if (auto beat = at->section("heartbeat")) {
    read_fields(*beat, out.heartbeat, heartbeat_fields, directory);
    check_heartbeat(*beat, out.heartbeat);
  }
  read_fields(*at, out, alerts_fields, directory);
  check_without(*at, out);
  check_mail(*at, out, all);
  check_addresses(*at, out);
  check_quiet(*at, out);
  if (out.webhook_token.is_set() && out.webhook.empty())
    at->error("webhook-token", "there is no webhook that it goes with", "add  webhook: https://…");
  if (!out.ca_file.empty())
    out.ca_file = (std::filesystem::path(directory) / out.ca_file).lexically_normal().string();
  return out;
}

}  // namespace norekey::config
