#include "flow/outbound/stock.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/channels.hpp"
#include "flow/outbound/handing.hpp"
#include "flow/outbound/push.hpp"
#include "flow/outbound/question.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using connectors::StockRecord;

constexpr int kLoadPage = 50'000;
constexpr int kMostWaiting = 40;            ///< batches in the queue before more are made
constexpr std::size_t kBatchesAtOnce = 10;  ///< in one transaction, which orders may wait for
constexpr std::size_t kMostRows = 1000, kMostGone = 100;
constexpr std::int64_t kFewZeroed = 10;                ///< so many may always turn to nothing
constexpr auto kStepsWithin = std::chrono::hours(24);  ///< looks that count together as one

constexpr int kPlacesAt = 44;  ///< the upper 20 bits of a value's mark
constexpr std::uint64_t kValueBits = (std::uint64_t{1} << kPlacesAt) - 1;

/// Which locations are named, as 20 bits.
std::uint64_t places_mark(const StockRecord& record) {
  std::string names;
  for (const auto& level : record.levels) names += level.first + "\n";
  return mark_of(names) >> kPlacesAt;
}

/// What is kept of a record in memory. The last bit says whether anything is shown; the upper bits
/// which locations are named, so that one that is named no longer is noticed.
std::uint64_t value_mark(const StockRecord& record) {
  const std::uint64_t text = mark_of(to_json(record)) & kValueBits & ~std::uint64_t{1};
  return places_mark(record) << kPlacesAt | text | 2 | (shows_any(record) ? 1 : 0);
}
bool shows(std::uint64_t mark) { return (mark & 1) != 0; }
bool same_places(std::uint64_t mark, const StockRecord& record) {
  return mark >> kPlacesAt == places_mark(record);
}

std::uint64_t lookup_mark(const mapping::Lookups& lookups, const std::string& name) {
  const auto found = lookups.tables.find(name);
  return found == lookups.tables.end() ? 0 : found->second.rows.mark();
}

Error no_stock(const std::string& channel) {
  return {Fate::reject,
          "channel " + shown(channel) + " shows no stock of the ERP",
          "write  outbound: { stock: on-hand }  below it in channels.yaml, then: norekey apply",
          {},
          "usage"};
}

/// One look. Members hold what is learnt on it.
class StockLook {
 public:
  StockLook(Context& context, Route route, std::shared_ptr<Outbox> box, StockWish wish)
      : context_(context), route_(std::move(route)), box_(std::move(box)), wish_(wish) {}

  awaitable<Result<StockReport>> run() {
    if (auto loaded = co_await load(); !loaded) co_return loaded.error();
    if (auto ready = begin(); !ready) co_return ready.error();
    for (bool more = true; more;) {
      auto page = co_await next_page();
      if (!page) co_return page.error();
      more = page->more;
      if (auto planned = co_await take(*page); !planned) co_return planned.error();
      box_->cursor = page->cursor;
    }
    if (box_->in_whole) {
      if (auto ended = co_await end_whole(); !ended) co_return ended.error();
    }
    if (!wish_.dry_run && report_.held == 0)
      route_.adapter->tell(adapters::Subject::stock, adapters::Said::used);
    co_return std::move(report_);
  }

 private:
  const std::string kind() const { return "shown/" + route_.name + "/stock"; }

  awaitable<Result<void>> load() {
    if (box_->loaded) co_return Result<void>{};
    Shown shown;
    std::string of = kind(), after;
    for (;;) {
      auto page = co_await context_.journal.records(of, after, kLoadPage);
      if (!page) co_return page.error();
      for (const queue::Record& record : *page) {
        auto read = read_stock_record(record.value, record.key);
        shown.add(mark_of(record.key), read ? value_mark(*read) : 2);
      }
      if (page->size() < static_cast<std::size_t>(kLoadPage)) break;
      after = page->back().key;
    }
    shown.sort();
    box_->shown = std::move(shown);
    box_->loaded = true;
    co_return Result<void>{};
  }

