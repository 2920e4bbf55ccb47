#include "flow/activate.hpp"

#include <boost/json.hpp>

#include "core/text.hpp"
#include "flow/facts.hpp"
#include "flow/in_step.hpp"
#include "flow/waits.hpp"

namespace norekey::flow {
namespace {

constexpr std::size_t kMostNamed = 1000;
constexpr int kPage = 10'000;

/// The rows of a bundle's lookup file, without findings: it was checked when it was activated.
mapping::Lookup rows_of(const config::Bundle& bundle, const std::string& name) {
  mapping::Lookup out;
  out.name = name;
  const auto file = bundle.files.find("lookups/" + name + ".csv");
  if (file == bundle.files.end()) return out;
  config::Findings ignored;
  for (auto& row : mapping::read_lookup_csv(file->second, file->first, out, ignored))
    out.rows.emplace(row.key, row.value);
  return out;
}

void change_row(Activation& out, const std::string& table, const std::string& key,
                const std::string& value, const std::string& who, const std::string& why) {
  queue::Record record;
  record.kind = "lookup/" + table;
  record.key = key;
  record.value = value;
  record.who = who;
  record.why = why;
  record.history = true;
  out.effects.records.push_back(std::move(record));
  if (!value.empty())
    out.effects.wake_causes.push_back(table + "/" + mapping::split_day(key).first);
  ++out.row_changes;
  if (out.rows.size() < kMostNamed) {
    out.rows.push_back(value.empty() ? "- lookups/" + table + " " + key
                                     : "+ lookups/" + table + " " + key + " = " + value);
  }
}

}  // namespace

awaitable<Result<std::optional<config::Bundle>>> active_bundle(Context& context) {
  std::string kind = "bundle", key = "active";
  auto record = co_await context.journal.record(kind, key);
  if (!record) co_return record.error();
  if (!*record) co_return std::optional<config::Bundle>{};
  auto bundle = config::Bundle::from_json((*record)->value);
  if (!bundle) co_return bundle.error();
  co_return std::optional<config::Bundle>(std::move(*bundle));
}

awaitable<Result<Activation>> prepare(Context& context, config::Bundle bundle, const Setup& setup,
                                      std::string who, std::string why) {
  auto before = co_await active_bundle(context);
  if (!before) co_return before.error();
  const config::Bundle old = *before ? **before : config::Bundle{};
  Activation out;
  out.hash = bundle.hash();
  out.same = before->has_value() && old.hash() == out.hash;
  out.files = config::difference(old, bundle);
  for (const auto& [name, table] : setup.lookups) {
    const mapping::Lookup former = rows_of(old, name);
    std::vector<std::string> set;
    const auto in_store = context.lookups.tables.find(name);
    for (const auto& [key, value] : table.rows) {
      const auto was = former.rows.find(key);
      const bool stored =
          in_store != context.lookups.tables.end() && in_store->second.rows.contains(key);
      const bool changed_in_file = was == former.rows.end() || was->second != value;
      if (stored && (!changed_in_file || in_store->second.rows.at(key) == value)) continue;
      if (!stored && !changed_in_file) continue;  // somebody withdrew it since
      change_row(out, name, key, value, who, why);
      set.push_back(mapping::split_day(key).first);
    }
    for (const auto& [key, value] : former.rows) {
      const bool stored =
          in_store != context.lookups.tables.end() && in_store->second.rows.contains(key);
      if (!table.rows.contains(key) && stored && in_store->second.rows.at(key) == value)
        change_row(out, name, key, "", who, why);
    }
    std::string lookup = name;
    auto woken = co_await wake_waiting(context, std::move(lookup), std::move(set), out.effects);
    if (!woken) co_return woken.error();
  }
  if (out.same) co_return out;
  queue::Record record;
  record.kind = "bundle";
  record.key = "active";
  record.value = bundle.to_json();
  record.who = std::move(who);
  record.why = std::move(why);
  record.history = true;
  out.effects.records.push_back(std::move(record));
  co_return out;
}

void tell(const Activation& activation, boost::json::object& out) {
  out["bundle"] = activation.hash;
  out["same"] = activation.same && activation.row_changes == 0;
  out["files"] = strings(activation.files);
  out["rows"] = strings(activation.rows);
  out["row_changes"] = activation.row_changes;
}

awaitable<Result<void>> activate(Context& context, Activation activation,
                                 std::shared_ptr<const Setup> setup) {
  if (!activation.effects.records.empty()) {
    stamp(context, activation.effects, kBundleStamp);
    auto put = co_await context.store.put(std::move(activation.effects));
    if (!put) co_return put.error();
  }
  co_return co_await load_lookups(context, std::move(setup));
}

awaitable<Result<void>> load_lookups(Context& context, std::shared_ptr<const Setup> setup) {
  mapping::Lookups fresh;
  for (const auto& [name, table] : setup->lookups) {
    mapping::Lookup& made = fresh.tables[name];
    made.name = name;
    made.key_name = table.key_name;
    made.value_name = table.value_name;
    std::string kind = "lookup/" + name, after;
    for (;;) {
      auto page = co_await context.journal.records(kind, after, kPage);
      if (!page) co_return page.error();
      for (const queue::Record& record : *page) made.rows.put(record.key, record.value);
      if (page->size() < static_cast<std::size_t>(kPage)) break;
      after = page->back().key;
    }
  }
  context.lookups = std::move(fresh);
  context.setup = std::move(setup);
  co_return Result<void>{};
}

}  // namespace norekey::flow
