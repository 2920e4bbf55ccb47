#include "console/alert_rules.hpp"

#include <sys/statvfs.h>

#include <boost/json.hpp>

#include <algorithm>
#include <array>

#include "console/shown_row.hpp"
#include "console/standing.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/partners/due.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using flow::text_of;

struct Rule {
  const char *name, *help, *bound;
  bool critical;
};

constexpr std::array<Rule, 7> kRules{{
    {"parked", "messages are parked and nobody has taken them up", "30 min", false},
    {"waiting", "a message waits although it may be worked on", "15 min", true},
    {"awaiting", "the ERP has not confirmed an order file", "1 h", false},
    {"destination", "an ERP or a shop does not answer", "5 failures in a row", true},
    {"paused", "a destination is paused by a person", "now", false},
    {"difference", "web, ERP and ledger differ, and nothing explains it", "1 order", false},
    {"deadline", "an EDI partner or we are late with an answer", "now", true},
}};

constexpr std::chrono::minutes kParked{30}, kWaiting{15};
constexpr std::chrono::hours kAwaiting{1};
constexpr int kFailures = 5;

class Watcher {
 public:
  explicit Watcher(House& house) : house_(house), now_(house.context.clock.now()) {}

  void add(const char* rule, std::string on, std::string text, std::string link, Instant since) {
    const auto found = std::find_if(kRules.begin(), kRules.end(), [rule](const Rule& one) {
      return std::string_view(one.name) == rule;
    });
    all_.push_back({rule, std::move(on), std::move(text), std::move(link), since, found->critical});
  }

  awaitable<Result<void>> look_at_parked() {
    std::string any;
    auto causes = co_await house_.context.journal.causes(std::move(any));
    if (!causes) co_return causes.error();
    for (const queue::Cause& one : *causes) {
      if (now_ - one.oldest < kParked) continue;
      add("parked", one.cause,
          std::to_string(one.count) + (one.count == 1 ? " message is" : " messages are") +
              " parked since " + age(one.oldest, now_) + ": " + one.what,
          "#/exceptions", one.oldest);
    }
    co_return Result<void>{};
  }

  awaitable<Result<void>> look_at_waiting() {
    queue::Query query;
    query.state = queue::State::fresh;
    query.limit = 1000;
    auto rows = co_await house_.context.journal.list(query);
    if (!rows) co_return rows.error();
    std::int64_t late = 0, unconfirmed = 0;
    Instant oldest = now_, oldest_unconfirmed = now_;
    for (const queue::Row& row : *rows) {
      if (row.kind == "confirm") {
        if (now_ - row.received < kAwaiting) continue;
        ++unconfirmed;
        oldest_unconfirmed = std::min(oldest_unconfirmed, row.received);
      } else if (row.due <= now_ && now_ - row.received >= kWaiting && held(row) == nullptr) {
        ++late;
        oldest = std::min(oldest, row.received);
      }
    }
    if (late > 0)
      add("waiting", "queue",
          std::to_string(late) + " messages wait since " + age(oldest, now_) +
              " although they may be worked on",
          "#/messages?state=waiting", oldest);
    if (unconfirmed > 0)
      add("awaiting", "erp",
          "the ERP has not confirmed " + std::to_string(unconfirmed) + " order files since " +
              age(oldest_unconfirmed, now_),
          "#/messages?kind=confirm", oldest_unconfirmed);
    co_return Result<void>{};
  }

  void look_at_destinations() {
    for (const json::value& one : destinations_json(house_.context)) {
      const json::object& in = one.as_object();
      const std::string name = text_of(in, "destination");
      if (in.at("failures").as_int64() >= kFailures)
        add("destination", name, name + " does not answer: " + text_of(in, "text"),
            "#/settings/destinations", {});
      if (text_of(in, "standing") == "paused")
        add("paused", name, name + " is " + text_of(in, "text"), "#/settings/destinations", {});
    }
  }

  awaitable<Result<void>> look_at_books() {
    const auto setup = house_.context.setup;
    for (const auto& one : setup->routes) {
      std::string kind = "reconciled", key = one.first;
      auto found = co_await fact(house_.context, std::move(kind), std::move(key));
      if (!found) co_return found.error();
      if (!*found) continue;
      const std::int64_t open = (*found)->at("unexplained").to_number<std::int64_t>();
      if (open > 0)
        add("difference", one.first,
            std::to_string(open) + " orders of " + one.first +
                " differ between web, ERP and ledger",
            "#/reconcile", value_or(parse_instant(text_of(**found, "at")), Instant{}));
    }
    co_return Result<void>{};
  }

  awaitable<Result<void>> look_at_deadlines() {
    auto due = co_await flow::list_due(house_.context, false);
    if (!due) co_return due.error();
    for (const json::value& one : *due) {
      const json::object& in = one.as_object();
      if (!flow::flag_of(in, "overdue")) continue;
      add("deadline", text_of(in, "partner") + "/" + text_of(in, "about"),
          text_of(in, "what") + " of " + text_of(in, "partner") + " is overdue", "#/partners",
          value_or(parse_instant(text_of(in, "until")), Instant{}));
    }
    co_return Result<void>{};
  }

  std::vector<Alert> all() {
    std::stable_sort(all_.begin(), all_.end(),
                     [](const Alert& a, const Alert& b) { return a.critical && !b.critical; });
    return std::move(all_);
  }

 private:
  /// Why a message may not be worked on: its destination.
  const flow::Destination* held(const queue::Row& row) const {
    const auto found = house_.context.destinations.find(row.destination);
    if (found == house_.context.destinations.end()) return nullptr;
    const auto standing = found->second.standing(now_);
    const bool open = standing == flow::Standing::open || standing == flow::Standing::trial;
    return open ? nullptr : &found->second;
  }

  House& house_;
  const Instant now_;
  std::vector<Alert> all_;
};

}  // namespace

json::object to_json(const Alert& alert) {
  return {{"rule", alert.rule},
          {"on", alert.on},
          {"text", alert.text},
          {"link", alert.link},
          {"since", instant_json(alert.since)},
          {"until", nullptr},
          {"severity", alert.critical ? "critical" : "warning"}};
}

awaitable<Result<std::vector<Alert>>> alerts_now(House& house) {
  Watcher watcher(house);
  auto parked = co_await watcher.look_at_parked();
  if (!parked) co_return parked.error();
  auto waiting = co_await watcher.look_at_waiting();
  if (!waiting) co_return waiting.error();
  watcher.look_at_destinations();
  auto books = co_await watcher.look_at_books();
  if (!books) co_return books.error();
  auto late = co_await watcher.look_at_deadlines();
  if (!late) co_return late.error();
  co_return watcher.all();
}

json::array rules_json() {
  json::array out;
  for (const Rule& one : kRules)
    out.push_back(json::object{{"rule", one.name},
                               {"help", one.help},
                               {"bound", one.bound},
                               {"severity", one.critical ? "critical" : "warning"}});
  return out;
}

}  // namespace norekey::console
