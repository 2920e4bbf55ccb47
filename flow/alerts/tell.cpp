#include "flow/alerts/tell.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/receipt.hpp"
#include "net/mail.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr std::size_t kNewsInOne = 100;
/// What passed in quiet hours and could not be told for so long is not told any more.
constexpr std::chrono::hours kPassedIsOld{24};

json::object item_json(const NewsItem& item) {
  json::object out = to_json(item.alert);
  out["what"] = static_cast<int>(item.what);
  out["key"] = item.key;
  out["opened"] = to_string(item.opened);
  out["over"] = item.over == Instant{} ? "" : to_string(item.over);
  return out;
}

NewsItem item_from(const json::object& in) {
  NewsItem out;
  out.alert = alert_from(in);
  const json::value* what = in.if_contains("what");
  if (what != nullptr && what->is_int64()) out.what = static_cast<News>(what->get_int64());
  out.key = text_of(in, "key");
  out.opened = value_or(parse_instant(text_of(in, "opened")), Instant{});
  out.over = value_or(parse_instant(text_of(in, "over")), Instant{});
  return out;
}

/// What an "alert" message says.
struct Telling {
  AlertWay way;
  Instant at{};
  std::vector<NewsItem> items;
};

Telling read_telling(const std::string& body) {
  Telling out;
  boost::system::error_code ec;
  const json::value value = json::parse(body, ec);
  if (ec || !value.is_object()) return out;
  const json::object& in = value.get_object();
  out.way = {text_of(in, "way"), text_of(in, "to")};
  out.at = value_or(parse_instant(text_of(in, "at")), Instant{});
  const json::value* items = in.if_contains("items");
  if (items == nullptr || !items->is_array()) return out;
  for (const json::value& one : items->get_array()) {
    if (one.is_object()) out.items.push_back(item_from(one.get_object()));
  }
  return out;
}

/// `about`: the alert's fingerprint.
ToldAlert told_from(const queue::Record& record, std::string* about = nullptr) {
  boost::system::error_code ec;
  const json::value value = json::parse(record.value, ec);
  if (ec || !value.is_object()) return {};
  const json::object& in = value.get_object();
  if (about != nullptr) *about = text_of(in, "fingerprint");
  return {text_of(in, "way"), value_or(parse_instant(text_of(in, "opened")), Instant{}),
          value_or(parse_instant(text_of(in, "at")), Instant{}), text_of(in, "what")};
}

queue::Record told_alert_record(const std::string& fingerprint, const ToldAlert& told) {
  queue::Record out;
  out.kind = kToldRecords;
  out.key = told_key(fingerprint, told.way);
  out.value = json::serialize(json::object{{"fingerprint", fingerprint},
                                           {"way", told.way},
                                           {"opened", to_string(told.opened)},
                                           {"at", to_string(told.at)},
                                           {"what", told.what}});
  out.who = "daemon";
  return out;
}

/// One message on its way to somebody.
class Teller {
 public:
  Teller(Context& context, const queue::Leased& leased)
      : context_(context), leased_(leased), telling_(read_telling(leased.message.body)) {}

  awaitable<Result<Settlement>> run() {
    if (!is_configured())
      co_return done("alert", "nobody is told by " + name_of(telling_.way) + " any more");
    std::vector<NewsItem> left;
    for (NewsItem& item : telling_.items) {
      auto wanted = co_await is_wanted(item);
      if (!wanted) co_return wanted.error();
      if (*wanted) left.push_back(std::move(item));
    }
    const auto dropped = telling_.items.size() - left.size();
    if (left.empty()) co_return done("alert", "not told: it was over, or told since");
    std::vector<NewsItem> items = left;
    std::string id = leased_.message.key;
    AlertWay way = telling_.way;
    auto sent = co_await send_news(context_, std::move(way), std::move(items), std::move(id));
    if (!sent) co_return sent.error();
    co_return settled(left, dropped, *sent);
  }

 private:
  bool is_configured() const {
    for (const AlertWay& way : alert_ways(context_.setup->alerts)) {
      if (name_of(way) == name_of(telling_.way)) return true;
    }
    return false;
  }

