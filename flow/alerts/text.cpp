#include "flow/alerts/text.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "core/text.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr std::size_t kLongestSubject = 160;  // characters

bool still_open(const NewsItem& item) {
  return item.what == News::opened || item.what == News::still;
}

Instant begun_at(const NewsItem& item) {
  return item.alert.since == Instant{} ? item.opened : item.alert.since;
}

std::string time_text(Instant at, const std::string& zone) {
  return value_or(format_in_zone(at, zone, "%Y-%m-%d %H:%M"), to_string(at)) + " " + zone;
}

const char* alertname_of(const Alert& alert) {
  for (const AlertRule& one : alert_rules()) {
    if (alert.rule == one.name) return one.alertname;
  }
  return "NorekeyTest";
}

const char* heading_of(News what) {
  switch (what) {
    case News::opened:
      return "NEW";
    case News::still:
      return "STILL OPEN";
    case News::over:
      return "OVER";
    default:
      return "CAME AND WENT IN QUIET HOURS";
  }
}

std::string item_text(const NewsItem& item, const AlertReader& reader) {
  std::string out = std::string(heading_of(item.what)) + ": " + item.alert.text + "\n  " +
                    severity_of(item.alert) + ", " + item.alert.rule + " " + item.alert.on +
                    ", since " + time_text(begun_at(item), reader.zone);
  if (!still_open(item)) out += ", over at " + time_text(item.over, reader.zone);
  const std::string link = whole_link(reader.console_url, item.alert.link);
  return out + "\n" + (link.empty() ? "" : "  " + link + "\n");
}

json::value instant_or_null(Instant at) {
  return at == Instant{} ? json::value(nullptr) : json::value(to_string(at));
}

}  // namespace

std::string whole_link(const std::string& console_url, const std::string& link) {
  std::string base = console_url;
  while (base.ends_with('/')) base.pop_back();
  return base.empty() || link.empty() ? "" : base + "/" + link;
}

std::string alert_subject(const std::vector<NewsItem>& items) {
  const auto open = static_cast<std::size_t>(std::count_if(items.begin(), items.end(), still_open));
  const auto critical = std::count_if(items.begin(), items.end(), [](const NewsItem& one) {
    return still_open(one) && one.alert.critical;
  });
  std::string out = "[Norekey] ";
  if (items.size() == 1) {
    const NewsItem& only = items.front();
    out += still_open(only) ? std::string(severity_of(only.alert)) : name_of(only.what);
    if (only.what == News::still) out += ", still";
    return first_characters(out + ": " + only.alert.text, kLongestSubject);
  }
  const std::size_t ended = items.size() - open;
  if (open > 0) out += std::to_string(open) + (open == 1 ? " alert" : " alerts");
  if (critical > 0) out += ", " + std::to_string(critical) + " critical";
  if (open > 0 && ended > 0) out += "; ";
  if (ended > 0) out += std::to_string(ended) + " over";
  return out;
}

std::string alert_mail_text(const std::vector<NewsItem>& items, const AlertReader& reader) {
  std::string out;
  for (const NewsItem& one : items) out += item_text(one, reader) + "\n";
  out += "Told by Norekey on " + reader.host + ". What is open: norekey alerts";
  const std::string link = whole_link(reader.console_url, "#/settings/alerts");
  return out + (link.empty() ? "" : ", or\n" + link) + "\n";
}

json::object alert_webhook_json(const std::vector<NewsItem>& items, const AlertReader& reader,
                                Instant now) {
  json::array alerts;
  std::string text = alert_subject(items);
  for (const NewsItem& one : items) {
    if (items.size() > 1) text += "\n" + std::string(name_of(one.what)) + ": " + one.alert.text;
    alerts.push_back(json::object{{"status", name_of(one.what)},
                                  {"rule", one.alert.rule},
                                  {"name", alertname_of(one.alert)},
                                  {"on", one.alert.on},
                                  {"text", one.alert.text},
                                  {"severity", severity_of(one.alert)},
                                  {"since", to_string(begun_at(one))},
                                  {"until", instant_or_null(one.over)},
                                  {"link", whole_link(reader.console_url, one.alert.link)},
                                  {"fingerprint", one.key}});
  }
  return {{"version", 1},
          {"host", reader.host},
          {"at", to_string(now)},
          {"text", std::move(text)},
          {"alerts", std::move(alerts)}};
}

json::array alertmanager_json(const std::vector<NewsItem>& items, const AlertReader& reader,
                              Instant until) {
  json::array out;
  for (const NewsItem& one : items) {
    if (one.what == News::passed) continue;
    json::object alert{{"labels", json::object{{"alertname", alertname_of(one.alert)},
                                               {"severity", severity_of(one.alert)},
                                               {"rule", one.alert.rule},
                                               {"on", one.alert.on},
                                               {"job", "norekey"}}},
                       {"annotations", json::object{{"summary", one.alert.text}}},
                       {"startsAt", to_string(std::min(begun_at(one), one.opened))},
                       {"endsAt", to_string(one.over == Instant{} ? until : one.over)}};
    const std::string link = whole_link(reader.console_url, one.alert.link);
    if (!link.empty()) alert["generatorURL"] = link;
    out.push_back(std::move(alert));
  }
  return out;
}

}  // namespace norekey::flow
