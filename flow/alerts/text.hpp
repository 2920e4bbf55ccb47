/// text: news of alerts as those who are told read them: a mail, a webhook's JSON, Alertmanager's.
/// Pure.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "flow/alerts/episode.hpp"

namespace norekey::flow {

/// Where and when, as readers know it.
struct AlertReader {
  std::string zone = "UTC";
  std::string console_url;  ///< what links begin with; "" = there are no links
  std::string host;         ///< who tells
};

/// "[Norekey] critical: erp/acme does not answer: …", "[Norekey] 3 alerts, 1 critical; 2 over".
std::string alert_subject(const std::vector<NewsItem>& items);

std::string alert_mail_text(const std::vector<NewsItem>& items, const AlertReader& reader);

/// {version, host, at, text, alerts: [{status, rule, name, on, text, severity, since, until, link,
/// fingerprint}]}; `text` is the whole as one text, which chats show.
boost::json::object alert_webhook_json(const std::vector<NewsItem>& items,
                                       const AlertReader& reader, Instant now);

/// A list of postableAlert (Alertmanager, api/v2/openapi.yaml). What is open ends at `until` unless
/// it is told again before or has an end of its own; what passed in quiet hours is left out.
boost::json::array alertmanager_json(const std::vector<NewsItem>& items, const AlertReader& reader,
                                     Instant until);

/// The console's place as a whole address; "" where there is no console.
std::string whole_link(const std::string& console_url, const std::string& link);

}  // namespace norekey::flow