  /// What is asked for: all there is, or only what changed.
  Result<void> begin() {
    const config::Outbound& config = route_.channel.outbound;
    if (wish_.accept) route_.adapter->tell(adapters::Subject::stock, adapters::Said::trusted);
    const std::uint64_t mark = mark_of(context_.setup->bundle) +
                               lookup_mark(context_.lookups, config.items) * 3 +
                               lookup_mark(context_.lookups, config.locations) * 7;
    const bool other_rules = !box_->rules || box_->rules_mark != mark;
    if (other_rules) {
      auto rules = StockRules::make(config, context_.setup->stock, context_.lookups);
      if (!rules) return rules.error();
      box_->rules = std::move(*rules);
      box_->rules_mark = mark;
      box_->most = 0;  // what is sold may be less by now
    }
    const bool due = context_.clock.now() - box_->whole_at >= config.whole_every;
    if (other_rules || wish_.whole || wish_.dry_run || wish_.all || (due && !box_->in_whole)) {
      box_->cursor.clear();
      box_->in_whole = false;
    }
    return {};
  }

  awaitable<Result<adapters::Changes>> next_page() {
    if (!wish_.dry_run && !room_) {
      Room room{route_.name, "push", kMostWaiting, "batches of stock", "stock/waiting"};
      auto there = co_await wait_for_room(context_, std::move(room));
      if (!there) co_return there.error();
      room_ = true;
    }
    std::string cursor = box_->cursor;
    auto page = co_await route_.adapter->watch(adapters::Subject::stock, std::move(cursor));
    if (page && page->whole && !box_->in_whole) {
      box_->in_whole = true;
      box_->shown.begin_pass();
      box_->to_zero.clear();
      box_->had = 0;
    }
    co_return page;
  }

  awaitable<Result<void>> take(const adapters::Changes& page) {
    std::vector<StockRecord> changed;
    std::string last;
    for (const adapters::StockLevel& level : page.stock) {
      if (level.item != last || report_.items == 0) ++report_.items;
      last = level.item;
    }
    auto all = box_->rules->shown(page.stock);
    std::vector<std::uint64_t> keys;
    for (const auto& one : all) keys.push_back(mark_of(one.first));
    box_->shown.ready(keys);
    auto key = keys.begin();
    for (auto& [sku, record] : all) {
      ++report_.skus;
      const std::uint64_t before = box_->shown.visit(*key++);
      if (box_->in_whole) box_->had += shows(before) ? 1 : 0;
      if (before != 0 && !same_places(before, record)) {
        if (auto whole = co_await name_former_places(record); !whole) co_return whole.error();
      }
      if (!wish_.all && before == value_mark(record)) continue;
      if (box_->in_whole && shows(before) && !shows_any(record)) {
        box_->to_zero.push_back(std::move(record));
      } else {
        changed.push_back(std::move(record));
      }
    }
    co_return co_await plan(std::move(changed));
  }

  /// Shops leave a location as it is that is not named: one that was shown and is no longer spoken
  /// of has nothing from now on.
  awaitable<Result<void>> name_former_places(StockRecord& record) {
    std::string of = kind(), key = record.sku;
    auto before = co_await context_.journal.record(of, key);
    if (!before) co_return before.error();
    if (!*before) co_return Result<void>{};
    const auto former = read_stock_record((*before)->value, record.sku);
    if (!former) co_return Result<void>{};
    for (const auto& level : former->levels) record.levels.try_emplace(level.first, 0);
    co_return Result<void>{};
  }

  awaitable<Result<void>> plan(std::vector<StockRecord> records) {
    report_.changed += static_cast<std::int64_t>(records.size());
    for (const StockRecord& record : records) {
      report_.zeroed += shows(box_->shown.find(mark_of(record.sku))) && !shows_any(record) ? 1 : 0;
      if (!wish_.named || report_.rows.size() >= kMostRows) continue;
      std::string of = kind(), key = record.sku;
      auto before = co_await context_.journal.record(of, key);
      if (!before) co_return before.error();
      report_.rows.push_back({record.sku, text_of_record(*before), stock_text(record)});
    }
    if (wish_.dry_run) co_return Result<void>{};
    const auto batch = static_cast<std::size_t>(route_.channel.outbound.batch);
    for (std::size_t from = 0; from < records.size(); from += batch * kBatchesAtOnce) {
      const std::size_t to = std::min(from + batch * kBatchesAtOnce, records.size());
      auto put = co_await hand_over_some(records, from, to);
      if (!put) co_return put.error();
    }
    co_return Result<void>{};
  }

  static std::string text_of_record(const std::optional<queue::Record>& record) {
    if (!record) return "";
    auto read = read_stock_record(record->value, record->key);
    return read ? stock_text(*read) : "";
  }

