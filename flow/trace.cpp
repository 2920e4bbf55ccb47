#include "flow/trace.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/text.hpp"
#include "flow/credit_reassign.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/channels.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;

constexpr const char* kNotFound = "not found";

const char* word(queue::State state) {
  switch (state) {
    case queue::State::fresh:
      return "waiting";
    case queue::State::leased:
      return "in work";
    case queue::State::done:
      return "done";
    case queue::State::parked:
      return "parked";
    case queue::State::superseded:
      return "superseded";
    case queue::State::ignored:
      return "ignored";
  }
  return "";
}

/// As the list of orders has it: what waits for a person is what its state is. A notice is not the
/// order.
bool waits_for_a_person(const std::vector<queue::Row>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const queue::Row& row) {
    return row.state == queue::State::parked && row.kind != "notice";
  });
}

awaitable<Result<json::object>> shown_message(Context& context, queue::Row row, bool documents) {
  json::object one = row_json(row);
  auto steps = co_await context.journal.steps(row.id);
  if (!steps) co_return steps.error();
  json::array lines;
  for (const queue::Step& step : *steps) {
    lines.push_back(
        json::object{{"at", to_string(step.at)}, {"stage", step.stage}, {"text", step.text}});
  }
  one["steps"] = std::move(lines);
  if (documents) {
    auto message = co_await context.journal.message(row.id);
    if (!message) co_return message.error();
    one["media_type"] = message->second.media_type;
    one["document"] = message->second.body;
  }
  co_return one;
}

awaitable<Result<json::object>> journey(Context& context, std::string identity, bool documents) {
  queue::Query query;
  query.identity = identity;
  query.limit = 1000;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  json::array messages;
  for (auto row = rows->rbegin(); row != rows->rend(); ++row) {
    queue::Row same = *row;
    auto one = co_await shown_message(context, std::move(same), documents);
    if (!one) co_return one.error();
    messages.push_back(std::move(*one));
  }
  json::object out{{"identity", identity}, {"messages", std::move(messages)}};
  std::string kind = "order";
  auto record = co_await context.journal.record(kind, identity);
  if (!record) co_return record.error();
  if (*record) {
    const OrderFacts facts = order_facts(**record).value_or(OrderFacts{});
    auto parts = co_await parts_of(context.journal, identity, facts.parts);
    if (!parts) co_return parts.error();
    boost::system::error_code ec;
    json::value order = json::parse((*record)->value, ec);
    if (order.is_object()) {
      order.get_object()["state"] =
          waits_for_a_person(*rows) ? "parked" : order_state(facts, *parts);
      order.get_object()["sales_credit"] = standing_note(context, facts, *parts);
      order.get_object()["erp"] = erp_numbers(*parts);
    }
    out["order"] = std::move(order);
  }
  co_return out;
}

Error nothing_by(const std::string& key) {
  return {Fate::reject,
          "nothing goes by " + shown(key),
          "give a web, ERP or PO number as the shop or the ERP shows it, or a message id",
          {},
          kNotFound};
}

/// "18", or "#18" as trace itself shows it.
std::optional<std::int64_t> message_id(std::string_view key) {
  key = trim(key);
  if (key.starts_with('#')) key.remove_prefix(1);
  std::int64_t id = 0;
  const auto read = std::from_chars(key.data(), key.data() + key.size(), id);
  if (read.ec != std::errc() || read.ptr != key.data() + key.size()) return std::nullopt;
  return id;
}

/// As it was typed, then without the blanks that came with it from a mail, then in capitals.
std::vector<std::string> ways_typed(const std::string& key) {
  std::vector<std::string> out{key};
  const std::string bare(trim(key));
  if (bare != key) out.push_back(bare);
  if (const std::string large = upper(bare); large != bare) out.push_back(large);
  return out;
}

/// A message that is of no order, or of none yet: a trigger, whose order could not be read perhaps.
awaitable<Result<json::object>> message_alone(Context& context, std::string key, bool documents) {
  constexpr std::size_t kAbout = 200;
  const auto id = message_id(key);
  if (!id) co_return nothing_by(key);
  auto found = co_await context.journal.message(*id);
  if (!found) co_return nothing_by(key);
  queue::Row row = found->first;
  auto one = co_await shown_message(context, std::move(row), documents);
  if (!one) co_return one.error();
  json::array messages;
  messages.push_back(std::move(*one));
  json::object out{{"identity", found->first.identity}, {"messages", std::move(messages)}};
  if (found->first.kind == "event") out["about"] = first_characters(found->second.body, kAbout);
  co_return out;
}

}  // namespace

awaitable<Result<std::set<std::string>>> orders_of(Context& context, std::string key,
                                                   std::string channel) {
  std::set<std::string> out;
  const std::vector<std::string> spellings = ways_typed(key);
  for (const std::string& spelling : spellings) {
    if (!out.empty()) break;
    std::string value = spelling, in = channel;
    auto aliases = co_await context.journal.aliases(std::move(value), std::move(in));
    if (!aliases) co_return aliases.error();
    for (const queue::Alias& alias : *aliases) out.insert(alias.identity);
  }
  if (!out.empty()) co_return out;
  if (auto known = known_channel(context, channel); !known) co_return known.error();
  const auto id = message_id(key);
  if (!id) co_return nothing_by(key);
  auto message = co_await context.journal.message(*id);
  if (message && !message->first.identity.empty()) out.insert(message->first.identity);
  if (out.empty()) co_return nothing_by(key);
  co_return out;
}

json::object row_json(const queue::Row& row) {
  return {{"id", row.id},
          {"kind", row.kind},
          {"channel", row.channel},
          {"identity", row.identity},
          {"revision", row.revision},
          {"state", word(row.state)},
          {"attempts", row.attempts},
          {"received", to_string(row.received)},
          {"cause", row.cause},
          {"what", row.what},
          {"fix", row.fix},
          {"where", row.where}};
}

awaitable<Result<json::value>> trace(Context& context, const json::object& request) {
  const std::string key = text_of(request, "key");
  auto found = co_await orders_of(context, key, text_of(request, "channel"));
  const bool with_documents = flag_of(request, "documents");
  json::array out;
  if (!found) {
    std::string same = key;
    auto one = co_await message_alone(context, std::move(same), with_documents);
    if (!one || found.error().cause != kNotFound) co_return found.error();
    out.push_back(std::move(*one));
    co_return out;
  }
  for (const std::string& identity : *found) {
    auto one = co_await journey(context, identity, with_documents);
    if (!one) co_return one.error();
    out.push_back(std::move(*one));
  }
  co_return out;
}

}  // namespace norekey::flow
