#include "flow/outbound/status.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/channels.hpp"
#include "flow/outbound/handing.hpp"
#include "flow/outbound/push.hpp"
#include "flow/outbound/question.hpp"
#include "flow/outbound/sold.hpp"
#include "flow/outbound/status_text.hpp"
#include "flow/reconcile/books.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using connectors::StatusRecord;

constexpr int kMostStatusesWaiting = 500;
constexpr std::size_t kMostStatusRows = 1000;
constexpr std::size_t kMostRefusedNamed = 3;
constexpr std::size_t kMostRestocked = 200;  ///< SKUs of one order whose stock is pushed again
/// While a delivery is under way, what the ERP says of its order is kept for so long at most.
constexpr std::chrono::minutes kUnsettled{10};
constexpr std::size_t kMostUnsettled = 1000;  ///< beyond, the ERP is asked for the same again

Error no_statuses(const std::string& channel) {
  return {Fate::reject,
          "channel " + shown(channel) + " shows no statuses of the ERP",
          "write  outbound: { statuses: yes }  below it in channels.yaml, then: norekey apply",
          {},
          "usage"};
}

std::string status_kind(const std::string& channel) { return "shown/" + channel + "/status"; }

/// What is kept of one order: {"parts": {"1": {"mark", "shows"}}, "shows": all in one}.
json::object kept_of(const std::optional<queue::Record>& record) {
  if (!record) return {};
  boost::system::error_code ec;
  json::value read = json::parse(record->value, ec);
  return !ec && read.is_object() ? std::move(read.get_object()) : json::object{};
}

const json::object* object_at(const json::object& in, std::string_view name) {
  const json::value* value = in.if_contains(name);
  return value != nullptr && value->is_object() ? &value->get_object() : nullptr;
}

std::string shown_text(const json::object& kept) {
  const json::object* shows = object_at(kept, "shows");
  return shows == nullptr ? "" : text_of(*shows, "text");
}

/// What the shop was told of an order so far.
struct Former {
  std::string text;
  std::set<std::string> notes;
};

Former former_of(const json::object& kept) {
  Former out{shown_text(kept), {}};
  const json::object* shows = object_at(kept, "shows");
  if (shows != nullptr) {
    for (std::string& note : texts_of(*shows, "notes")) out.notes.insert(std::move(note));
  }
  return out;
}

/// One look. Members hold what is learnt on it.
class StatusLook {
 public:
  StatusLook(Context& context, Route route, std::shared_ptr<StatusBox> box, StatusWish wish)
      : context_(context), route_(std::move(route)), box_(std::move(box)), wish_(wish) {}

  awaitable<Result<StatusReport>> run() {
    const bool due = context_.clock.now() - box_->whole_at >= route_.channel.outbound.whole_every;
    std::string cursor = box_->cursor;
    if (wish_.whole || wish_.dry_run || wish_.all || due) cursor.clear();
    report_.whole = cursor.empty();
    if (!wish_.dry_run) {
      const auto remembered = box_->unsettled;
      for (const auto& one : remembered) {
        if (auto taken = co_await take(one.second); !taken) co_return taken.error();
      }
    }
    for (bool more = true; more;) {
      if (!wish_.dry_run) {
        Room room{route_.name, "status", kMostStatusesWaiting, "statuses", "status/waiting"};
        auto there = co_await wait_for_room(context_, std::move(room));
        if (!there) co_return there.error();
      }
      std::string from = cursor;
      auto page = co_await route_.adapter->watch(adapters::Subject::orders, std::move(from));
      if (!page) co_return page.error();
      more = page->more;
      for (const adapters::OrderStatus& one : page->orders) {
        if (auto taken = co_await take(one); !taken) co_return taken.error();
      }
      for (const adapters::RefusedOrder& one : page->refused) refuse(one);
      told_whole_ = told_whole_ || page->whole;
      cursor = page->cursor;
    }
    if (wish_.dry_run) co_return std::move(report_);
    if (auto asked = co_await ask_about_refused(); !asked) co_return asked.error();
    if (!too_many_ || report_.whole) box_->cursor = cursor;
    if (report_.whole) box_->whole_at = context_.clock.now();
    co_return std::move(report_);
  }