  awaitable<Result<void>> hand_over_some(const std::vector<StockRecord>& records, std::size_t from,
                                         std::size_t to) {
    const auto batch = static_cast<std::size_t>(route_.channel.outbound.batch);
    std::vector<connectors::Batch> batches;
    for (std::size_t at = from; at < to; at += batch)
      batches.emplace_back().stock.assign(
          records.begin() + static_cast<long>(at),
          records.begin() + static_cast<long>(std::min(at + batch, to)));
    std::vector<NowShown> shown;
    for (std::size_t at = from; at < to; ++at)
      shown.push_back({records[at].sku, to_json(records[at])});
    std::string channel = route_.name, subject = "stock";
    room_ = false;
    auto put = co_await hand_over(context_, std::move(channel), std::move(subject),
                                  std::move(batches), std::move(shown), &batches_);
    if (!put) co_return put.error();
    for (std::size_t at = from; at < to; ++at)
      box_->shown.set(mark_of(records[at].sku), value_mark(records[at]));
    co_return Result<void>{};
  }

  /// The end of a look at everything: what vanished, and what would turn to nothing.
  awaitable<Result<void>> end_whole() {
    if (auto vanished = co_await find_vanished(); !vanished) co_return vanished.error();
    if (auto told = co_await tell_of_kits(); !told) co_return told.error();
    const auto zeroed = static_cast<std::int64_t>(box_->to_zero.size());
    const std::int64_t earlier = zeroed_earlier();
    const std::int64_t together = zeroed + earlier;
    const int most = route_.channel.outbound.most_zeroed_percent;
    if (!wish_.accept && zeroed > 0 && together > kFewZeroed &&
        together * 100 > most * box_->most) {
      report_.held = zeroed;
      if (auto asked = co_await ask_about(zeroed, earlier); !asked) co_return asked.error();
    } else {
      if (wish_.accept) box_->most = box_->had - zeroed;
      std::vector<StockRecord> zeroes = box_->to_zero;  // kept until the queue has them
      auto planned = co_await plan(std::move(zeroes));
      if (!planned) co_return planned.error();
      if (auto answered = co_await take_back_question(); !answered) co_return answered.error();
    }
    box_->to_zero.clear();
    box_->in_whole = false;
    box_->whole_at = context_.clock.now();
    report_.whole = true;
    co_return Result<void>{};
  }

  /// How many fewer are shown than at the best look of the last day: many small steps are held to
  /// the limit of one large one.
  std::int64_t zeroed_earlier() {
    const Instant now = context_.clock.now();
    if (box_->had >= box_->most || now - box_->most_at >= kStepsWithin) {
      box_->most = box_->had;
      box_->most_at = now;
    }
    return box_->most - box_->had;
  }

  /// SKUs that were shown and that no page named. Those that left the lookup are no longer ours.
  awaitable<Result<void>> find_vanished() {
    if (box_->shown.unseen() == 0) co_return Result<void>{};
    std::string of = kind(), after;
    for (;;) {
      auto page = co_await context_.journal.records(of, after, kLoadPage);
      if (!page) co_return page.error();
      for (const queue::Record& record : *page) {
        if (box_->shown.seen(mark_of(record.key)) || !box_->rules->sells(record.key)) continue;
        ++report_.vanished;
        if (report_.gone.size() < kMostGone) report_.gone.push_back(record.key);
        auto shown = read_stock_record(record.value, record.key);
        if (!shown || !shows_any(*shown)) continue;
        ++box_->had;
        if (route_.channel.outbound.vanished == "keep") continue;
        for (auto& level : shown->levels) level.second = 0;
        box_->to_zero.push_back(std::move(*shown));
      }
      if (page->size() < static_cast<std::size_t>(kLoadPage)) break;
      after = page->back().key;
    }
    co_return Result<void>{};
  }

