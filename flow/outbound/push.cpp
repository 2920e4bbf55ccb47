#include "flow/outbound/push.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/channels.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

/// So often a fault that the shop does not explain may be its own; then it is one of the records.
constexpr int kFaultsForgiven = 2;

Error unreadable() {
  return {Fate::reject, "the stored batch cannot be read", "norekey sync stock --all", {}, ""};
}

json::object stock_json(const connectors::StockRecord& record) {
  json::object levels;
  for (const auto& [location, quantity] : record.levels) levels[location] = quantity.str();
  json::object out{{"levels", std::move(levels)}};
  if (record.backorder) out["backorder"] = record.backorder->str();
  return out;
}

Result<connectors::StockRecord> stock_from(const json::object& in, std::string sku) {
  connectors::StockRecord out;
  out.sku = std::move(sku);
  const json::value* levels = in.if_contains("levels");
  if (levels == nullptr || !levels->is_object()) return unreadable();
  for (const auto& level : levels->get_object()) {
    auto quantity = Decimal::parse(text_of(levels->get_object(), level.key()));
    if (!quantity) return unreadable();
    out.levels[std::string(level.key())] = *quantity;
  }
  if (const std::string text = text_of(in, "backorder"); !text.empty()) {
    auto backorder = Decimal::parse(text);
    if (!backorder) return unreadable();
    out.backorder = *backorder;
  }
  return out;
}

Result<json::object> object_of(const std::string& text) {
  boost::system::error_code ec;
  json::value read = json::parse(text, ec);
  if (ec || !read.is_object()) return unreadable();
  return std::move(read.get_object());
}

json::object price_json(const connectors::PriceRecord& record) {
  json::object groups;
  for (const auto& [group, price] : record.groups) groups[group] = price.str();
  json::object out{{"currency", record.currency}, {"groups", std::move(groups)}};
  if (record.list) out["list"] = record.list->str();
  return out;
}

/// For the shop: with the groups that have no price, as null. What is remembered as shown has none
/// of them.
json::object pushed_json(const connectors::PriceRecord& record) {
  json::object out = price_json(record);
  for (const std::string& group : record.gone) out["groups"].get_object()[group] = nullptr;
  return out;
}

Result<connectors::PriceRecord> price_from(const json::object& in, std::string sku) {
  connectors::PriceRecord out;
  out.sku = std::move(sku);
  out.currency = text_of(in, "currency");
  if (const std::string text = text_of(in, "list"); !text.empty()) {
    auto list = Decimal::parse(text);
    if (!list) return unreadable();
    out.list = *list;
  }
  const json::value* groups = in.if_contains("groups");
  if (groups == nullptr || !groups->is_object()) return unreadable();
  for (const auto& group : groups->get_object()) {
    if (group.value().is_null()) {
      out.gone.insert(std::string(group.key()));
      continue;
    }
    auto price = Decimal::parse(text_of(groups->get_object(), group.key()));
    if (!price) return unreadable();
    out.groups[std::string(group.key())] = *price;
  }
  return out;
}

/// A batch is one of stock or one of prices.
const char* subject_of(const connectors::Batch& batch) {
  return batch.prices.empty() ? "stock" : "prices";
}

std::size_t count_of(const connectors::Batch& batch) {
  return batch.stock.size() + batch.prices.size();
}

std::string name_at(const connectors::Batch& batch, std::size_t i) {
  return batch.prices.empty() ? batch.stock[i].sku : batch.prices[i].sku;
}

/// What is remembered as shown of it.
std::string shown_at(const connectors::Batch& batch, std::size_t i) {
  return batch.prices.empty() ? to_json(batch.stock[i]) : to_json(batch.prices[i]);
}

connectors::Batch part_of(const connectors::Batch& batch, std::size_t from, std::size_t to) {
  connectors::Batch out;
  const auto some = [&](const auto& all, auto& into) {
    into.assign(all.begin() + static_cast<long>(from), all.begin() + static_cast<long>(to));
  };
  if (batch.prices.empty()) {
    some(batch.stock, out.stock);
  } else {
    some(batch.prices, out.prices);
  }
  return out;
}

