/// ways: who is told of alerts and how they are reached, as the config has it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/business.hpp"
#include "flow/setup.hpp"
#include "net/http_client.hpp"

namespace norekey::flow {

struct AlertWay {
  std::string kind;  ///< "mail", "webhook", "alertmanager"
  std::string to;    ///< a mail's address; "" for the others
};

/// "mail ops@acme.example", "webhook": what people and records call it.
std::string name_of(const AlertWay& way);
/// "alerts/mail": whose pauses, rests and failures are its own.
std::string destination_of(const AlertWay& way);

/// One for each mail address, and one for each of the others.
std::vector<AlertWay> alert_ways(const config::Alerts& alerts);

/// The destinations that these ways go to.
std::vector<std::string> alert_destinations(const config::Alerts& alerts);

/// The mail server that alerts go by: their own, or that of a company's receipts. nullopt: there is
/// none.
std::optional<config::Receipts> alert_mail_server(const Setup& setup);

/// A call with the alerts' proxy, authority and timeout.
net::Call call_for_alerts(const config::Alerts& alerts, const std::string& url);

/// Where Alertmanager takes alerts (its API, version 2).
std::string alertmanager_url(const config::Alerts& alerts, std::string_view path);

}  // namespace norekey::flow