  /// Kits that nobody would miss, because they were never shown.
  awaitable<Result<void>> tell_of_kits() {
    const auto kits = box_->rules->waiting_kits();
    report_.kits_waiting = static_cast<std::int64_t>(kits.size());
    for (const auto& [kit, component] : kits) {
      if (report_.waiting.size() < kMostGone) report_.waiting.push_back(kit + " for " + component);
    }
    if (wish_.dry_run) co_return Result<void>{};
    std::string named = join(report_.waiting, ", ");
    if (kits.size() > report_.waiting.size()) named += ", …";
    Question about{route_.name, route_.name + "/stock/kits", ""};
    if (kits.empty()) co_return co_await take_back(context_, std::move(about));
    about.plan = std::to_string(mark_of(named) % 1'000'000);
    std::string what = "channel " + shown(route_.name) + " does not show " +
                       std::to_string(kits.size()) + (kits.size() == 1 ? " kit" : " kits") +
                       " of which a component is not in the ERP's stock: " + named;
    std::string fix =
        "correct the components in stock.csv, then: norekey apply; or let the ERP's stock name "
        "them";
    std::string cause = "stock/kits";
    co_return co_await ask(context_, std::move(about), std::move(what), std::move(fix),
                           std::move(cause));
  }

  Question question() const { return {route_.name, route_.name + "/stock/zeroing", ""}; }

  awaitable<Result<void>> ask_about(std::int64_t zeroed, std::int64_t earlier) {
    if (wish_.dry_run) co_return Result<void>{};
    Question asked = question();
    std::string what = std::to_string(zeroed) + " of " + std::to_string(box_->had) +
                       " SKUs that channel " + shown(route_.name) + " shows would turn to 0" +
                       (earlier > 0 ? ", " + std::to_string(earlier) + " did within a day" : "") +
                       ": they stay as they are";
    std::string fix = "look at the ERP's stock; where it is right: norekey sync stock --channel " +
                      route_.name + " --accept";
    std::string cause = "stock/zeroing";
    co_return co_await ask(context_, std::move(asked), std::move(what), std::move(fix),
                           std::move(cause));
  }

  awaitable<Result<void>> take_back_question() {
    if (wish_.dry_run) co_return Result<void>{};
    Question over = question();
    co_return co_await take_back(context_, std::move(over));
  }

  Context& context_;
  const Route route_;
  std::shared_ptr<Outbox> box_;
  const StockWish wish_;
  StockReport report_;
  int batches_ = 0;
  bool room_ = false;  ///< in the queue: looked for, and nothing was handed over since
};

}  // namespace

awaitable<Result<StockReport>> sync_stock(Context& context, std::string channel, StockWish wish) {
  std::string name = channel + "/stock";
  const std::shared_ptr<Outbox> box = co_await free_box(context.outboxes, std::move(name));
  const Route* route = context.route(channel);
  if (route == nullptr || route->channel.outbound.stock == "off") co_return no_stock(channel);
  if (route->channel.shadow) co_return writes_nothing(channel);
  const Route kept = *route;  // a new bundle may be activated while this waits
  const Busy<Outbox> busy(*box);
  std::shared_ptr<Outbox> mine = box;
  if (wish.dry_run) {
    mine = std::make_shared<Outbox>(*box);
    mine->busy = false;
  }
  StockLook look(context, kept, mine, wish);
  auto report = co_await look.run();
  if (report && !wish.dry_run) box->looked_at = context.clock.now();
  co_return report;
}

json::object to_json(const StockReport& report) {
  json::array rows;
  for (const StockReport::Row& row : report.rows)
    rows.push_back(json::object{{"sku", row.sku}, {"from", row.from}, {"to", row.to}});
  return {{"items", report.items},
          {"skus", report.skus},
          {"changed", report.changed},
          {"zeroed", report.zeroed},
          {"held", report.held},
          {"vanished", report.vanished},
          {"gone", strings(report.gone)},
          {"kits_waiting", report.kits_waiting},
          {"waiting", strings(report.waiting)},
          {"rows", std::move(rows)}};
}

awaitable<Result<json::value>> sync_command(Context& context, const json::object& request) {
  StockWish wish;
  wish.whole = wish.named = true;
  wish.dry_run = flag_of(request, "dry_run");
  wish.all = flag_of(request, "all");
  wish.accept = flag_of(request, "accept");
  auto channels = channels_of(context, text_of(request, "channel"),
                              [](const config::Outbound& o) { return o.stock != "off"; });
  if (!channels) co_return channels.error();
  if (channels->empty()) co_return no_stock(all_channels(context));
  json::array out;
  for (const std::string& channel : *channels) {
    std::string name = channel;
    auto report = co_await sync_stock(context, std::move(name), wish);
    if (!report) co_return report.error();
    json::object one = to_json(*report);
    one["channel"] = channel;
    one["dry_run"] = wish.dry_run;
    out.push_back(std::move(one));
  }
  co_return json::object{{"channels", std::move(out)}};
}

}  // namespace norekey::flow
