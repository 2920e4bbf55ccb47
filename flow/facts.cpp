#include "flow/facts.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/identity.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr int kRecordPage = 1000;

/// Reads members of a stored object, with defaults for those of older versions.
struct Reader {
  const json::object& object;

  std::string text(std::string_view key) const {
    const json::value* v = object.if_contains(key);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
  }
  std::int64_t number(std::string_view key) const {
    const json::value* v = object.if_contains(key);
    return v != nullptr && v->is_int64() ? v->get_int64() : 0;
  }
  bool flag(std::string_view key) const { return flag_of(object, key); }
  Instant instant(std::string_view key) const {
    return value_or(parse_instant(text(key)), Instant{});
  }
  std::vector<std::string> texts(std::string_view key) const { return texts_of(object, key); }
};

std::optional<json::value> parse_object(const std::string& text) {
  boost::system::error_code ec;
  json::value value = json::parse(text, ec);
  if (ec || !value.is_object()) return std::nullopt;
  return value;
}

std::string instant_text(Instant t) { return t == Instant{} ? "" : to_string(t); }

}  // namespace

std::string text_of(const json::object& in, std::string_view key, std::string other) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_string() ? std::string(v->get_string()) : std::move(other);
}

bool flag_of(const json::object& in, std::string_view key) {
  const json::value* v = in.if_contains(key);
  return v != nullptr && v->is_bool() && v->get_bool();
}

json::array strings(const std::vector<std::string>& all) {
  json::array out;
  for (const std::string& one : all) out.emplace_back(one);
  return out;
}

std::vector<std::string> texts_of(const json::object& in, std::string_view key) {
  std::vector<std::string> out;
  const json::value* v = in.if_contains(key);
  if (v == nullptr || !v->is_array()) return out;
  for (const json::value& one : v->get_array()) {
    if (one.is_string()) out.emplace_back(one.get_string());
  }
  return out;
}

queue::Record to_record(const PartFacts& p) {
  const json::object out{{"revision", p.revision},
                         {"operation", p.operation},
                         {"digest", p.digest},
                         {"goods", p.goods},
                         {"erp_id", p.receipt.id},
                         {"erp_number", p.receipt.number},
                         {"erp_state", p.receipt.state},
                         {"erp_key", p.receipt.key},
                         {"confirmed", p.receipt.confirmed},
                         {"total", p.total},
                         {"reps", p.reps},
                         {"customer", p.customer},
                         {"lines", p.lines},
                         {"credits", p.credits},
                         {"differences", strings(p.differences)},
                         {"delivered", instant_text(p.delivered)}};
  queue::Record record;
  record.kind = "part";
  record.key = p.key;
  record.value = json::serialize(out);
  record.who = "daemon";
  return record;
}

std::optional<PartFacts> part_facts(const queue::Record& record) {
  const auto value = parse_object(record.value);
  if (!value) return std::nullopt;
  const Reader in{value->get_object()};
  PartFacts p;
  p.key = record.key;
  p.revision = in.number("revision");
  p.operation = in.text("operation");
  p.digest = in.text("digest");
  p.goods = in.number("goods");
  p.receipt = {in.text("erp_id"), in.text("erp_number"), in.text("erp_state"), in.text("erp_key"),
               in.flag("confirmed")};
  p.total = in.text("total");
  p.reps = in.text("reps");
  p.customer = in.text("customer");
  p.lines = in.text("lines");
  p.credits = in.text("credits");
  p.differences = in.texts("differences");
  p.delivered = in.instant("delivered");
  return p;
}

queue::Record to_record(const OrderFacts& o) {
  const json::object out{{"channel", o.channel},
                         {"number", o.number},
                         {"po_number", o.po_number},
                         {"account", o.account},
                         {"buyer", o.buyer},
                         {"currency", o.currency},
                         {"total", o.total},
                         {"state", o.state},
                         {"revision", o.revision},
                         {"parts", o.parts},
                         {"sales_credit", o.sales_credit},
                         {"flags", strings(o.flags)},
                         {"mapping", o.mapping},
                         {"bundle", o.bundle},
                         {"placed", instant_text(o.placed)}};
  queue::Record record;
  record.kind = "order";
  record.key = o.identity;
  record.value = json::serialize(out);
  record.who = "daemon";
  return record;
}

std::optional<OrderFacts> order_facts(const queue::Record& record) {
  const auto value = parse_object(record.value);
  if (!value) return std::nullopt;
  const Reader in{value->get_object()};
  OrderFacts o;
  o.identity = record.key;
  o.channel = in.text("channel");
  o.number = in.text("number");
  o.po_number = in.text("po_number");
  o.account = in.text("account");
  o.buyer = in.text("buyer");
  o.currency = in.text("currency");
  o.total = in.text("total");
  o.state = in.text("state");
  o.revision = in.number("revision");
  o.parts = static_cast<int>(in.number("parts"));
  o.sales_credit = in.text("sales_credit");
  o.flags = in.texts("flags");
  o.mapping = in.text("mapping");
  o.bundle = in.text("bundle");
  o.placed = in.instant("placed");
  return o;
}

boost::asio::awaitable<Result<std::vector<queue::Record>>> all_records(queue::Journal& journal,
                                                                       std::string kind,
                                                                       std::string below) {
  std::vector<queue::Record> out;
  std::string after = below;
  for (;;) {
    auto page = co_await journal.records(kind, after, kRecordPage);
    if (!page) co_return page.error();
    const bool last = page->size() < static_cast<std::size_t>(kRecordPage);
    for (queue::Record& one : *page) {
      if (one.key.rfind(below, 0) != 0) co_return out;
      after = one.key;
      out.push_back(std::move(one));
    }
    if (last) co_return out;
  }
}

boost::asio::awaitable<Result<std::vector<PartFacts>>> parts_of(queue::Journal& journal,
                                                                std::string identity, int parts) {
  std::vector<PartFacts> out;
  for (int part = 1; part <= parts; ++part) {
    std::string kind = "part", key = delivery_key(identity, part);
    auto record = co_await journal.record(kind, key);
    if (!record) co_return record.error();
    if (!*record) continue;
    if (auto facts = part_facts(**record)) out.push_back(std::move(*facts));
  }
  co_return out;
}

std::string order_state(const OrderFacts& order, const std::vector<PartFacts>& parts) {
  int delivered = 0, cancelled = 0, awaiting = 0;
  for (const PartFacts& part : parts) {
    if (part.revision == 0) continue;
    ++delivered;
    cancelled += part.operation == "cancel" ? 1 : 0;
    awaiting += part.receipt.confirmed ? 0 : 1;
  }
  if (order.state != "planned" || delivered < order.parts || delivered == 0) return order.state;
  if (cancelled == delivered) return "cancelled";
  return awaiting > 0 ? "awaiting ERP" : "delivered";
}

std::string erp_numbers(const std::vector<PartFacts>& parts) {
  std::vector<std::string> out;
  for (const PartFacts& part : parts) {
    if (!part.receipt.number.empty()) out.push_back(part.receipt.number);
  }
  return join(out, ", ");
}

}  // namespace norekey::flow