 private:
  void refuse(const adapters::RefusedOrder& one) {
    if (one.key.rfind(route_.name + "/", 0) != 0 || report_.refused.size() >= kMostStatusRows)
      return;
    const std::size_t from = route_.name.size() + 1, to = one.key.rfind('/');
    Error bare = one.error;
    bare.fix.clear();
    report_.refused.push_back({one.key.substr(from, to > from ? to - from : std::string::npos),
                               to_string(bare), one.error.fix});
  }

  /// Asked once for the same; over with the first look at all of it that finds nothing wrong.
  awaitable<Result<void>> ask_about_refused() {
    Question question{route_.name, route_.name + "/statuses/refused", ""};
    if (report_.refused.empty()) {
      if (!told_whole_) co_return Result<void>{};
      co_return co_await take_back(context_, std::move(question));
    }
    std::vector<std::string> named;
    std::string all;
    for (const StatusReport::Refused& one : report_.refused) {
      all += one.order + "\n" + one.what + "\n";
      if (named.size() < kMostRefusedNamed) named.push_back(one.order + ": " + one.what);
    }
    const std::size_t more = report_.refused.size() - named.size();
    if (more > 0) named.push_back(std::to_string(more) + " more");
    question.plan = sha256_hex(all).substr(0, 12);
    std::string what = "what channel " + shown(route_.name) +
                       " shows of these orders stays as it is: " + join(named, "; ");
    std::string fix = report_.refused.front().fix, cause = "statuses/refused";
    co_return co_await ask(context_, std::move(question), std::move(what), std::move(fix),
                           std::move(cause));
  }

  awaitable<Result<void>> take(const adapters::OrderStatus& now) {
    if (now.key.rfind(route_.name + "/", 0) != 0) {
      meet_stranger(now.key);
      co_return Result<void>{};
    }
    const std::string identity = now.key.substr(0, now.key.rfind('/'));
    std::string kind = "part", key = now.key;
    auto record = co_await context_.journal.record(kind, key);
    if (!record) co_return record.error();
    const PartFacts facts = *record ? part_facts(**record).value_or(PartFacts{}) : PartFacts{};
    // A sale that carries our key and is not the one that we made is reconciling's to name.
    if (!facts.receipt.number.empty() && !now.number.empty() &&
        facts.receipt.number != now.number) {
      forget(now);
      co_return Result<void>{};
    }
    if (facts.revision > 0) ++report_.orders;
    std::string of = status_kind(route_.name);
    auto before = co_await context_.journal.record(of, identity);
    if (!before) co_return before.error();
    json::object kept = kept_of(*before);
    const std::string mark = sha256_hex(fingerprint(now, facts));
    const std::string part = now.key.substr(identity.size() + 1);
    const bool known = !wish_.all && known_mark(kept, part) == mark;
    if (!known && co_await is_waiting(identity)) {
      remember(now);
      co_return Result<void>{};
    }
    forget(now);
    if (!*record) meet_stranger(now.key);
    if (known || facts.revision == 0) co_return Result<void>{};
    auto standing = co_await standing_of(identity, now, facts);
    if (!standing) co_return standing.error();
    Former former = former_of(kept);
    const bool differs = put_part(kept, part, mark, *standing);
    co_return co_await hand_over(identity, std::move(kept), std::move(former), differs);
  }

  /// A key of another form than ours may be an ERP that writes its own number there.
  void meet_stranger(const std::string& key) {
    const bool ours = key.rfind(route_.name + "/", 0) == 0;
    const bool of_a_channel = std::count(key.begin(), key.end(), '/') >= 3;  // another, or a former
    if (key.empty() || (!ours && of_a_channel)) return;
    if (report_.strangers++ == 0) report_.stranger = key;
  }

