#include "flow/outbound/prices.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/channels.hpp"
#include "flow/outbound/handing.hpp"
#include "flow/outbound/price_rules.hpp"
#include "flow/outbound/push.hpp"
#include "flow/outbound/question.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using connectors::PriceRecord;

constexpr int kPriceLoadPage = 50'000;
constexpr int kMostPriceBatchesWaiting = 40;
constexpr std::size_t kPriceBatchesAtOnce = 10;  ///< in one transaction, which orders may wait for
constexpr std::size_t kMostChanges = 200'000;    ///< that one look hands over
constexpr std::size_t kMostPriceRows = 100;
constexpr int kWholePrice = 100;         ///< percent: as large a change as there is
constexpr std::int64_t kFewPrices = 10;  ///< so many may always change

Error no_prices(const std::string& channel) {
  return {Fate::reject,
          "channel " + shown(channel) + " shows no prices of the ERP",
          "write  outbound: { prices: yes }  below it in channels.yaml, then: norekey apply",
          {},
          "usage"};
}

constexpr int kExactly = 6;  ///< decimals of a percentage that is held against a limit

/// Percent from `was` to `is`.
Decimal percent_of(const Decimal& was, const Decimal& is, int decimals) {
  if (was.is_zero()) return {};
  return Decimal::divide((is - was) * 100, was, decimals, Rounding::half_up).value();
}

Decimal magnitude(const Decimal& a) { return a.is_negative() ? Decimal(0) - a : a; }

/// The largest changes, kept while all are counted.
class Largest {
 public:
  void add(PriceReport::Row row, const Decimal& size) {
    if (rows_.size() >= kMostPriceRows && size <= rows_.back().first) return;
    const auto place =
        std::upper_bound(rows_.begin(), rows_.end(), size,
                         [](const Decimal& a, const auto& other) { return a > other.first; });
    rows_.insert(place, {size, std::move(row)});
    if (rows_.size() > kMostPriceRows) rows_.pop_back();
  }
  std::vector<PriceReport::Row> take() {
    std::vector<PriceReport::Row> out;
    for (auto& one : rows_) out.push_back(std::move(one.second));
    return out;
  }

 private:
  std::vector<std::pair<Decimal, PriceReport::Row>> rows_;
};

/// One look. Members hold what is learnt on it.
class PriceLook {
 public:
  PriceLook(Context& context, Route route, std::shared_ptr<PriceBox> box, PriceWish wish)
      : context_(context), route_(std::move(route)), box_(std::move(box)), wish_(std::move(wish)) {}

  awaitable<Result<PriceReport>> run() {
    if (auto loaded = co_await load(); !loaded) co_return loaded.error();
    const config::Outbound& config = route_.channel.outbound;
    report_.currency = config.currency.empty() ? route_.company.currency : config.currency;
    auto rules = PriceRules::make(config, context_.lookups, report_.currency);
    if (!rules) co_return rules.error();
    if (auto read = co_await read_all(*rules); !read) co_return read.error();
    report_.worthless = rules->worthless();
    report_.breaks = rules->breaks();
    report_.foreign = rules->foreign();
    report_.foreign_of = foreign_text(*rules);
    report_.rows = largest_.take();
    judge();
    judge_currency();
    if (!wish_.approve.empty() && wish_.approve != report_.plan) co_return other_plan();
    if (wish_.dry_run) co_return std::move(report_);
    if (auto told = co_await tell_foreign(); !told) co_return told.error();
    if (!report_.held.empty()) {
      if (auto asked = co_await ask_about(); !asked) co_return asked.error();
      co_return std::move(report_);
    }
    Question over = question();
    auto answered = co_await take_back(context_, std::move(over));
    if (!answered) co_return answered.error();
    if (auto handed = co_await hand_over_all(); !handed) co_return handed.error();
    co_return std::move(report_);
  }

 private:
  const std::string kind() const { return "shown/" + route_.name + "/prices"; }
  Question question() const { return {route_.name, route_.name + "/prices/plan", report_.plan}; }

  awaitable<Result<void>> load() {
    if (box_->loaded) co_return Result<void>{};
    Shown shown;
    std::string of = kind(), after;
    for (;;) {
      auto page = co_await context_.journal.records(of, after, kPriceLoadPage);
      if (!page) co_return page.error();
      for (const queue::Record& record : *page)
        shown.add(mark_of(record.key), mark_of(record.value));
      if (page->size() < static_cast<std::size_t>(kPriceLoadPage)) break;
      after = page->back().key;
    }
    shown.sort();
    box_->shown = std::move(shown);
    box_->loaded = true;
    co_return Result<void>{};
  }

