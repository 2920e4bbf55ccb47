#include "flow/alerts/rules.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "flow/alerts/episode.hpp"
#include "flow/alerts/memory.hpp"
#include "flow/assigned.hpp"
#include "flow/facts.hpp"
#include "flow/partners/due.hpp"
#include "flow/pause.hpp"
#include "flow/reconcile/verdict.hpp"
#include "flow/terms.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr int kMostLookedAt = 1000;          // messages looked at; more are "1000 or more"
constexpr std::size_t kPulsePage = 200'000;  // as queue/index.hpp bounds it
constexpr std::chrono::days kPulsesKept{35};
constexpr std::size_t kMostOfARule = 20;     // alerts of their own, the oldest; the rest is one
constexpr std::size_t kMostOrdersNamed = 5;  // orders that a text names

std::string so_many(std::size_t count, const char* one, const char* many) {
  if (count >= static_cast<std::size_t>(kMostLookedAt)) return "1000 or more" + std::string(many);
  return std::to_string(count) + (count == 1 ? one : many);
}

std::int64_t whole_in(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_int64() ? v->get_int64() : 0;
}

json::object json_object_of(const std::string& text) {
  boost::system::error_code ec;
  json::value value = json::parse(text, ec);
  return !ec && value.is_object() ? std::move(value.get_object()) : json::object{};
}

class Watcher {
 public:
  explicit Watcher(Context& context)
      : context_(context), setup_(context.setup), now_(context.clock.now()) {
    if (!context.alert_memory) context.alert_memory = std::make_shared<AlertMemory>();
  }

  awaitable<Result<std::vector<Alert>>> run() {
    using Rule = awaitable<Result<void>> (Watcher::*)();
    struct Step {
      const char* rule;
      Rule look;
    };
    static constexpr std::array<Step, 7> kSteps{{{"parked", &Watcher::look_at_parked},
                                                 {"waiting", &Watcher::look_at_waiting},
                                                 {"awaiting", &Watcher::look_at_awaiting},
                                                 {"", &Watcher::look_at_books},
                                                 {"reps", &Watcher::look_at_reps},
                                                 {"silent", &Watcher::look_at_silence},
                                                 {"deadline", &Watcher::look_at_deadlines}}};
    for (const Step& step : kSteps) {
      if (!is_watched(step.rule, terms())) continue;
      auto looked = co_await (this->*step.look)();
      if (!looked) co_return looked.error();
    }
    if (is_watched("paused", terms())) look_at_pauses();
    co_return std::move(all_);
  }

 private:
  const config::Alerts& terms() const { return setup_->alerts; }

  void add(const char* rule, std::string on, std::string text, std::string link, Instant since) {
    all_.push_back(alert_of(rule, std::move(on), std::move(text), std::move(link), since));
  }

  /// "; olga looks after it", or nothing.
  awaitable<Result<std::string>> looked_after(std::string cause) {
    std::string kind = kAssignedRecords, key = assigned_key(cause);
    auto found = co_await context_.journal.record(std::move(kind), std::move(key));
    if (!found) co_return found.error();
    co_return *found ? "; " + (*found)->value + " looks after it" : std::string();
  }

  awaitable<Result<void>> look_at_parked() {
    std::string any;
    auto causes = co_await context_.journal.causes(std::move(any));
    if (!causes) co_return causes.error();
    std::erase_if(*causes, [this](const queue::Cause& one) {
      return now_ - one.oldest < terms().parked_after;
    });
    std::stable_sort(causes->begin(), causes->end(),
                     [](const auto& a, const auto& b) { return a.oldest < b.oldest; });
    std::int64_t more = 0;
    for (std::size_t i = 0; i < causes->size(); ++i) {
      const queue::Cause& one = (*causes)[i];
      if (i >= kMostOfARule) {
        more += one.count;
        continue;
      }
      std::string cause = one.cause;
      auto with = co_await looked_after(std::move(cause));
      if (!with) co_return with.error();
      add("parked", one.cause,
          std::to_string(one.count) + (one.count == 1 ? " message is" : " messages are") +
              " parked: " + one.what + *with,
          "#/exceptions", one.oldest);
    }
    if (more > 0)
      add("parked", "others",
          std::to_string(more) + " messages are parked for " +
              std::to_string(causes->size() - kMostOfARule) + " more causes",
          "#/exceptions", (*causes)[kMostOfARule].oldest);
    co_return Result<void>{};
  }

  /// Messages that have waited for longer than `bound`, newest first.
  awaitable<Result<std::vector<queue::Row>>> waiting_since(std::string kind,
                                                           std::chrono::microseconds bound) {
    queue::Query query;
    query.kind = std::move(kind);
    query.state = queue::State::fresh;
    query.until = now_ - bound;
    query.limit = kMostLookedAt;
    co_return co_await context_.journal.list(std::move(query));
  }

