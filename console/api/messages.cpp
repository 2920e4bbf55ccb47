#include <boost/json.hpp>

#include <charconv>
#include <set>

#include "console/access/audit.hpp"
#include "console/answer.hpp"
#include "console/api/asked.hpp"
#include "console/api/handlers.hpp"
#include "console/own.hpp"
#include "console/secrets.hpp"
#include "console/shown_row.hpp"
#include "core/text.hpp"
#include "flow/assigned.hpp"
#include "flow/commands.hpp"
#include "flow/credit_reassign.hpp"
#include "flow/facts.hpp"
#include "flow/outbound/channels.hpp"
#include "flow/words.hpp"

namespace norekey::console::api {
namespace {

namespace json = boost::json;

/// "7d" back from now, an instant, or a day as it begins in UTC.
Result<Instant> moment_of(const Call& call, const std::string& typed, Instant other) {
  if (typed.empty()) return other;
  if (auto at = parse_instant(typed)) return *at;
  if (auto day = parse_date(typed)) return Instant(std::chrono::sys_days(*day));
  if (auto ago = parse_duration(typed)) return call.flow.clock.now() - *ago;
  return wanted(shown(typed) + " is no moment",
                "give an instant, a day, or a time back such as 7d");
}

Result<std::int64_t> number_of(const std::string& typed, const char* what) {
  std::int64_t out = 0;
  const auto read = std::from_chars(typed.data(), typed.data() + typed.size(), out);
  if (read.ec == std::errc() && read.ptr == typed.data() + typed.size() && out >= 0) return out;
  return wanted(shown(typed) + " is no " + what, "give it as it was given to you");
}

Result<std::optional<queue::State>> state_of(const std::string& word) {
  if (word.empty()) return std::optional<queue::State>{};
  using queue::State;
  static const std::vector<std::pair<std::string, State>> all{
      {"waiting", State::fresh}, {"in work", State::leased},        {"done", State::done},
      {"parked", State::parked}, {"superseded", State::superseded}, {"ignored", State::ignored}};
  std::vector<std::string> names;
  for (const auto& [name, state] : all) {
    if (name == word) return std::optional(state);
    names.push_back(name);
  }
  return wanted("there is no state " + shown(word) + did_you_mean(word, names),
                "use one of: " + join(names, ", "));
}

/// What the query asks for; words: the last one is a beginning.
Result<queue::Search> search_of(const Call& call) {
  queue::Search out;
  out.words = flow::words_of(call.text("q"));
  if (!call.text("q").empty() && out.words.empty())
    return wanted(shown(call.text("q")) + " holds no word", "type a number or a name");
  if (out.words.size() > 10)
    return wanted("these are more than 10 words", "search for fewer of them");
  if (!out.words.empty()) {
    out.beginning = out.words.back();
    out.words.pop_back();
  }
  if (const std::string rep = call.text("rep"); !rep.empty())
    out.words.push_back(flow::word_of_rep(rep));
  out.channel = flow::whole_channel(call.flow, call.text("channel"));
  out.identity = call.text("identity");
  out.kind = call.text("kind");
  out.cause = call.text("cause");
  auto state = state_of(call.text("state"));
  if (!state) return state.error();
  out.state = *state;
  auto since = moment_of(call, call.text("since"), Instant{});
  auto until = moment_of(call, call.text("until"), Instant::max());
  if (!since) return since.error();
  if (!until) return until.error();
  if (*until < *since)
    return wanted("since " + call.text("since") + " is after until " + call.text("until"),
                  "give the earlier one first");
  out.since = *since;
  out.until = *until;
  auto limit = call.limit();
  if (!limit) return limit.error();
  out.limit = *limit;
  if (const std::string cursor = call.text("cursor"); !cursor.empty()) {
    auto before = number_of(cursor, "cursor");
    if (!before) return before.error();
    out.before = *before;
  }
  return out;
}

json::value next_json(std::int64_t before) {
  if (before == 0) return nullptr;
  return json::value(std::to_string(before));
}

/// What is known of the order; null: nothing yet.
awaitable<Result<json::value>> about(Call& call, std::string identity) {
  std::string kind = "order", key = identity;
  if (identity.empty()) co_return json::value(nullptr);
  auto record = co_await call.flow.journal.record(std::move(kind), std::move(key));
  if (!record) co_return record.error();
  if (!*record) co_return json::value(nullptr);
  const auto facts = flow::order_facts(**record);
  if (!facts) co_return json::value(nullptr);
  auto parts = co_await flow::parts_of(call.flow.journal, std::move(identity), facts->parts);
  if (!parts) co_return parts.error();
  co_return json::object{{"order", facts->number},
                         {"state", flow::order_state(*facts, *parts)},
                         {"erp", flow::erp_numbers(*parts)},
                         {"account", facts->account},
                         {"buyer", facts->buyer},
                         {"po_number", facts->po_number},
                         {"total", facts->total},
                         {"currency", facts->currency},
                         {"sales_credit", flow::standing_note(call.flow, *facts, *parts)}};
}

/// Rows with what is known of their orders, and who looks after them.
awaitable<Result<json::array>> shown_rows(Call& call, std::vector<queue::Row> rows) {
  std::map<std::string, json::value> known;
  json::array out;
  for (const queue::Row& row : rows) {
    json::object one = shown_row(row);
    if (!row.identity.empty() && !known.contains(row.identity)) {
      std::string identity = row.identity;
      auto told = co_await about(call, std::move(identity));
      if (!told) co_return told.error();
      known[row.identity] = std::move(*told);
    }
    if (!row.identity.empty() && known[row.identity].is_object())
      one["about"] = known[row.identity];
    if (row.state == queue::State::parked) {
      std::string kind = flow::kAssignedRecords, key = flow::assigned_key(row.id);
      auto assigned = co_await call.flow.journal.record(std::move(kind), std::move(key));
      if (!assigned) co_return assigned.error();
      if (*assigned) one["assigned"] = (*assigned)->value;
    }
    out.push_back(std::move(one));
  }
  co_return out;
}

/// Nothing was found: of a channel that there is, or of none at all?
Result<void> known(const Call& call, const std::vector<queue::Row>& rows) {
  if (!rows.empty()) return {};
  return flow::known_channel(call.flow, flow::whole_channel(call.flow, call.text("channel")));
}

awaitable<Result<Reply>> page_of(Call& call, queue::Search search) {
  auto found = co_await call.flow.index.search(std::move(search));
  if (!found) co_return found.error();
  if (auto there = known(call, found->rows); !there) co_return there.error();
  const std::int64_t before = found->before;
  auto rows = co_await shown_rows(call, std::move(found->rows));
  if (!rows) co_return rows.error();
  co_return Reply{json::object{{"items", std::move(*rows)}, {"next", next_json(before)}}};
}

/// Orders by their newest message, each once.
awaitable<Result<Reply>> orders_page(Call& call, queue::Search search) {
  search.kind = "order";
  const auto limit = static_cast<std::size_t>(search.limit);
  auto found = co_await call.flow.index.search(std::move(search));
  if (!found) co_return found.error();
  if (auto there = known(call, found->rows); !there) co_return there.error();
  std::set<std::string> seen;
  json::array out;
  for (const queue::Row& row : found->rows) {
    if (out.size() >= limit || !seen.insert(row.identity).second) continue;
    queue::Row copy = row;
    auto entry = co_await flow::order_entry(call.flow, std::move(copy));
    if (!entry) co_return entry.error();
    json::object& one = entry->get_object();
    one["identity"] = row.identity;
    one["message"] = row.id;
    if (call.caller.is_rep()) keep_to_a_rep(one);
    out.push_back(std::move(*entry));
  }
  co_return Reply{json::object{{"items", std::move(out)}, {"next", next_json(found->before)}}};
}

}  // namespace

awaitable<Result<Reply>> messages(Call& call) {
  auto search = search_of(call);
  if (!search) co_return search.error();
  co_return co_await page_of(call, std::move(*search));
}

awaitable<Result<Reply>> parked(Call& call) {
  auto search = search_of(call);
  if (!search) co_return search.error();
  search->state = queue::State::parked;
  co_return co_await page_of(call, std::move(*search));
}

awaitable<Result<Reply>> message(Call& call) {
  auto id = number_of(call.text("id"), "message number");
  if (!id) co_return id.error();
  auto found = co_await call.flow.journal.message(*id);
  if (!found) co_return found.error();
  auto steps = co_await call.flow.journal.steps(*id);
  if (!steps) co_return steps.error();
  const auto& [row, message] = *found;
  json::array told;
  for (const queue::Step& step : *steps) {
    json::object one{
        {"at", norekey::to_string(step.at)}, {"stage", step.stage}, {"text", step.text}};
    if (!step.detail.empty()) one["detail"] = masked_json(step.detail);
    told.push_back(std::move(one));
  }
  std::vector<queue::Row> siblings;
  if (!row.identity.empty()) {
    queue::Query query;
    query.identity = row.identity;
    query.limit = 200;
    auto rows = co_await call.flow.journal.list(query);
    if (!rows) co_return rows.error();
    siblings.assign(rows->rbegin(), rows->rend());
  }
  json::array others;
  for (const queue::Row& one : siblings) others.push_back(shown_row(one));
  std::vector<queue::Row> own{row};
  auto shown_own = co_await shown_rows(call, std::move(own));
  if (!shown_own) co_return shown_own.error();
  co_return Reply{json::object{{"message", std::move(shown_own->front())},
                               {"media_type", message.media_type},
                               {"bytes", message.body.size()},
                               {"retired", instant_json(row.retired)},
                               {"digest", message.digest},
                               {"meta", masked_json(message.meta)},
                               {"steps", std::move(told)},
                               {"siblings", std::move(others)}}};
}

awaitable<Result<Reply>> message_document(Call& call) {
  auto id = number_of(call.text("id"), "message number");
  if (!id) co_return id.error();
  auto found = co_await call.flow.journal.message(*id);
  if (!found) co_return found.error();
  const queue::Message& message = found->second;
  if (call.flag("download")) {
    // Who keeps a file of it is in the log of who did what; with its secrets it is for admins.
    const bool plain = call.caller.role == Role::admin;
    AuditEntry entry{call.caller.who(), call.from, "message_document",
                     "message " + std::to_string(*id)};
    entry.after = json::value(plain ? "downloaded as it came" : "downloaded, secrets masked");
    auto noted = co_await audit(call.flow, std::move(entry));
    if (!noted) co_return noted.error();
    Reply out;
    out.raw = file_answer(plain ? message.body : masked_bytes(message.body),
                          "application/octet-stream", "message-" + std::to_string(*id) + ".txt");
    co_return out;
  }
  const std::string text = masked_text(message.body.substr(0, kMostShown));
  co_return Reply{json::object{{"media_type", message.media_type},
                               {"bytes", message.body.size()},
                               {"text", text},
                               {"whole", message.body.size() <= kMostShown}}};
}

awaitable<Result<Reply>> orders(Call& call) {
  auto search = search_of(call);
  if (!search) co_return search.error();
  if (call.caller.is_rep()) search->words.push_back(flow::word_of_rep(call.caller.rep));
  co_return co_await orders_page(call, std::move(*search));
}

awaitable<Result<Reply>> trace(Call& call) {
  const bool documents = call.flag("documents");
  const bool reads = call.caller.role == Role::operator_ || call.caller.role == Role::admin;
  if (documents && !reads) {
    co_return Error{Fate::reject,
                    "documents are for the role operator",
                    "leave documents out",
                    {},
                    "forbidden"};
  }
  if (key_of(call).empty()) co_return wanted("key is missing", "give a number or a message id");
  json::object request{{"command", "trace"},
                       {"key", key_of(call)},
                       {"channel", call.text("channel")},
                       {"documents", documents}};
  auto reply = co_await asked(call, std::move(request));
  if (!reply) co_return reply.error();
  json::array& items = reply->body.get_object()["items"].get_array();
  if (call.caller.is_rep()) {
    auto own = co_await own_journeys(call, std::move(items));
    if (!own) co_return own.error();
    reply->body = list_of(std::move(*own));
  }
  if (documents) mask_documents(reply->body);
  co_return reply;
}

awaitable<Result<Reply>> explain(Call& call) {
  if (key_of(call).empty() || call.text("field").empty())
    co_return wanted("key and field are needed",
                     "give an order's number and a field of its document");
  json::object request{{"command", "explain"},
                       {"key", key_of(call)},
                       {"field", call.text("field")},
                       {"channel", call.text("channel")}};
  auto reply = co_await asked(call, std::move(request));
  if (reply) mask_explained(reply->body);
  co_return reply;
}

awaitable<Result<Reply>> credit_unassigned(Call& call) {
  auto search = search_of(call);
  if (!search) co_return search.error();
  search->words.push_back(flow::word_of_rep("UNASSIGNED"));
  auto reply = co_await orders_page(call, std::move(*search));
  if (!reply) co_return reply.error();
  json::array& items = reply->body.get_object()["items"].get_array();
  json::array open;
  for (json::value& one : items) {
    const std::string note = flow::text_of(one.get_object(), "sales_credit");
    if (note.find("no rep set yet") != std::string::npos) open.push_back(std::move(one));
  }
  items = std::move(open);
  co_return reply;
}

}  // namespace norekey::console::api