  /// Whether it is still so, and not told since. Brings its text up to now.
  awaitable<Result<bool>> is_wanted(NewsItem& item) {
    if (item.what == News::passed) co_return context_.clock.now() - telling_.at < kPassedIsOld;
    std::string kind = kToldRecords, key = told_key(item.key, name_of(telling_.way));
    auto record = co_await context_.journal.record(std::move(kind), std::move(key));
    if (!record) co_return record.error();
    const ToldAlert told = *record ? told_from(**record) : ToldAlert{};
    const bool of_this = told.opened == item.opened;
    if (item.what == News::over) co_return of_this&& told.what != name_of(News::over);
    if (of_this && (item.what == News::opened || told.at > telling_.at)) co_return false;
    kind = kAlertRecords;
    key = item.key;
    auto known = co_await context_.journal.record(std::move(kind), std::move(key));
    if (!known) co_return known.error();
    const auto episode = *known ? episode_of(**known) : std::nullopt;
    if (!episode || !episode->open() || episode->opened != item.opened) co_return false;
    item.alert = episode->alert;
    co_return true;
  }

  Settlement settled(const std::vector<NewsItem>& items, std::size_t dropped,
                     const std::string& said) const {
    Settlement out = done(
        "alert",
        std::to_string(items.size()) + " told by " + name_of(telling_.way) + ": " + said +
            (dropped == 0 ? "" : "; " + std::to_string(dropped) + " left out, over or told since"));
    const Instant now = context_.clock.now();
    for (const NewsItem& one : items)
      out.effects.records.push_back(told_alert_record(
          one.key, {name_of(telling_.way), one.opened, now, std::string(name_of(one.what))}));
    return out;
  }

  Context& context_;
  const queue::Leased& leased_;
  Telling telling_;
};

Error not_taken(const std::string& who, int status, const std::string& fix) {
  const bool login = status == 401 || status == 403;
  const bool again = status == 408 || status == 429 || status >= 500;
  return {login   ? Fate::halt
          : again ? Fate::retry
                  : Fate::reject,
          who + " answered " + std::to_string(status),
          fix,
          {},
          who};
}

awaitable<Result<std::string>> mail_news(Context& context, std::string to,
                                         std::vector<NewsItem> items, std::string id) {
  const auto setup = context.setup;
  const auto server = alert_mail_server(*setup);
  if (!server)
    co_return Error{Fate::halt,
                    "there is no mail server that alerts go by",
                    "add  mail-server  with from to alerts in channels.yaml",
                    {},
                    "alerts"};
  net::Mail mail;
  mail.from = server->from;
  mail.to = to;
  mail.subject = alert_subject(items);
  mail.text = alert_mail_text(items, reader_of(context));
  mail.id = sha256_hex(id + "/" + to).substr(0, 32) + server->from.substr(server->from.find('@'));
  mail.at = std::chrono::system_clock::time_point(context.clock.now().time_since_epoch());
  config::Receipts way = *server;
  auto sent = co_await hand_to_mail_server(context, std::move(way), std::move(mail));
  if (!sent) co_return sent.error();
  const int code = *sent;
  if (code < 300) co_return "taken by the mail server";
  const bool login = code == 530 || code == 534 || code == 535;
  co_return Error{
      login        ? Fate::halt
      : code < 500 ? Fate::retry
                   : Fate::reject,
      "the mail server answered " + std::to_string(code) + " to the alert for " + shown(to),
      "check mail-server, login and to of alerts in channels.yaml",
      {},
      "alerts/mail"};
}

awaitable<Result<std::string>> post_news(Context& context, std::vector<NewsItem> items) {
  const config::Alerts& alerts = context.setup->alerts;
  net::Call call = call_for_alerts(alerts, alerts.webhook);
  call.method = "POST";
  call.headers = {{"Content-Type", "application/json"}};
  if (alerts.webhook_token.is_set()) {
    auto token = alerts.webhook_token.read();
    if (!token) co_return token.error();
    call.headers.push_back({"Authorization", "Bearer " + *token});
  }
  call.body = json::serialize(alert_webhook_json(items, reader_of(context), context.clock.now()));
  auto answered = co_await context.surroundings.client.send(std::move(call));
  if (!answered) co_return answered.error().error;
  const int status = answered->response.status;
  if (status >= 200 && status < 300) co_return "the webhook answered " + std::to_string(status);
  co_return not_taken("the alerts' webhook", status,
                      "check webhook and webhook-token of alerts in channels.yaml");
}

