#include "console/noted.hpp"

#include <boost/json.hpp>

#include "console/access/audit.hpp"
#include "core/text.hpp"
#include "flow/commands.hpp"
#include "flow/facts.hpp"

namespace norekey::console {
namespace {

namespace json = boost::json;
using flow::flag_of;
using flow::text_of;

constexpr std::size_t kMostRows = 500;  // of which before and after are told one by one

/// A command that changes something, and the member of its request that says what it is done to.
struct Changing {
  std::string_view command, on;
};

/// Invoices and bookings that a file brings in thousands (`credit post`, `credit rebook`) are not
/// here: the ledger itself says who booked them.
constexpr Changing kChanging[] = {
    {"replay", "cause"},        {"ignore", "id"},
    {"lookups set", "lookup"},  {"apply", ""},
    {"rollback", ""},           {"pause", "destination"},
    {"resume", "destination"},  {"alerts test", ""},
    {"sync stock", "channel"},  {"sync statuses", "channel"},
    {"sync prices", "channel"}, {"edi send", "partner"},
    {"store backup", "path"},   {"credit import", "erp"},
    {"credit close", "period"}, {"credit claim", "key"},
    {"credit decide", "id"},    {"credit reentry", "key"},
};

const Changing* changing(const json::object& request) {
  const std::string command = text_of(request, "command");
  for (const Changing& one : kChanging) {
    if (one.command == command) return flag_of(request, "dry_run") ? nullptr : &one;
  }
  return nullptr;
}

bool activates(const Changing& what) {
  return what.command == "apply" || what.command == "rollback";
}

const json::object* rows_of(const json::object& request) {
  const json::value* rows = request.if_contains("rows");
  return rows != nullptr && rows->is_object() ? &rows->get_object() : nullptr;
}

/// The text or number of a member.
std::string said(const json::object& request, std::string_view key) {
  const json::value* value = key.empty() ? nullptr : request.if_contains(key);
  if (value == nullptr) return "";
  return value->is_string() ? std::string(value->get_string()) : json::serialize(*value);
}

std::string done_to(const json::object& request, const Changing& what) {
  if (activates(what)) return "bundle";
  std::string out = said(request, what.on);
  const json::object* rows = what.command == "lookups set" ? rows_of(request) : nullptr;
  if (rows != nullptr && rows->size() == 1) out += " " + std::string(rows->begin()->key());
  if (what.command != "replay" || !out.empty()) return out;
  const std::string id = said(request, "id");
  return id.empty() || id == "0" ? said(request, "channel") : id;
}

/// The rows as they stand now; of many only how many there are.
json::value rows_now(const flow::Context& context, const json::object& request) {
  const json::object* rows = rows_of(request);
  const auto table = context.lookups.tables.find(text_of(request, "lookup"));
  if (rows == nullptr || rows->size() > kMostRows || table == context.lookups.tables.end())
    return nullptr;
  json::object out;
  for (const auto& one : *rows) {
    const auto value = table->second.rows.value(std::string_view(one.key()));
    out[one.key()] = value ? std::string(*value) : "";
  }
  return out;
}

json::value state(const flow::Context& context, const json::object& request, const Changing& what) {
  if (activates(what)) return json::value(context.setup->bundle);
  return what.command == "lookups set" ? rows_now(context, request) : json::value(nullptr);
}

/// An activation that was refused, and one that changed nothing, is none.
bool nothing_done(const json::value& answer, const Changing& what) {
  return activates(what) && !(answer.is_object() && flag_of(answer.get_object(), "activated"));
}

}  // namespace

awaitable<Result<json::value>> run_noted(flow::Context& context, json::object request) {
  const Changing* what = changing(request);
  if (what == nullptr) co_return co_await flow::run_command(context, std::move(request));
  AuditEntry entry;
  entry.who = text_of(request, "who", "cli");
  entry.from = "this machine";
  entry.what = std::string(what->command);
  entry.on = done_to(request, *what);
  entry.why = text_of(request, "why");
  entry.before = state(context, request, *what);
  const json::object asked = request;
  auto answer = co_await flow::run_command(context, std::move(request));
  if (!answer || nothing_done(*answer, *what)) co_return answer;
  entry.after = state(context, asked, *what);
  if (entry.after.is_null()) entry.after = *answer;
  auto noted = co_await audit(context, std::move(entry));
  if (!noted) co_return noted.error();
  co_return answer;
}

}  // namespace norekey::console
