#include "console/own.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "credit/wording.hpp"
#include "flow/facts.hpp"
#include "flow/words.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using flow::text_of;

constexpr std::array kStages = {"planned", "sent",     "read back", "acknowledged",
                                "status",  "credited", "shipped",   "invoiced"};

/// "parked" and "waiting" are the operators' words.
std::string state_for_reps(const std::string& state) {
  if (state == "parked" || state == "waiting" || state == "planned" || state == "received")
    return "on its way";
  return state;
}

bool may_be_read(const std::string& text) { return credit::forbidden_word_in(text).empty(); }

json::array own_steps(const json::value& steps) {
  json::array out;
  for (const json::value& one : steps.as_array()) {
    const json::object& step = one.as_object();
    const std::string stage = text_of(step, "stage");
    const bool told = std::find(kStages.begin(), kStages.end(), stage) != kStages.end();
    if (told && may_be_read(text_of(step, "text"))) out.push_back(one);
  }
  return out;
}

json::object own_journey(const json::object& in) {
  json::array messages;
  for (const json::value& one : in.at("messages").as_array()) {
    const json::object& message = one.as_object();
    const std::string kind = text_of(message, "kind");
    if (kind != "order" && kind != "part" && kind != "notice") continue;
    messages.push_back(json::object{{"id", message.at("id")},
                                    {"kind", kind},
                                    {"revision", message.at("revision")},
                                    {"state", state_for_reps(text_of(message, "state"))},
                                    {"steps", own_steps(message.at("steps"))}});
  }
  json::object order;
  if (const json::value* known = in.if_contains("order"); known != nullptr && known->is_object()) {
    for (const char* key : {"number", "po_number", "account", "buyer", "currency", "total",
                            "sales_credit", "erp", "placed"}) {
      if (const json::value* v = known->get_object().if_contains(key)) order[key] = *v;
    }
    order["state"] = state_for_reps(text_of(known->get_object(), "state"));
  }
  return {{"identity", in.at("identity")},
          {"order", std::move(order)},
          {"messages", std::move(messages)}};
}

}  // namespace

void keep_to_a_rep(json::object& order) {
  order["state"] = state_for_reps(text_of(order, "state"));
  order["flags"] = json::array();
  for (const char* key : {"waiting", "cause", "fix"}) order.erase(key);
}

awaitable<Result<bool>> is_own(Call& call, std::string identity) {
  queue::Search search;
  search.words.push_back(flow::word_of_rep(call.caller.rep));
  search.identity = std::move(identity);
  search.limit = 1;
  // The identity alone is walked: an order has few messages, a rep may have a million orders.
  queue::Query own;
  own.identity = search.identity;
  own.kind = "order";
  own.limit = 20;
  auto rows = co_await call.flow.journal.list(own);
  if (!rows) co_return rows.error();
  for (const queue::Row& row : *rows) {
    search.before = row.id + 1;
    search.since = row.received;
    search.until = row.received + std::chrono::microseconds{1};
    queue::Search one = search;
    auto found = co_await call.flow.index.search(std::move(one));
    if (!found) co_return found.error();
    if (!found->rows.empty()) co_return true;
  }
  co_return false;
}

awaitable<Result<json::array>> own_journeys(Call& call, json::array journeys) {
  json::array out;
  for (const json::value& one : journeys) {
    std::string identity = text_of(one.as_object(), "identity");
    auto own = co_await is_own(call, std::move(identity));
    if (!own) co_return own.error();
    if (*own) out.push_back(own_journey(one.as_object()));
  }
  if (out.empty()) co_return not_there(call.text("key"));
  co_return out;
}

void without_cost(json::value& in) {
  if (in.is_array()) {
    for (json::value& one : in.get_array()) without_cost(one);
  } else if (in.is_object()) {
    for (const char* key : {"cost", "margin", "net", "base"}) in.get_object().erase(key);
    for (auto& one : in.get_object()) without_cost(one.value());
  }
}

Error not_there(const std::string& key) {
  return {Fate::reject,
          "nothing goes by " + shown(key),
          "give a web, ERP or PO number as the shop or the ERP shows it, or a message id",
          {},
          "not found"};
}

}  // namespace norekey::console