queue::Message alone(const std::string& channel, const connectors::Batch& one) {
  queue::Message out;
  out.key = out.identity = out.ordering =
      record_identity(channel, subject_of(one), name_at(one, 0));
  out.kind = "push";
  out.channel = channel;
  out.destination = "sync/" + channel;
  out.media_type = "application/json";
  out.body = to_json(one);
  return out;
}

/// One run of a batch; finds what is refused by halving.
class Halving {
 public:
  Halving(std::shared_ptr<connectors::Connector> connector, connectors::Batch batch, bool forgiving)
      : connector_(std::move(connector)), batch_(std::move(batch)), forgiving_(forgiving) {
    results_.resize(count_of(batch_));
  }

  /// Errors: retry or halt for the batch as a whole.
  awaitable<Result<std::vector<connectors::Pushed>>> run() {
    std::vector<std::pair<std::size_t, std::size_t>> open{{0, count_of(batch_)}};
    while (!open.empty()) {
      const auto [from, to] = open.back();
      open.pop_back();
      if (from == to) continue;
      connectors::Batch part = part_of(batch_, from, to);
      auto pushed = co_await connector_->push(std::move(part));
      if (pushed) {
        for (std::size_t i = 0; i < pushed->size() && from + i < to; ++i)
          results_[from + i] = std::move((*pushed)[i]);
        continue;
      }
      if (!refusal(pushed.error())) co_return pushed.error();
      if (to - from == 1) {
        results_[from] = pushed.error();
        results_[from]->fate = Fate::reject;
        continue;
      }
      const std::size_t middle = from + (to - from) / 2;
      open.emplace_back(middle, to);
      open.emplace_back(from, middle);
    }
    co_return std::move(results_);
  }

 private:
  /// An answer of the shop's that says nothing of the reason may be a record's doing.
  bool refusal(const Error& error) const {
    return error.fate == Fate::reject || (!forgiving_ && error.cause == "shop/INTERNAL");
  }

  std::shared_ptr<connectors::Connector> connector_;
  connectors::Batch batch_;
  const bool forgiving_;
  std::vector<connectors::Pushed> results_;
};

std::string counted(std::size_t n, const char* what) {
  return std::to_string(n) + " " + what + (n == 1 ? "" : "s");
}

/// What became of a batch of several: those that were refused go on alone.
Settlement settle_batch(const queue::Message& message, const connectors::Batch& batch,
                        const std::vector<connectors::Pushed>& results) {
  std::size_t shown = 0;
  Settlement out;
  const std::string subject = subject_of(batch);
  for (std::size_t i = 0; i < count_of(batch); ++i) {
    const std::string identity =
        record_identity(message.channel, subject.c_str(), name_at(batch, i));
    out.effects.supersede.push_back({"push", identity, 0});
    if (!results[i]) {
      ++shown;
    } else {
      out.effects.messages.push_back(alone(message.channel, part_of(batch, i, i + 1)));
    }
  }
  const std::size_t refused = count_of(batch) - shown;
  std::string text = "the shop shows the " + subject + " of " + counted(shown, "SKU");
  if (refused > 0) text += "; " + counted(refused, "SKU") + " it did not take";
  out.effects.steps.push_back({"pushed", std::move(text), "", 0, {}});
  return out;
}

/// Whether something newer than the only record of `one` was handed to the shop since.
awaitable<Result<bool>> outdated(Context& context, std::string channel,
                                 const connectors::Batch& one) {
  std::string kind = "shown/" + channel + "/" + subject_of(one), key = name_at(one, 0);
  auto latest = co_await context.journal.record(kind, key);
  if (!latest) co_return latest.error();
  co_return latest->has_value() && (*latest)->value != shown_at(one, 0);
}

}  // namespace