  /// What the ERP says in the middle of a delivery may be half of it, or our own doing.
  void remember(const adapters::OrderStatus& now) {
    if (wish_.dry_run) return;
    const std::pair which{now.key, now.number};
    if (box_->unsettled.size() < kMostUnsettled || box_->unsettled.contains(which))
      box_->unsettled.insert_or_assign(which, now);
    else
      too_many_ = true;
  }

  /// It is settled whose sale this is.
  void forget(const adapters::OrderStatus& now) {
    if (!wish_.dry_run) box_->unsettled.erase({now.key, now.number});
  }

  awaitable<bool> is_waiting(std::string identity) {
    queue::Query query;
    query.identity = std::move(identity);
    query.kind = "part";
    query.since = context_.clock.now() - kUnsettled;
    query.limit = 10;
    auto rows = co_await context_.journal.list(query);
    if (!rows) co_return true;
    for (const queue::Row& row : *rows) {
      if (row.state == queue::State::fresh || row.state == queue::State::leased) co_return true;
    }
    co_return false;
  }

  static std::string known_mark(const json::object& kept, const std::string& part) {
    const json::object* parts = object_at(kept, "parts");
    const json::object* one = parts == nullptr ? nullptr : object_at(*parts, part);
    return one == nullptr ? "" : text_of(*one, "mark");
  }

  awaitable<Result<PartStanding>> standing_of(std::string identity,
                                              const adapters::OrderStatus& now,
                                              const PartFacts& facts) {
    PartStanding out;
    out.now = now;
    out.delivered = facts;
    std::string kind = "order";
    auto record = co_await context_.journal.record(kind, identity);
    if (!record) co_return record.error();
    if (*record) out.currency = order_facts(**record).value_or(OrderFacts{}).currency;
    std::string of = identity, part_kind = "part", part_key = now.key;
    auto part =
        co_await newest_message(context_, std::move(of), std::move(part_kind), std::move(part_key));
    if (!part) co_return part.error();
    std::string order_of = identity, order_kind = "order", order_key = identity;
    auto revision = co_await newest_message(context_, std::move(order_of), std::move(order_kind),
                                            std::move(order_key));
    if (!revision) co_return revision.error();
    if (*part && *revision) out.sold = read_sold(**part, **revision);
    co_return out;
  }

  std::vector<SoldLine> read_sold(const queue::Message& part, const queue::Message& revision) {
    auto tree = mapping::from_xml(part.body);
    if (!tree) return {};
    auto sent = adapters::expected(*tree);
    const connectors::Payload payload{revision.media_type, revision.body};
    auto order = route_.connector->normalise(payload);
    if (!sent || !order || !*order) return {};
    const auto items = context_.lookups.tables.find(route_.channel.outbound.items);
    return sold_lines(*sent, **order,
                      items == context_.lookups.tables.end() ? nullptr : &items->second);
  }

  /// false: what the shop shows stays as it is.
  bool put_part(json::object& kept, const std::string& part, const std::string& mark,
                const PartStanding& standing) {
    json::object& parts =
        kept["parts"].is_object() ? kept["parts"].get_object() : kept["parts"].emplace_object();
    const json::object* known = object_at(parts, part);
    const json::object* before = known == nullptr ? nullptr : object_at(*known, "shows");
    json::object now = to_json_object(shown_status(standing));
    // The shop has cancelled it because it was cancelled in the ERP: that stays the reason.
    if (before != nullptr && standing.now.cancelled && flag_of(*before, "cancelled")) now = *before;
    parts[part] = json::object{{"mark", mark}, {"shows", std::move(now)}};
    std::vector<StatusRecord> all;
    for (const auto& one : parts) {
      const json::object* shows = object_at(one.value().get_object(), "shows");
      auto read =
          shows == nullptr ? Result<StatusRecord>(StatusRecord{}) : read_status_record(*shows);
      if (read) all.push_back(std::move(*read));
    }
    const json::value whole = to_json_object(together(all));
    const json::value* told = kept.if_contains("shows");
    const bool differs = told == nullptr || *told != whole;
    kept["shows"] = whole;
    return differs;
  }

