#include <boost/json.hpp>

#include <algorithm>
#include <set>

#include "console/api/asked.hpp"
#include "console/api/handlers.hpp"
#include "console/secrets.hpp"
#include "core/text.hpp"
#include "flow/assigned.hpp"
#include "flow/commands.hpp"
#include "flow/corrected.hpp"
#include "flow/facts.hpp"

namespace norekey::console::api {
namespace {

namespace json = boost::json;
using flow::text_of;

constexpr std::size_t kMostIds = 1000;

std::int64_t id_of(const json::value& in) { return in.is_int64() ? in.get_int64() : 0; }

/// "id" or "ids" of the body, each once.
Result<std::vector<std::int64_t>> ids_of(const Call& call) {
  std::vector<std::int64_t> out;
  std::set<std::int64_t> known;
  const auto add = [&](const json::value& one) {
    if (known.insert(id_of(one)).second) out.push_back(id_of(one));
  };
  if (const json::value* one = call.body.if_contains("id")) add(*one);
  if (const json::value* all = call.body.if_contains("ids"); all != nullptr && all->is_array()) {
    for (const json::value& one : all->get_array()) add(one);
  }
  for (const std::int64_t id : out) {
    if (id <= 0) return wanted("a message's number is missing or wrong", "give whole numbers");
  }
  if (out.size() > kMostIds)
    return wanted("these are more than 1000 messages", "take them by their cause");
  return out;
}

/// The command for each message; one that fails does not keep the others.
awaitable<Result<Reply>> for_each(Call& call, std::vector<std::int64_t> ids, json::object request) {
  std::int64_t done = 0;
  json::array failed, on;
  request["who"] = call.caller.who();
  for (const std::int64_t id : ids) {
    request["id"] = id;
    json::object one = request;
    auto answer = co_await flow::run_command(call.flow, std::move(one));
    if (answer) {
      ++done;
      on.emplace_back(id);
    } else if (answer.error().fate == Fate::retry || ids.size() == 1) {
      co_return answer.error();
    } else {
      failed.push_back(
          json::object{{"id", id}, {"detail", answer.error().what}, {"fix", answer.error().fix}});
    }
  }
  Reply out;
  out.body = json::object{{"done", done}, {"failed", std::move(failed)}};
  out.on = "messages " + json::serialize(on);
  co_return out;
}

awaitable<Result<void>> keep_assigned(Call& call, std::string key, std::string to) {
  std::string kind = flow::kAssignedRecords, who = call.caller.who(), why = call.in_body("why");
  co_return co_await put_fact(call.flow, std::move(kind), std::move(key), std::move(to),
                              std::move(who), std::move(why));
}

/// not found: nothing is parked for it.
awaitable<Result<void>> check_cause(Call& call, std::string cause) {
  std::string all;
  auto parked = co_await call.flow.journal.causes(std::move(all));
  if (!parked) co_return parked.error();
  std::vector<std::string> names;
  for (const queue::Cause& one : *parked) names.push_back(one.cause);
  if (std::find(names.begin(), names.end(), cause) != names.end()) co_return Result<void>{};
  co_return Error{Fate::reject,
                  "nothing is parked for " + shown(cause) + did_you_mean(cause, names),
                  "look at the list",
                  {},
                  "not found"};
}

/// Of some messages those that there are not.
awaitable<Result<std::set<std::int64_t>>> missing_of(Call& call, std::vector<std::int64_t> ids) {
  std::set<std::int64_t> out;
  for (const std::int64_t id : ids) {
    queue::Query query;
    query.before = id + 1;
    query.limit = 1;
    auto rows = co_await call.flow.journal.list(query);
    if (!rows) co_return rows.error();
    if (rows->empty() || rows->front().id != id) out.insert(id);
  }
  co_return out;
}

/// Messages are named by their numbers, or by what they have in common. Whether the ERP has an
/// order that nobody knows of is looked up order by order.
Result<void> check_replay(const Call& call, bool by_number) {
  const auto given = [&call](const char* name) { return !call.in_body(name).empty(); };
  if (by_number && (given("cause") || given("channel") || given("since")))
    return wanted("both messages and what they have in common are named",
                  "give id or ids, or else cause, channel and since");
  if (!by_number && flow::flag_of(call.body, "send_again"))
    return wanted("send_again is said of messages, not of all that have something in common",
                  "look for each order in the ERP, then give id or ids");
  return {};
}

}  // namespace

awaitable<Result<Reply>> causes(Call& call) {
  json::object request{{"command", "causes"}, {"channel", call.text("channel")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  for (json::value& one : reply->body.get_object()["items"].get_array()) {
    std::string kind = flow::kAssignedRecords,
                key = flow::assigned_key(text_of(one.get_object(), "cause"));
    auto assigned = co_await call.flow.journal.record(std::move(kind), std::move(key));
    if (!assigned) co_return assigned.error();
    if (*assigned) one.get_object()["assigned"] = (*assigned)->value;
  }
  co_return reply;
}

awaitable<Result<Reply>> replay(Call& call) {
  auto ids = ids_of(call);
  if (!ids) co_return ids.error();
  if (auto fine = check_replay(call, !ids->empty()); !fine) co_return fine.error();
  if (!ids->empty()) {
    json::object request{{"command", "replay"},
                         {"send_again", flow::flag_of(call.body, "send_again")}};
    co_return co_await for_each(call, std::move(*ids), std::move(request));
  }
  json::object request{{"command", "replay"},
                       {"cause", call.in_body("cause")},
                       {"channel", call.in_body("channel")},
                       {"since", call.in_body("since")}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  reply->on = "cause " + call.in_body("cause");
  if (call.in_body("cause").empty()) reply->on = "channel " + call.in_body("channel");
  reply->body = json::object{{"done", reply->body.at("replayed")}, {"failed", json::array()}};
  co_return reply;
}

awaitable<Result<Reply>> ignore(Call& call) {
  auto ids = ids_of(call);
  if (!ids) co_return ids.error();
  if (ids->empty()) co_return wanted("no message is named", "give id or ids");
  if (trim(call.in_body("why")).empty())
    co_return wanted("ignore needs a reason", "say why in `why`");
  json::object request{{"command", "ignore"}, {"why", call.in_body("why")}};
  co_return co_await for_each(call, std::move(*ids), std::move(request));
}

/// What is to be sent is the whole document, not what was shown of it.
Result<std::string> whole_text(const std::string& corrected, const std::string& original) {
  if (invalid_utf8(original) != std::string::npos) {
    return Error{Fate::reject,
                 "the document is no UTF-8, and is shown with ? for what is none",
                 "correct it where it comes from",
                 {},
                 ""};
  }
  if (original.size() > kMostShown && corrected.size() < kMostShown + kMostShown / 10) {
    return Error{Fate::reject,
                 "this is the beginning of the document, as it is shown, and not all of it",
                 "give the whole text",
                 {},
                 "usage"};
  }
  return unmasked_text(corrected, original);
}

awaitable<Result<Reply>> resend(Call& call) {
  if (trim(call.in_body("why")).empty())
    co_return wanted("a correction needs a reason", "say why in `why`");
  const json::value* id = call.body.if_contains("id");
  flow::Correction correction{id == nullptr ? 0 : id_of(*id), call.in_body("text"),
                              call.in_body("digest"), call.caller.who(), call.in_body("why")};
  auto found = co_await call.flow.journal.message(correction.message);
  if (!found) co_return found.error();
  const queue::Message& parked = found->second;
  // Another digest is refused below, and another kind.
  if (parked.kind == "order" && (correction.digest.empty() || correction.digest == parked.digest)) {
    auto text = whole_text(correction.text, parked.body);
    if (!text) co_return text.error();
    correction.text = std::move(*text);
  }
  const std::string on = "message " + std::to_string(correction.message);
  auto added = co_await flow::correct(call.flow, std::move(correction));
  if (!added) co_return added.error();
  Reply out;
  out.body = json::object{{"message", added->id}, {"revision", added->revision}};
  out.on = on;
  out.after = out.body;
  co_return out;
}

awaitable<Result<Reply>> assign(Call& call) {
  auto ids = ids_of(call);
  if (!ids) co_return ids.error();
  const std::string cause = call.in_body("cause"), to = std::string(trim(call.in_body("to")));
  if (!call.body.contains("to")) co_return wanted("to is missing", "give a name, or \"\"");
  if (count_characters(to) > 100) co_return wanted("the name is too long", "say it shorter");
  if (ids->empty() && cause.empty()) co_return wanted("nothing is named", "give cause, id or ids");
  std::int64_t done = 0;
  json::array failed;
  if (!cause.empty() && !to.empty()) {
    auto there = co_await check_cause(call, cause);
    if (!there) co_return there.error();
  }
  std::vector<std::int64_t> wanted_ids = *ids;
  auto missing = co_await missing_of(call, std::move(wanted_ids));
  if (!missing) co_return missing.error();
  if (ids->size() == 1 && !missing->empty()) {
    co_return Error{Fate::reject,
                    "message " + std::to_string(ids->front()) + " does not exist",
                    "look at the list",
                    {},
                    "not found"};
  }
  if (!cause.empty()) {
    std::string key = flow::assigned_key(cause), name = to;
    auto kept = co_await keep_assigned(call, std::move(key), std::move(name));
    if (!kept) co_return kept.error();
    ++done;
  }
  for (const std::int64_t id : *ids) {
    if (missing->contains(id)) {
      failed.push_back(json::object{{"id", id},
                                    {"detail", "message " + std::to_string(id) + " does not exist"},
                                    {"fix", "look at the list"}});
      continue;
    }
    std::string key = flow::assigned_key(id), name = to;
    auto kept = co_await keep_assigned(call, std::move(key), std::move(name));
    if (!kept) co_return kept.error();
    ++done;
  }
  Reply out;
  out.body = json::object{{"done", done}, {"failed", std::move(failed)}};
  out.on = cause.empty() ? std::to_string(done) + " messages" : "cause " + cause;
  out.after = json::value(to);
  co_return out;
}

}  // namespace norekey::console::api
