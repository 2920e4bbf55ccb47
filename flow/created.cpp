#include "flow/created.hpp"

#include <algorithm>

#include "flow/waits.hpp"

namespace norekey::flow {
namespace {

std::string name_of(const mapping::Created& row) { return row.lookup + "/" + row.key; }

/// Keys that are under way while it lives.
class Making {
 public:
  Making(Context& context, const std::vector<mapping::Created>& rows) : context_(context) {
    for (const mapping::Created& one : rows) {
      names_.push_back(name_of(one));
      context_.codes_under_way.insert(names_.back());
    }
  }
  ~Making() {
    for (const std::string& one : names_) context_.codes_under_way.erase(one);
  }
  Making(const Making&) = delete;
  Making& operator=(const Making&) = delete;

 private:
  Context& context_;
  std::vector<std::string> names_;
};

}  // namespace

void keep_rows(Settlement& settlement, const std::vector<mapping::Created>& rows,
               const std::string& order) {
  for (const mapping::Created& one : rows) {
    queue::Record row;
    row.kind = "lookup/" + one.lookup;
    row.key = one.key;
    row.value = one.value;
    row.who = "daemon";
    row.why = "created for order " + order;
    row.history = true;
    settlement.effects.records.push_back(std::move(row));
    settlement.effects.wake_causes.push_back(one.lookup + "/" + one.key);
    settlement.created.push_back(one);
  }
}

void know_rows(Context& context, const std::vector<mapping::Created>& rows) {
  for (const mapping::Created& one : rows) {
    const auto table = context.lookups.tables.find(one.lookup);
    if (table != context.lookups.tables.end()) table->second.set(one.key, one.value);
  }
}

void forget_rows(Context& context, const std::vector<mapping::Created>& rows) {
  for (const mapping::Created& one : rows) {
    const auto table = context.lookups.tables.find(one.lookup);
    if (table != context.lookups.tables.end()) table->second.set(one.key, "");
  }
}

std::shared_ptr<void> begin_making(Context& context, const std::vector<mapping::Created>& rows) {
  const auto under_way = [&context](const mapping::Created& one) {
    return context.codes_under_way.contains(name_of(one));
  };
  if (std::any_of(rows.begin(), rows.end(), under_way)) return nullptr;
  return std::make_shared<Making>(context, rows);
}

awaitable<Result<bool>> are_new(Context& context, std::vector<mapping::Created> rows) {
  bool out = true;
  for (mapping::Created& one : rows) {
    if (!context.lookups.tables.contains(one.lookup)) continue;
    std::string kind = "lookup/" + one.lookup, key = one.key;
    auto stored = co_await context.journal.record(kind, key);
    if (!stored) co_return stored.error();
    if (!*stored) continue;
    one.value = (*stored)->value;
    const std::vector<mapping::Created> known(1, one);
    know_rows(context, known);
    out = false;
  }
  co_return out;
}

awaitable<Result<void>> wake_for_created(Context& context, Settlement& settlement) {
  const std::vector<mapping::Created> rows = settlement.created;
  for (const mapping::Created& one : rows) {
    std::string lookup = one.lookup;
    std::vector<std::string> keys(1, one.key);
    auto woken =
        co_await wake_waiting(context, std::move(lookup), std::move(keys), settlement.effects);
    if (!woken) co_return woken.error();
  }
  co_return Result<void>{};
}

}  // namespace norekey::flow