  awaitable<Result<void>> hand_over(std::string identity, json::object kept, Former former,
                                    bool differs) {
    const std::string number = identity.substr(route_.name.size() + 1);
    if (differs || wish_.all) {
      ++report_.changed;
      if (report_.rows.size() < kMostStatusRows)
        report_.rows.push_back({number, former.text, told_text(kept, former.notes)});
    }
    if (wish_.dry_run) co_return Result<void>{};
    queue::Effects effects;
    if (differs || wish_.all) {
      effects.supersede.push_back({"status", identity, 0});
      effects.messages.push_back(message(identity, number, *object_at(kept, "shows")));
    }
    queue::Record record;
    record.kind = status_kind(route_.name);
    record.key = identity;
    record.value = json::serialize(kept);
    record.who = "daemon";
    effects.records.push_back(std::move(record));
    auto put = co_await context_.store.put(std::move(effects));
    if (!put) co_return put.error();
    co_return Result<void>{};
  }

  /// "in the works; note: changed in ERP by Ann: …": what is shown, and what is new beside it.
  static std::string told_text(const json::object& kept, const std::set<std::string>& known) {
    const Former now = former_of(kept);
    std::string out = now.text;
    for (const std::string& note : now.notes) {
      if (!known.contains(note)) out += "; note: " + note;
    }
    return out;
  }

  queue::Message message(const std::string& identity, const std::string& number,
                         json::object shows) const {
    shows["order"] = number;
    queue::Message out;
    out.key = identity + "/status";
    out.kind = "status";
    out.channel = route_.name;
    out.identity = identity;
    out.ordering = out.key;
    out.destination = "sync/" + route_.name;
    out.media_type = "application/json";
    out.body = json::serialize(shows);
    // What was shown before may be right again: it is never a duplicate.
    out.digest = sha256_hex(out.body + to_string(context_.clock.now()));
    return out;
  }

  Context& context_;
  const Route route_;
  std::shared_ptr<StatusBox> box_;
  const StatusWish wish_;
  StatusReport report_;
  bool too_many_ = false;
  bool told_whole_ = false;  ///< the ERP told of all there is, not only of what changed
};

/// Numbers of what people entered of this order in the ERP; "" = nothing.
awaitable<Result<std::string>> entered_again(Context& context, std::string channel,
                                             std::string identity) {
  std::string kind = "order";
  auto record = co_await context.journal.record(kind, identity);
  if (!record) co_return record.error();
  const OrderFacts facts = *record ? order_facts(**record).value_or(OrderFacts{}) : OrderFacts{};
  auto books = co_await gather_books(context, std::move(channel), facts.placed);
  if (!books) co_return books.error();
  const Reconciled all = reconcile(*books);
  for (const Entry& entry : all.entries) {
    if (entry.identity == identity && entry.standing == Verdict::reentered) co_return entry.what;
  }
  co_return std::string();
}

/// A fulfillment takes its goods off what the shop has; the ERP's number may be there already. Once
/// the next looks are over, what was shown last is made true again.
awaitable<Result<void>> stock_again(Context& context, const Route& route,
                                    const StatusRecord& record, queue::Effects& effects) {
  if (route.channel.outbound.stock == "off") co_return Result<void>{};
  std::set<std::string> skus;
  for (const connectors::ShownShipment& one : record.shipments) {
    for (const auto& line : one.lines) skus.insert(line.first);
  }
  for (const std::string& sku : skus) {
    if (effects.messages.size() >= kMostRestocked) break;
    std::string kind = "shown/" + route.name + "/stock";
    auto shows = co_await context.journal.record(kind, sku);
    if (!shows) co_return shows.error();
    if (!*shows) continue;
    auto stock = read_stock_record((*shows)->value, sku);
    if (!stock) continue;
    effects.messages.push_back(stock_message(route.name, *stock));
    queue::Message& out = effects.messages.back();
    out.key += "/after/" + record.order + "/" + to_string(context.clock.now());
    out.due = context.clock.now() + 2 * route.channel.outbound.stock_every;
  }
  co_return Result<void>{};
}

}  // namespace