std::string record_identity(const std::string& channel, const char* subject,
                            const std::string& name) {
  return channel + "/" + subject + "/" + name;
}

queue::Message stock_message(const std::string& channel, const connectors::StockRecord& record) {
  connectors::Batch one;
  one.stock.push_back(record);
  return alone(channel, one);
}

std::string to_json(const connectors::PriceRecord& record) {
  return json::serialize(price_json(record));
}

Result<connectors::PriceRecord> read_price_record(const std::string& text, std::string sku) {
  auto object = object_of(text);
  if (!object) return object.error();
  return price_from(*object, std::move(sku));
}

std::string to_json(const connectors::StockRecord& record) {
  return json::serialize(stock_json(record));
}

Result<connectors::StockRecord> read_stock_record(const std::string& text, std::string sku) {
  auto object = object_of(text);
  if (!object) return object.error();
  return stock_from(*object, std::move(sku));
}

std::string to_json(const connectors::Batch& batch) {
  json::object all;
  for (const connectors::StockRecord& record : batch.stock) all[record.sku] = stock_json(record);
  for (const connectors::PriceRecord& record : batch.prices) all[record.sku] = pushed_json(record);
  return json::serialize(json::object{{subject_of(batch), std::move(all)}});
}

Result<connectors::Batch> read_batch(const std::string& body) {
  auto object = object_of(body);
  if (!object) return object.error();
  connectors::Batch out;
  const bool prices = object->contains("prices");
  const json::value* all = object->if_contains(prices ? "prices" : "stock");
  if (all == nullptr || !all->is_object() || all->get_object().empty()) return unreadable();
  for (const auto& one : all->get_object()) {
    if (!one.value().is_object()) return unreadable();
    if (prices) {
      auto record = price_from(one.value().get_object(), std::string(one.key()));
      if (!record) return record.error();
      out.prices.push_back(std::move(*record));
    } else {
      auto record = stock_from(one.value().get_object(), std::string(one.key()));
      if (!record) return record.error();
      out.stock.push_back(std::move(*record));
    }
  }
  return out;
}

awaitable<Result<Settlement>> push_out(Context& context, const queue::Leased& leased) {
  const Route* route = context.route(leased.message.channel);
  if (route == nullptr) co_return no_channel(leased.message.channel);
  const auto connector = route->connector;
  const bool silent = route->channel.shadow;  // a new bundle may be activated while this waits
  auto batch = read_batch(leased.message.body);
  if (!batch) co_return batch.error();
  const bool single =
      count_of(*batch) == 1 &&
      leased.message.identity ==
          record_identity(leased.message.channel, subject_of(*batch), name_at(*batch, 0));
  if (single) {
    std::string channel = leased.message.channel;
    auto late = co_await outdated(context, std::move(channel), *batch);
    if (!late) co_return late.error();
    if (*late) {
      Settlement out =
          done("pushed", std::string("newer ") + subject_of(*batch) +
                             (batch->prices.empty() ? " has" : " have") + " taken its place");
      out.outcome.state = queue::State::superseded;
      co_return out;
    }
  }
  if (silent) {
    const Error why = writes_nothing(leased.message.channel);
    if (single) co_return why;
    const std::vector<connectors::Pushed> none(count_of(*batch), why);
    co_return settle_batch(leased.message, *batch, none);
  }
  Halving halving(connector, *batch, leased.attempts < kFaultsForgiven);
  auto results = co_await halving.run();
  if (!results) co_return results.error();
  if (single && results->front()) co_return *results->front();
  co_return settle_batch(leased.message, *batch, *results);
}

Result<Settlement> ask_a_person(const queue::Leased& leased) {
  auto object = object_of(leased.message.body);
  if (!object) return object.error();
  return Error{Fate::reject,
               text_of(*object, "what"),
               text_of(*object, "fix"),
               {},
               text_of(*object, "cause")};
}

}  // namespace norekey::flow
