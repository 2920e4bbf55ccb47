#include <boost/json.hpp>

#include <set>

#include "console/answer.hpp"
#include "console/api/asked.hpp"
#include "console/api/handlers.hpp"
#include "console/own.hpp"
#include "core/text.hpp"
#include "credit/tables.hpp"
#include "credit/wording.hpp"
#include "flow/commands.hpp"
#include "flow/facts.hpp"
#include "flow/trace.hpp"

namespace norekey::console::api {
namespace {

namespace json = boost::json;
using flow::flag_of;
using flow::text_of;

/// A rep asks about orders of their own only. Others: whatever there is.
awaitable<Result<void>> check_own(Call& call) {
  if (!call.caller.is_rep()) co_return Result<void>{};
  std::string key = key_of(call), channel = call.text("channel");
  auto found = co_await flow::orders_of(call.flow, std::move(key), std::move(channel));
  if (!found && found.error().fate != Fate::reject) co_return found.error();
  if (!found) co_return not_there(call.text("key"));
  for (const std::string& identity : *found) {
    std::string one = identity;
    auto own = co_await is_own(call, std::move(one));
    if (!own) co_return own.error();
    if (!*own) co_return not_there(call.text("key"));
  }
  co_return Result<void>{};
}

/// The ledger in the words that reps read, and nothing of others' affairs.
void keep_explanation_to_a_rep(json::object& one) {
  for (const char* key : {"losing", "flags", "bundle"}) one.erase(key);
  json::array decided;
  if (const json::value* all = one.if_contains("decided"); all != nullptr && all->is_array()) {
    for (const json::value& line : all->get_array()) {
      if (credit::forbidden_word_in(line.as_string()).empty()) decided.push_back(line);
    }
    one["decided"] = std::move(decided);
  }
  if (json::value* ledger = one.if_contains("ledger"); ledger != nullptr && ledger->is_array()) {
    for (json::value& line : ledger->get_array()) {
      json::object& in = line.get_object();
      in["entry"] = credit::entry_for_people(text_of(in, "entry"), text_of(in, "document"));
      in["rep"] = credit::rep_for_people(text_of(in, "rep"));
      in["rule"] = credit::rule_for_people(text_of(in, "rule"));
    }
  }
}

Result<void> check_key(const Call& call) {
  if (key_of(call).empty()) return wanted("key is missing", "give an order's number");
  return {};
}

}  // namespace

awaitable<Result<Reply>> credit_explain(Call& call) {
  if (auto fine = check_key(call); !fine) co_return fine.error();
  auto own = co_await check_own(call);
  if (!own) co_return own.error();
  json::object request{
      {"command", "credit explain"}, {"key", key_of(call)}, {"channel", call.text("channel")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply || !call.caller.is_rep()) co_return reply;
  for (json::value& one : reply->body.get_object()["items"].get_array())
    keep_explanation_to_a_rep(one.get_object());
  without_cost(reply->body);
  co_return reply;
}

awaitable<Result<Reply>> credit_receipts(Call& call) {
  if (auto fine = check_key(call); !fine) co_return fine.error();
  auto own = co_await check_own(call);
  if (!own) co_return own.error();
  json::object request{
      {"command", "credit receipts"}, {"key", key_of(call)}, {"channel", call.text("channel")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply || !call.caller.is_rep()) co_return reply;
  json::array mine;
  for (json::value& one : reply->body.get_object()["items"].get_array()) {
    if (text_of(one.get_object(), "rep") == call.caller.rep) mine.push_back(std::move(one));
  }
  reply->body = list_of(std::move(mine));
  co_return reply;
}

awaitable<Result<Reply>> credit_reentries(Call& call) {
  json::object request{{"command", "credit reentries"},
                       {"channel", call.text("channel")},
                       {"open", call.flag("open")}};
  co_return co_await asked(call, std::move(request));
}

awaitable<Result<Reply>> decide_reentry(Call& call) {
  if (!call.body.contains("same")) co_return wanted("same is missing", "give true or false");
  const bool same = flag_of(call.body, "same");
  json::object request{{"command", "credit reentry"},        {"key", call.text("key")},
                       {"channel", call.in_body("channel")}, {"same", same},
                       {"cause", call.in_body("cause")},     {"why", call.in_body("why")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  reply->on = call.text("key");
  reply->after = json::value(same ? "the same order" : "another order");
  co_return reply;
}

awaitable<Result<Reply>> credit_claims(Call& call) {
  json::object request{{"command", "credit claims"}, {"open", call.flag("open")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply || !call.caller.is_rep()) co_return reply;
  json::array mine;
  for (json::value& one : reply->body.get_object()["items"].get_array()) {
    if (text_of(one.get_object(), "by") == call.caller.who()) mine.push_back(std::move(one));
  }
  reply->body = list_of(std::move(mine));
  co_return reply;
}

awaitable<Result<Reply>> credit_claim(Call& call) {
  std::string to = call.in_body("to");
  if (call.caller.is_rep()) to = call.caller.rep;
  json::object request{{"command", "credit claim"},
                       {"key", trim(call.in_body("key"))},
                       {"channel", call.in_body("channel")},
                       {"to", to},
                       {"why", call.in_body("why")}};
  if (const json::value* line = call.body.if_contains("line")) request["line"] = *line;
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  reply->on = call.in_body("key");
  reply->after = json::value(to);
  co_return reply;
}

awaitable<Result<Reply>> decide_claim(Call& call) {
  if (!call.body.contains("uphold")) co_return wanted("uphold is missing", "give true or false");
  const bool uphold = flag_of(call.body, "uphold");
  json::object request{{"command", "credit decide"},
                       {"id", call.text("id")},
                       {"uphold", uphold},
                       {"why", call.in_body("why")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  reply->on = call.text("id");
  reply->after = json::value(uphold ? "upheld" : "denied");
  co_return reply;
}

awaitable<Result<Reply>> credit_causes(Call& call) {
  json::object request{{"command", "credit causes"}, {"since", call.text("since")}};
  co_return co_await asked(call, std::move(request));
}

awaitable<Result<Reply>> credit_verify(Call& call) {
  json::object request{{"command", "credit verify"}};
  co_return co_await asked(call, std::move(request));
}

awaitable<Result<Reply>> credit_assignments(Call& call) {
  json::object request{{"command", "credit tables"}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  json::object& files = reply->body.get_object();
  reply->body = json::object{{"assignments", text_of(files, "assignments.csv")},
                             {"reps", text_of(files, "reps.csv")}};
  co_return reply;
}

awaitable<Result<Reply>> credit_reps(Call& call) {
  json::array out;
  for (const auto& [code, rep] : call.flow.setup->sales_credit.reps) {
    json::object one{{"rep", code}, {"name", rep.name}};
    if (rep.active_until) one["active_until"] = norekey::to_string(*rep.active_until);
    out.push_back(std::move(one));
  }
  co_return Reply{list_of(std::move(out))};
}

}  // namespace norekey::console::api