  awaitable<Result<void>> read_all(PriceRules& rules) {
    std::string cursor;
    if (wish_.accept) route_.adapter->tell(adapters::Subject::prices, adapters::Said::trusted);
    for (bool more = true; more;) {
      std::string from = cursor;
      auto page = co_await route_.adapter->watch(adapters::Subject::prices, std::move(from));
      if (!page) co_return page.error();
      if (cursor.empty()) {
        rules.know(page->buyers);
        auto kept = co_await keep_groups(rules);
        if (!kept) co_return kept.error();
      }
      std::string last;
      for (adapters::PriceLevel& one : page->prices) {
        if (one.currency.empty()) one.currency = route_.company.currency;
        report_.items += one.item != last || report_.items == 0 ? 1 : 0;
        last = one.item;
      }
      auto records = rules.shown(page->prices);
      for (auto& one : records) {
        if (auto taken = co_await take(one.second, rules); !taken) co_return taken.error();
      }
      more = page->more;
      cursor = page->cursor;
    }
    co_return Result<void>{};
  }

  /// By which group's prices each customer buys: orders are held against their own.
  awaitable<Result<void>> keep_groups(const PriceRules& rules) {
    json::object groups;
    for (const auto& [customer, group] : rules.groups_of_customers()) groups[customer] = group;
    queue::Record record;
    record.kind = kPriceGroups;
    record.key = route_.name;
    record.value = json::serialize(groups);
    record.who = "daemon";
    std::string kind = record.kind, key = record.key;
    auto before = co_await context_.journal.record(kind, key);
    if (!before) co_return before.error();
    if (wish_.dry_run || (*before && (*before)->value == record.value)) co_return Result<void>{};
    queue::Effects effects;
    effects.records.push_back(std::move(record));
    auto put = co_await context_.store.put(std::move(effects));
    if (!put) co_return put.error();
    co_return Result<void>{};
  }

  awaitable<Result<void>> take(PriceRecord& record, const PriceRules& rules) {
    ++report_.skus;
    std::string text = to_json(record);
    for (const std::string& group : rules.group_names()) {
      if (!record.groups.contains(group)) record.gone.insert(group);
    }
    const std::uint64_t key = mark_of(record.sku), before = box_->shown.find(key);
    report_.known += before == 0 ? 0 : 1;
    if (before == mark_of(text) && !wish_.all) co_return Result<void>{};
    PriceRecord was;
    if (before != 0) {
      std::string of = kind(), sku = record.sku;
      auto kept = co_await context_.journal.record(of, sku);
      if (!kept) co_return kept.error();
      was = value_or(
          *kept ? read_price_record((*kept)->value, record.sku) : Result<PriceRecord>(record),
          record);
      // Without a price for everybody the shop keeps the one it has: so do we, or the next one
      // would be taken for a first price, which nothing is held against.
      if (!record.list && was.currency == record.currency) record.list = was.list;
      text = to_json(record);
      if (before == mark_of(text) && !wish_.all) co_return Result<void>{};
    }
    ++(before == 0 ? report_.fresh : report_.changed);
    plan_ += mark_of(record.sku + "\t" + text);
    weigh(was, record);
    if (changes_.size() < kMostChanges) {
      changes_.push_back(std::move(record));
    } else {
      report_.more = true;
    }
    co_return Result<void>{};
  }

  void weigh(const PriceRecord& was, const PriceRecord& is) {
    if (!was.currency.empty() && was.currency != is.currency) return weigh_currency(was, is);
    if (is.list) weigh_one(is.sku, "list", was.list, *is.list);
    for (const auto& [group, price] : is.groups) {
      const auto before = was.groups.find(group);
      weigh_one(is.sku, group,
                before == was.groups.end() ? std::nullopt : std::optional<Decimal>(before->second),
                price);
    }
    for (const auto& [group, price] : was.groups) {
      if (is.gone.contains(group))
        largest_.add({is.sku, group, price.str(), "", ""}, Decimal(kWholePrice));
    }
  }

  /// Amounts of two currencies are never held against each other.
  void weigh_currency(const PriceRecord& was, const PriceRecord& is) {
    const auto said = [](const std::optional<Decimal>& price, const PriceRecord& record) {
      return price ? price->str() + " " + record.currency : std::string();
    };
    PriceReport::Row row{is.sku, "list", said(was.list, was), said(is.list, is), ""};
    if (recurrencied_.empty())
      recurrencied_ =
          "the prices of " + is.sku + " would be in " + is.currency + ", not in " + was.currency;
    largest_.add(std::move(row), Decimal(kWholePrice));
  }

  void weigh_one(const std::string& sku, const std::string& what, const std::optional<Decimal>& was,
                 const Decimal& is) {
    if (was && *was == is) return;
    PriceReport::Row row{sku, what, was ? was->str() : "", is.str(), ""};
    Decimal size;
    if (was) {
      const Decimal percent = percent_of(*was, is, 1), exactly = percent_of(*was, is, kExactly);
      row.percent = percent.str();
      size = magnitude(percent);
      if (exactly < fall_) {
        fall_ = exactly;
        deepest_ = row;
      }
    }
    largest_.add(std::move(row), size);
  }