awaitable<Result<StatusReport>> sync_statuses(Context& context, std::string channel,
                                              StatusWish wish) {
  std::string name = channel;
  const std::shared_ptr<StatusBox> box = co_await free_box(context.status_boxes, std::move(name));
  const Route* route = context.route(channel);
  if (route == nullptr || !route->channel.outbound.statuses) co_return no_statuses(channel);
  if (route->channel.shadow) co_return writes_nothing(channel);
  const Route kept = *route;  // a new bundle may be activated while this waits
  const Busy<StatusBox> busy(*box);
  StatusLook look(context, kept, box, wish);
  auto report = co_await look.run();
  if (report && !wish.dry_run) box->looked_at = context.clock.now();
  co_return report;
}

awaitable<Result<Settlement>> tell_status(Context& context, const queue::Leased& leased) {
  const Route* found = context.route(leased.message.channel);
  if (found == nullptr) co_return no_channel(leased.message.channel);
  const Route route = *found;
  if (route.channel.shadow) co_return writes_nothing(route.name);
  boost::system::error_code ec;
  const json::value body = json::parse(leased.message.body, ec);
  const json::object none;
  auto record = read_status_record(!ec && body.is_object() ? body.get_object() : none);
  if (!record) co_return record.error();
  if (record->cancelled) {
    std::string channel = route.name, identity = leased.message.identity;
    auto again = co_await entered_again(context, std::move(channel), std::move(identity));
    if (!again) co_return again.error();
    if (!again->empty()) {
      record->cancelled = false;
      record->text = "with our staff";
    }
    if (!route.channel.outbound.cancels) {
      record->cancelled = false;
      record->notes.push_back(record->reason);
    }
  }
  connectors::Batch batch;
  batch.statuses.push_back(*record);
  const auto connector = route.connector;
  auto pushed = co_await connector->push(std::move(batch));
  if (!pushed) co_return pushed.error();
  if (!pushed->empty() && pushed->front()) co_return *pushed->front();
  Settlement out = done("status", "the shop shows: " + record->text);
  auto restocked = co_await stock_again(context, route, *record, out.effects);
  if (!restocked) co_return restocked.error();
  co_return out;
}

awaitable<Result<json::value>> sync_statuses_command(Context& context,
                                                     const json::object& request) {
  StatusWish wish;
  wish.whole = true;
  wish.dry_run = flag_of(request, "dry_run");
  wish.all = flag_of(request, "all");
  auto channels = channels_of(context, text_of(request, "channel"),
                              [](const config::Outbound& o) { return o.statuses; });
  if (!channels) co_return channels.error();
  if (channels->empty()) co_return no_statuses(all_channels(context));
  json::array out;
  for (const std::string& channel : *channels) {
    std::string name = channel;
    auto report = co_await sync_statuses(context, std::move(name), wish);
    if (!report) co_return report.error();
    json::array rows;
    for (const StatusReport::Row& row : report->rows)
      rows.push_back(json::object{{"order", row.order}, {"from", row.from}, {"to", row.to}});
    json::array refused;
    for (const StatusReport::Refused& one : report->refused)
      refused.push_back(json::object{{"order", one.order}, {"what", one.what}, {"fix", one.fix}});
    out.push_back(json::object{{"channel", channel},
                               {"dry_run", wish.dry_run},
                               {"orders", report->orders},
                               {"changed", report->changed},
                               {"strangers", report->strangers},
                               {"stranger", report->stranger},
                               {"refused", std::move(refused)},
                               {"rows", std::move(rows)}});
  }
  co_return json::object{{"channels", std::move(out)}};
}

}  // namespace norekey::flow