awaitable<Result<std::string>> post_to_alertmanager(Context& context, std::vector<NewsItem> items) {
  const config::Alerts& alerts = context.setup->alerts;
  const Instant until = context.clock.now() + open_for(alerts);
  json::array body = alertmanager_json(items, reader_of(context), until);
  if (body.empty()) co_return "nothing that Alertmanager would show";
  net::Call call = call_for_alerts(alerts, alertmanager_url(alerts, "/api/v2/alerts"));
  call.method = "POST";
  call.headers = {{"Content-Type", "application/json"}};
  call.user = alerts.alertmanager_login;
  if (alerts.alertmanager_password.is_set()) {
    auto password = alerts.alertmanager_password.read();
    if (!password) co_return password.error();
    call.password = std::move(*password);
  }
  call.body = json::serialize(body);
  auto answered = co_await context.surroundings.client.send(std::move(call));
  if (!answered) co_return answered.error().error;
  const int status = answered->response.status;
  if (status >= 200 && status < 300) co_return "Alertmanager answered " + std::to_string(status);
  co_return not_taken("Alertmanager", status,
                      "check alertmanager and its login of alerts in channels.yaml");
}

}  // namespace

std::string told_key(const std::string& fingerprint, const std::string& way) {
  return fingerprint + "|" + way;
}

awaitable<Result<ToldByAlert>> what_was_told(Context& context) {
  std::string kind = kToldRecords, below;
  auto records = co_await all_records(context.journal, std::move(kind), std::move(below));
  if (!records) co_return records.error();
  ToldByAlert out;
  for (const queue::Record& one : *records) {
    std::string about;
    ToldAlert told = told_from(one, &about);
    out[about].push_back(std::move(told));
  }
  co_return out;
}

AlertReader reader_of(const Context& context) {
  const std::string& own = context.setup->alerts.console_url;
  return {context.setup->alerts_zone, own.empty() ? context.premises.console_url : own,
          context.premises.host};
}

std::chrono::microseconds open_for(const config::Alerts& alerts) { return 2 * alerts.repeat; }

std::vector<queue::Message> alert_messages(const config::Alerts& alerts,
                                           const std::vector<NewsItem>& news, Instant now) {
  std::vector<queue::Message> out;
  for (const AlertWay& way : alert_ways(alerts)) {
    for (std::size_t from = 0; from < news.size(); from += kNewsInOne) {
      json::array items;
      std::string name;
      for (std::size_t i = from; i < std::min(from + kNewsInOne, news.size()); ++i) {
        items.push_back(item_json(news[i]));
        name += news[i].key + "\n" + name_of(news[i].what) + "\n" + to_string(news[i].opened) +
                "\n" + std::to_string(news[i].time) + "\n";
      }
      queue::Message one;
      one.key = "alert/" + name_of(way) + "/" + sha256_hex(name).substr(0, 32);
      one.kind = "alert";
      one.ordering = "alert/" + name_of(way);
      one.destination = destination_of(way);
      one.media_type = "application/json";
      one.digest = sha256_hex(name);
      one.body = json::serialize(json::object{
          {"way", way.kind}, {"to", way.to}, {"at", to_string(now)}, {"items", std::move(items)}});
      out.push_back(std::move(one));
    }
  }
  return out;
}

awaitable<Result<std::string>> send_news(Context& context, AlertWay way,
                                         std::vector<NewsItem> items, std::string id) {
  if (way.kind == "mail")
    co_return co_await mail_news(context, std::move(way.to), std::move(items), std::move(id));
  if (way.kind == "webhook") co_return co_await post_news(context, std::move(items));
  co_return co_await post_to_alertmanager(context, std::move(items));
}

awaitable<Result<Settlement>> tell_alert(Context& context, const queue::Leased& leased) {
  Teller teller(context, leased);
  co_return co_await teller.run();
}

}  // namespace norekey::flow