  awaitable<Result<void>> look_at_waiting() {
    std::string any;
    auto rows = co_await waiting_since(std::move(any), terms().waiting_after);
    if (!rows) co_return rows.error();
    std::erase_if(*rows, [this](const queue::Row& row) {
      return row.kind == "confirm" || row.due > now_ || is_held(row);
    });
    if (rows->empty()) co_return Result<void>{};
    const Instant oldest = rows->back().received;
    add("waiting", "queue",
        so_many(rows->size(), " message waits", " messages wait") + " although " +
            (rows->size() == 1 ? "it" : "they") + " may be worked on",
        "#/messages?state=waiting", oldest);
    co_return Result<void>{};
  }

  awaitable<Result<void>> look_at_awaiting() {
    std::string kind = "confirm";
    auto rows = co_await waiting_since(std::move(kind), terms().awaiting_after);
    if (!rows) co_return rows.error();
    if (rows->empty()) co_return Result<void>{};
    add("awaiting", "erp",
        "the ERP has not confirmed " + so_many(rows->size(), " order file", " order files"),
        "#/messages?kind=confirm", rows->back().received);
    co_return Result<void>{};
  }

  void look_at_pauses() {
    for (const auto& [name, destination_terms] : terms_of_all(*setup_)) {
      const auto found = context_.destinations.find(name);
      const Destination fresh(destination_terms);
      const Destination& destination = found == context_.destinations.end() ? fresh : found->second;
      if (destination.standing(now_) != Standing::paused) continue;
      if (name.starts_with("sync/") && !context_.pauses.contains(name)) continue;  // with its shop
      add("paused", name, name + " is " + standing_text(destination, now_),
          "#/settings/destinations", {});
      all_.back().patience = terms().paused_after;
    }
  }

  /// What the last reconciling found of each channel.
  awaitable<Result<void>> look_at_books() {
    for (const auto& [name, route] : setup_->routes) {
      std::string kind = kReconciledRecords, key = name;
      auto record = co_await context_.journal.record(std::move(kind), std::move(key));
      if (!record) co_return record.error();
      if (!*record) continue;
      const json::object found = json_object_of((*record)->value);
      if (is_watched("difference", terms())) look_at_differences(name, found);
      if (is_watched("webhook", terms()) && route.channel.mode == "webhook")
        look_at_webhook(name, found);
    }
    co_return Result<void>{};
  }

  /// Orders in a class that needs somebody. What is parked, on its way or staff's own doing is told
  /// elsewhere, or is none.
  void look_at_differences(const std::string& channel, const json::object& found) {
    static const std::set<std::string, std::less<>> kNobodysConcern{
        name_of(Verdict::matched), name_of(Verdict::awaiting), name_of(Verdict::held),
        name_of(Verdict::changed_in_erp), name_of(Verdict::reentered)};
    const json::value* classes = found.if_contains("classes");
    if (classes == nullptr || !classes->is_object()) return;
    std::int64_t open = 0;
    std::vector<std::string> named;
    for (const auto& one : classes->get_object()) {
      if (kNobodysConcern.contains(std::string_view(one.key())) || !one.value().is_int64())
        continue;
      open += one.value().get_int64();
      named.push_back(std::to_string(one.value().get_int64()) + " " + std::string(one.key()));
    }
    if (open < terms().differences) return;
    add("difference", channel,
        std::to_string(open) + (open == 1 ? " order" : " orders") + " of " + channel +
            (open == 1 ? " differs" : " differ") +
            " between web, ERP and ledger: " + join(named, ", "),
        "#/reconcile", {});
  }

  void look_at_webhook(const std::string& channel, const json::object& found) {
    const json::value* gap = found.if_contains("webhook_gap");
    if (gap == nullptr || !gap->is_object()) return;
    const std::int64_t orders = whole_in(gap->get_object(), "orders");
    if (orders < terms().webhook_orders) return;
    const Instant from = value_or(parse_instant(text_of(gap->get_object(), "from")), Instant{});
    add("webhook", channel,
        "no webhook of " + channel + " comes any more: the last " + std::to_string(orders) +
            (orders == 1 ? " order" : " orders") +
            " came by polling only; look whether the shop has disabled it, and enable it there",
        "#/sync", from);
  }

  /// Orders of the last time whose reps the ERP holds other than sent, by channel.
  awaitable<Result<void>> look_at_reps() {
    struct OfChannel {
      std::size_t count = 0;
      Instant since = Instant::max();
      std::vector<std::string> named;
    };
    std::string kind = kRepMismatchRecords, after;
    auto records =
        co_await context_.journal.records(std::move(kind), std::move(after), kMostLookedAt);
    if (!records) co_return records.error();
    std::map<std::string, OfChannel> channels;
    for (const queue::Record& one : *records) {
      if (now_ - one.at >= terms().reps_within) continue;
      const json::object in = json_object_of(one.value);
      OfChannel& of = channels[text_of(in, "channel")];
      ++of.count;
      of.since = std::min(of.since, one.at);
      if (of.named.size() < kMostOrdersNamed)
        of.named.push_back(text_of(in, "order") + " (" + text_of(in, "what") + ")");
    }
    for (const auto& [name, of] : channels) {
      const std::size_t more = of.count - of.named.size();
      add("reps", name,
          "the ERP holds other reps than were sent on " + so_many(of.count, " order", " orders") +
              " of " + name + ": " + join(of.named, "; ") +
              (more == 0 ? "" : "; and " + std::to_string(more) + " more"),
          "#/reconcile", of.since);
    }
    co_return Result<void>{};
  }