  /// Whether a person has to look at it first. What `all` pushes once more is no change.
  void judge() {
    std::int64_t changed = report_.changed, known = report_.known;
    if (wish_.all) {
      plan_ = 0;
      changed = 0;
      known = std::min(known, static_cast<std::int64_t>(changes_.size()));
      for (const PriceRecord& record : changes_) {
        const std::string text = to_json(record);
        const std::uint64_t before = box_->shown.find(mark_of(record.sku));
        if (before == mark_of(text)) continue;
        plan_ += mark_of(record.sku + "\t" + text);
        changed += before == 0 ? 0 : 1;
      }
    }
    if (plan_ == 0) return;
    char name[17];
    std::snprintf(name, sizeof name, "%016llx", static_cast<unsigned long long>(plan_));
    report_.plan = std::string(name).substr(4);
    if (wish_.approve == report_.plan) return;
    const config::Outbound& config = route_.channel.outbound;
    const bool many = changed > kFewPrices && changed * 100 > known * config.prices_changed_limit;
    const bool deep = magnitude(fall_) > Decimal(config.prices_down_limit);
    std::vector<std::string> why;
    if (many)
      why.push_back(std::to_string(changed) + " of " + std::to_string(known) +
                    " SKUs would have another price");
    if (deep)
      why.push_back("the price of " + deepest_.sku + " (" + deepest_.what + ") would fall by " +
                    fall_text(config.prices_down_limit) + " %, from " + deepest_.from + " to " +
                    deepest_.to);
    for (const PriceReport::Row& row : report_.rows) {  // the largest first
      const auto percent = Decimal::parse(row.percent);
      if (config.prices_up_limit == 0 || !percent || *percent <= Decimal(config.prices_up_limit))
        continue;
      why.push_back("the price of " + row.sku + " (" + row.what + ") would rise by " +
                    percent->str() + " %, from " + row.from + " to " + row.to);
      break;
    }
    report_.held = join(why, "; ");
  }

  /// One decimal, as in the plan; more where it would read like the limit itself.
  std::string fall_text(int limit) const {
    for (int decimals = 1; decimals < kExactly; ++decimals) {
      const Decimal shown = magnitude(fall_.rounded(decimals));
      if (shown > Decimal(limit)) return shown.str();
    }
    return magnitude(fall_).str();
  }

  /// Another currency is never only another price.
  void judge_currency() {
    if (recurrencied_.empty() || wish_.approve == report_.plan) return;
    report_.held += (report_.held.empty() ? "" : "; ") + recurrencied_;
  }

  static std::string foreign_text(const PriceRules& rules) {
    std::vector<std::string> named = rules.foreign_first();
    const std::int64_t more = rules.foreign() - static_cast<std::int64_t>(named.size());
    if (more > 0) named.push_back(std::to_string(more) + " more");
    return join(named, ", ");
  }

  /// What has a price in other currencies only is not shown, and somebody is told.
  awaitable<Result<void>> tell_foreign() {
    Question asked{route_.name, route_.name + "/prices/currency", ""};
    if (report_.foreign == 0) co_return co_await take_back(context_, std::move(asked));
    asked.plan = sha256_hex(report_.foreign_of).substr(0, 12);
    std::string what =
        "channel " + shown(route_.name) + " sells in " + report_.currency +
        "; these prices are in another currency only and are not shown: " + report_.foreign_of;
    std::string fix =
        "give them a price in " + report_.currency +
        " in the ERP; where the shop's channel sells in another currency: write  outbound: { "
        "currency: ... }  below it in channels.yaml, then: norekey apply";
    std::string cause = "prices/currency";
    co_return co_await ask(context_, std::move(asked), std::move(what), std::move(fix),
                           std::move(cause));
  }

  Error other_plan() const {
    return {Fate::reject,
            "the plan " + shown(wish_.approve) + " is not the one that there is now" +
                (report_.plan.empty() ? ": nothing changes" : ", " + shown(report_.plan)),
            "look at it: norekey sync prices --dry-run --channel " + route_.name,
            {},
            "usage"};
  }

  awaitable<Result<void>> ask_about() {
    Question asked = question();
    std::string what =
        "the prices of channel " + shown(route_.name) + " stay as they are: " + report_.held;
    std::string fix = "look at it: norekey sync prices --dry-run --channel " + route_.name +
                      "; where it is right: norekey sync prices --channel " + route_.name +
                      " --approve " + report_.plan;
    std::string cause = "prices/plan";
    co_return co_await ask(context_, std::move(asked), std::move(what), std::move(fix),
                           std::move(cause));
  }

