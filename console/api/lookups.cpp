#include <boost/json.hpp>

#include <algorithm>

#include "console/answer.hpp"
#include "console/api/asked.hpp"
#include "console/api/handlers.hpp"
#include "core/text.hpp"
#include "flow/facts.hpp"
#include "mapping/lookups.hpp"

namespace norekey::console::api {
namespace {

namespace json = boost::json;

constexpr std::size_t kMostTold = 1000;  // rows of an import that are named

Result<const mapping::Lookup*> table_of(const Call& call) {
  const std::string name = call.text("name");
  const auto& all = call.flow.lookups.tables;
  if (const auto found = all.find(name); found != all.end()) return &found->second;
  std::vector<std::string> names;
  for (const auto& one : all) names.push_back(one.first);
  return Error{Fate::reject,
               "there is no lookup " + shown(name) + did_you_mean(name, names),
               names.empty() ? "the active bundle has none" : "use one of: " + join(names, ", "),
               {},
               "not found"};
}

std::vector<mapping::LookupRows::Row> sorted_rows(const mapping::Lookup& table) {
  std::vector<mapping::LookupRows::Row> rows(table.rows.begin(), table.rows.end());
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::string value_of(const mapping::Lookup& table, const std::string& key) {
  const auto value = table.rows.value(key);
  return value ? std::string(*value) : "";
}

/// `was`: as they were seen; those that are not so any more are refused.
awaitable<Result<Reply>> set_rows(Call& call, json::object rows, json::object was) {
  json::object request{{"command", "lookups set"},
                       {"lookup", call.text("name")},
                       {"rows", std::move(rows)},
                       {"was", std::move(was)},
                       {"why", call.in_body("why")}};
  co_return co_await asked(call, std::move(request));
}

/// Columns that are exchanged would make values of the keys.
Result<void> check_header(const mapping::Lookup& given, const mapping::Lookup& known,
                          const std::string& file) {
  if (given.key_name == known.key_name && given.value_name == known.value_name) return {};
  if (known.rows.size() == 0) return {};
  return Error{Fate::reject,
               "the header is " + given.key_name + "," + given.value_name + ", not " +
                   known.key_name + "," + known.value_name,
               "give the columns as the file has them that is exported",
               {file, 1, 0, ""},
               ""};
}

Result<json::object> rows_of_csv(const std::string& text, const std::string& name,
                                 const mapping::Lookup& known) {
  config::Findings findings;
  mapping::Lookup table;
  json::object out;
  for (const auto& row : mapping::read_lookup_csv(text, name + ".csv", table, findings))
    out[row.key] = row.value;
  if (findings.ok()) {
    if (auto fits = check_header(table, known, name + ".csv"); !fits) return fits.error();
    return out;
  }
  Error all = findings.errors.front();
  for (std::size_t i = 1; i < findings.errors.size() && i < 20; ++i)
    all.fix += "\n" + norekey::to_string(findings.errors[i]);
  all.fate = Fate::reject;
  return all;
}

}  // namespace

awaitable<Result<Reply>> lookups(Call& call) {
  json::object request{{"command", "lookups list"}};
  co_return co_await asked(call, std::move(request));
}

awaitable<Result<Reply>> lookup_rows(Call& call) {
  auto table = table_of(call);
  if (!table) co_return table.error();
  auto limit = call.limit();
  if (!limit) co_return limit.error();
  const std::string after = call.text("cursor"), q = folded(trim(call.text("q")));
  json::array out;
  json::value next = nullptr;
  for (const auto& [key, value] : sorted_rows(**table)) {
    if (key <= after && !after.empty()) continue;
    const bool fits = q.empty() || folded(key).find(q) != std::string::npos ||
                      folded(value).find(q) != std::string::npos;
    if (!fits) continue;
    if (static_cast<int>(out.size()) == *limit) {
      next = out.back().at("key");
      break;
    }
    out.push_back(json::object{{"key", key}, {"value", value}});
  }
  co_return Reply{json::object{{"lookup", call.text("name")},
                               {"key_name", (*table)->key_name},
                               {"value_name", (*table)->value_name},
                               {"total", (*table)->rows.size()},
                               {"items", std::move(out)},
                               {"next", std::move(next)}}};
}

awaitable<Result<Reply>> lookup_history(Call& call) {
  auto table = table_of(call);
  if (!table) co_return table.error();
  json::object request{
      {"command", "lookups history"}, {"lookup", call.text("name")}, {"key", call.text("key")}};
  co_return co_await asked(call, std::move(request));
}

awaitable<Result<Reply>> set_lookup_row(Call& call) {
  auto table = table_of(call);
  if (!table) co_return table.error();
  // As lookups set finds the row: blanks around a code are no part of it.
  const std::string typed = call.text("key"), value = call.in_body("value");
  const std::string key((*table)->rows.contains(typed) ? std::string_view(typed) : trim(typed));
  if (!call.body.contains("value")) co_return wanted("value is missing", "give it, or \"\"");
  const std::string was = value_of(**table, key);
  json::object rows{{key, value}}, seen;
  if (call.body.contains("was")) seen[key] = call.in_body("was");
  auto reply = co_await set_rows(call, std::move(rows), std::move(seen));
  if (!reply) co_return reply.error();
  reply->body.get_object()["was"] = was;
  reply->on = call.text("name") + " " + key;
  reply->before = json::value(was);
  reply->after = json::value(value);
  co_return reply;
}

awaitable<Result<Reply>> import_lookup(Call& call) {
  auto table = table_of(call);
  if (!table) co_return table.error();
  auto rows = rows_of_csv(call.in_body("csv"), call.text("name"), **table);
  if (!rows) co_return rows.error();
  json::array told;
  json::object changed;
  for (const auto& one : *rows) {
    const std::string key(one.key()), to(one.value().get_string());
    const std::string from = value_of(**table, key);
    if (from == to) continue;
    changed[key] = to;
    if (told.size() < kMostTold)
      told.push_back(json::object{{"key", key}, {"from", from}, {"to", to}});
  }
  const std::size_t count = changed.size();
  const bool dry = flow::flag_of(call.body, "dry_run");
  if (!dry && count > 0) {
    json::object any;
    auto set = co_await set_rows(call, std::move(changed), std::move(any));
    if (!set) co_return set.error();
  }
  Reply out;
  out.body = json::object{{"set", count}, {"dry_run", dry}, {"rows", told}};
  out.on = call.text("name");
  if (dry) out.on += " (dry run)";
  out.after = std::move(told);
  co_return out;
}

awaitable<Result<Reply>> export_lookup(Call& call) {
  auto table = table_of(call);
  if (!table) co_return table.error();
  Reply out;
  out.raw = file_answer(mapping::lookup_csv(**table), "text/csv; charset=utf-8",
                        call.text("name") + ".csv");
  co_return out;
}

}  // namespace norekey::console::api