  awaitable<Result<void>> look_at_silence() {
    const auto memory = context_.alert_memory;
    const bool whole = !memory->orders_are_read;
    if (whole) {
      memory->orders_are_read = true;
      auto read = co_await read_orders();
      memory->orders_are_read = false;
      if (!read) co_return read.error();
    }
    for (const auto& [name, route] : setup_->routes) {
      if (is_paused(context_, "shop/" + name)) continue;
      const SilenceTerms silence{terms().silent_orders, terms().silent_after, route.company.zone};
      const Silence found = whole ? silence_of(memory->orders[name], now_, silence)
                                  : Silence{Rhythm::unknown, {}, {}};
      bool silent = found.rhythm == Rhythm::silent;
      if (found.rhythm == Rhythm::unknown) {
        auto was = co_await was_silent(name);
        if (!was) co_return was.error();
        silent = *was;
      }
      if (silent) add("silent", name, silence_text(name, found), "#/messages", found.since);
    }
    co_return Result<void>{};
  }

  std::string silence_text(const std::string& channel, const Silence& found) const {
    std::vector<std::string> counts;
    for (const std::int64_t one : found.before) counts.push_back(std::to_string(one));
    std::string out = "no order comes from " + channel;
    if (counts.size() > 1)
      out += "; in the same time of the weeks before there were " + join(counts, ", ");
    return out;
  }

  /// A silence that nothing can be compared with any more stays what it was.
  awaitable<Result<bool>> was_silent(std::string channel) {
    std::string kind = kAlertRecords, key = fingerprint(alert_of("silent", channel, "", ""));
    auto record = co_await context_.journal.record(std::move(kind), std::move(key));
    if (!record) co_return record.error();
    if (!*record) co_return false;
    const auto episode = episode_of(**record);
    co_return episode && episode->open();
  }

  /// Brings what is known of the channels' orders up to now: all of 35 days the first time, then
  /// the last five minutes.
  awaitable<Result<void>> read_orders() {
    const auto memory = context_.alert_memory;
    Instant since = memory->orders_until == Instant{} ? now_ - kPulsesKept : memory->orders_until;
    for (;;) {
      auto page = co_await context_.index.pulses(since);
      if (!page) co_return page.error();
      const bool last = page->size() < kPulsePage || page->front().at == page->back().at;
      for (const queue::Pulse& one : *page) {
        if (one.kind == "order" && one.what == queue::State::fresh)
          memory->orders[one.channel][one.at] = one.count;
      }
      if (!page->empty()) since = memory->orders_until = page->back().at;
      if (last) break;
    }
    for (auto& one : memory->orders)
      one.second.erase(one.second.begin(), one.second.lower_bound(now_ - kPulsesKept));
    co_return Result<void>{};
  }

  awaitable<Result<void>> look_at_deadlines() {
    auto due = co_await list_due(context_, false);
    if (!due) co_return due.error();
    std::size_t count = 0;
    for (const json::value& one : *due) {
      const json::object& in = one.as_object();
      if (!flag_of(in, "overdue") || ++count > kMostOfARule) continue;
      const bool ours = text_of(in, "by") == "us";
      const Instant until = value_or(parse_instant(text_of(in, "until")), Instant{});
      add("deadline",
          text_of(in, "partner") + "/" + text_of(in, "what") + "/" + text_of(in, "about"),
          (ours ? "our " : "the ") + text_of(in, "what") + (ours ? " to " : " of ") +
              text_of(in, "partner") + " about " + text_of(in, "about") + " is overdue",
          "#/partners", until);
    }
    if (count > kMostOfARule)
      add("deadline", "others",
          std::to_string(count - kMostOfARule) + " more answers of partners, or ours, are overdue",
          "#/partners", {});
    co_return Result<void>{};
  }

  /// Its destination takes nothing up now.
  bool is_held(const queue::Row& row) const {
    const auto found = context_.destinations.find(row.destination);
    if (found == context_.destinations.end()) return false;
    const Standing standing = found->second.standing(now_);
    return standing != Standing::open && standing != Standing::trial;
  }

  Context& context_;
  const std::shared_ptr<const Setup> setup_;
  const Instant now_;
  std::vector<Alert> all_;
};

}  // namespace

awaitable<Result<std::vector<Alert>>> shared_alerts(Context& context) {
  Watcher watcher(context);
  co_return co_await watcher.run();
}

awaitable<Result<std::vector<Alert>>> alerts_now(Context& context) {
  auto all = co_await shared_alerts(context);
  if (!all) co_return all.error();
  for (Alert& one : own_alerts(context)) all->push_back(std::move(one));
  std::stable_sort(all->begin(), all->end(),
                   [](const Alert& a, const Alert& b) { return a.critical && !b.critical; });
  co_return all;
}

}  // namespace norekey::flow
