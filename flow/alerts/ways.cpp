#include "flow/alerts/ways.hpp"

#include <algorithm>

namespace norekey::flow {

std::string name_of(const AlertWay& way) {
  return way.to.empty() ? way.kind : way.kind + " " + way.to;
}

std::string destination_of(const AlertWay& way) { return "alerts/" + way.kind; }

std::vector<AlertWay> alert_ways(const config::Alerts& alerts) {
  std::vector<AlertWay> out;
  for (const std::string& to : alerts.to) out.push_back({"mail", to});
  if (!alerts.webhook.empty()) out.push_back({"webhook", ""});
  if (!alerts.alertmanager.empty()) out.push_back({"alertmanager", ""});
  return out;
}

std::vector<std::string> alert_destinations(const config::Alerts& alerts) {
  std::vector<std::string> out;
  for (const AlertWay& way : alert_ways(alerts)) {
    std::string name = destination_of(way);
    if (out.empty() || out.back() != name) out.push_back(std::move(name));
  }
  return out;
}

std::optional<config::Receipts> alert_mail_server(const Setup& setup) {
  const config::Alerts& alerts = setup.alerts;
  if (alerts.to.empty()) return std::nullopt;
  if (!alerts.mail_server.empty()) {
    config::Receipts out;
    out.mail_server = alerts.mail_server;
    out.from = alerts.from;
    out.login = alerts.login;
    out.password = alerts.password;
    out.tls = alerts.tls;
    out.ca_file = alerts.ca_file;
    out.timeout = alerts.timeout;
    return out;
  }
  for (const auto& [company, receipts] : setup.receipts) {
    if (receipts.mail_server.empty()) continue;
    if (!alerts.company.empty() && alerts.company != company) continue;
    config::Receipts out = receipts;
    if (!alerts.from.empty()) out.from = alerts.from;
    return out;
  }
  return std::nullopt;
}

net::Call call_for_alerts(const config::Alerts& alerts, const std::string& url) {
  net::Call out;
  out.url = url;
  out.total_wait = std::chrono::duration_cast<std::chrono::milliseconds>(alerts.timeout);
  out.proxy = alerts.proxy;
  out.ca_file = alerts.ca_file;
  return out;
}

std::string alertmanager_url(const config::Alerts& alerts, std::string_view path) {
  std::string out = alerts.alertmanager;
  while (out.ends_with('/')) out.pop_back();
  return out + std::string(path);
}

}  // namespace norekey::flow
