/// commands: what the command line and the console ask of alerts: what is open and since when, who
/// was told of it and when, and whether somebody can be told at all.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "flow/alerts/episode.hpp"
#include "flow/context.hpp"

namespace norekey::flow {

/// What is remembered of one alert, as the console's events tell it: Alert of openapi.yaml, without
/// who was told.
boost::json::object alert_row(const Episode& episode);

/// {"command": "alerts"}: [{rule, on, text, link, since, until, severity, told: [{way, at, what}],
/// untold}]: what is wrong now, worst first, then what is over for less than a week, latest first.
/// untold: why nobody was told; "" = somebody was. Errors: the store's.
awaitable<Result<boost::json::value>> alerts_command(Context& context,
                                                     const boost::json::object& request);

/// {"command": "alerts ways"}: {ways: [{way, standing, last}], quiet: {hours, zone, until},
/// heartbeat: {url, every, at, ok, text}}. Errors: the store's.
awaitable<Result<boost::json::value>> alert_ways_command(Context& context,
                                                         const boost::json::object& request);

/// {"command": "alerts test"}: sends a test through each way, past the queue: [{way, ok, text,
/// fix}]. reject: nobody is told at all.
awaitable<Result<boost::json::value>> test_alerts_command(Context& context,
                                                          const boost::json::object& request);

/// One row of `doctor` for each: the mail server, Alertmanager and the heartbeat; what answers is
/// not told of anything.
struct AlertFinding {
  std::string what;
  bool ok = false;
  std::string text, fix;
};
awaitable<std::vector<AlertFinding>> reach_alert_ways(Context& context);

}  // namespace norekey::flow