  awaitable<Result<void>> hand_over_all() {
    const auto step = static_cast<std::size_t>(route_.channel.outbound.batch) * kPriceBatchesAtOnce;
    for (std::size_t from = 0; from < changes_.size(); from += step) {
      Room room{route_.name, "push", kMostPriceBatchesWaiting, "batches of prices",
                "prices/waiting"};
      auto there = co_await wait_for_room(context_, std::move(room));
      if (!there) co_return there.error();
      auto put = co_await hand_over_some(from, std::min(from + step, changes_.size()));
      if (!put) co_return put.error();
    }
    co_return Result<void>{};
  }

  awaitable<Result<void>> hand_over_some(std::size_t from, std::size_t to) {
    const auto batch = static_cast<std::size_t>(route_.channel.outbound.batch);
    std::vector<connectors::Batch> batches;
    for (std::size_t at = from; at < to; at += batch)
      batches.emplace_back().prices.assign(
          changes_.begin() + static_cast<long>(at),
          changes_.begin() + static_cast<long>(std::min(at + batch, to)));
    std::vector<NowShown> shown;
    for (std::size_t at = from; at < to; ++at)
      shown.push_back({changes_[at].sku, to_json(changes_[at])});
    std::string channel = route_.name, subject = "prices";
    auto put = co_await hand_over(context_, std::move(channel), std::move(subject),
                                  std::move(batches), std::move(shown), &batches_);
    if (!put) co_return put.error();
    for (std::size_t at = from; at < to; ++at)
      box_->shown.set(mark_of(changes_[at].sku), mark_of(to_json(changes_[at])));
    co_return Result<void>{};
  }

  Context& context_;
  const Route route_;
  std::shared_ptr<PriceBox> box_;
  const PriceWish wish_;
  PriceReport report_;
  std::vector<PriceRecord> changes_;
  Largest largest_;
  Decimal fall_;  ///< the deepest, in percent, below nothing
  PriceReport::Row deepest_;
  std::string recurrencied_;  ///< the first that would be in another currency
  std::uint64_t plan_ = 0;
  int batches_ = 0;
};

}  // namespace

awaitable<Result<PriceReport>> sync_prices(Context& context, std::string channel, PriceWish wish) {
  std::string name = channel;
  const std::shared_ptr<PriceBox> box = co_await free_box(context.price_boxes, std::move(name));
  const Route* route = context.route(channel);
  if (route == nullptr || !route->channel.outbound.prices) co_return no_prices(channel);
  const Route kept = *route;  // a new bundle may be activated while this waits
  const Busy<PriceBox> busy(*box);
  const bool dry = wish.dry_run;
  PriceLook look(context, kept, box, std::move(wish));
  auto report = co_await look.run();
  if (report && !dry) box->looked_at = context.clock.now();
  co_return report;
}

json::object to_json(const PriceReport& report) {
  json::array rows;
  for (const PriceReport::Row& row : report.rows)
    rows.push_back(json::object{{"sku", row.sku},
                                {"what", row.what},
                                {"from", row.from},
                                {"to", row.to},
                                {"percent", row.percent}});
  return {{"items", report.items},         {"skus", report.skus},
          {"changed", report.changed},     {"new", report.fresh},
          {"worthless", report.worthless}, {"breaks", report.breaks},
          {"foreign", report.foreign},     {"foreign_of", report.foreign_of},
          {"currency", report.currency},   {"plan", report.plan},
          {"held", report.held},           {"more", report.more},
          {"rows", std::move(rows)}};
}

awaitable<Result<json::value>> sync_prices_command(Context& context, const json::object& request) {
  PriceWish wish;
  wish.dry_run = flag_of(request, "dry_run");
  wish.all = flag_of(request, "all");
  wish.accept = flag_of(request, "accept");
  wish.approve = text_of(request, "approve");
  auto channels = channels_of(context, text_of(request, "channel"),
                              [](const config::Outbound& o) { return o.prices; });
  if (!channels) co_return channels.error();
  if (channels->empty()) co_return no_prices(all_channels(context));
  if (!wish.approve.empty() && channels->size() > 1) {
    co_return Error{Fate::reject,
                    "a plan is one channel's, and " + join(*channels, ", ") + " show prices",
                    "add  --channel " + channels->front(),
                    {},
                    "usage"};
  }
  json::array out;
  for (const std::string& channel : *channels) {
    std::string name = channel;
    auto report = co_await sync_prices(context, std::move(name), wish);
    if (!report) co_return report.error();
    json::object one = to_json(*report);
    one["channel"] = channel;
    one["dry_run"] = wish.dry_run;
    out.push_back(std::move(one));
  }
  co_return json::object{{"channels", std::move(out)}};
}

}  // namespace norekey::flow
