#include "flow/reconcile/cancel_again.hpp"

#include <set>

#include "core/digest.hpp"

namespace norekey::flow {
namespace {

constexpr int kMostMessages = 100;

awaitable<Result<void>> take_up(Context& context, std::string identity) {
  queue::Query query;
  query.identity = identity;
  query.kind = "part";
  query.limit = kMostMessages;
  auto rows = co_await context.journal.list(query);
  if (!rows) co_return rows.error();
  queue::Effects effects;
  std::set<std::string> seen;
  for (const queue::Row& row : *rows) {  // the newest first
    if (!seen.insert(row.key).second) continue;
    auto found = co_await context.journal.message(row.id);
    if (!found) co_return found.error();
    if (!refused_cancel(row.state, found->second.meta)) continue;
    queue::Message again = std::move(found->second);
    again.digest = sha256_hex(again.body + "\n" + to_string(context.clock.now()));
    again.due = Instant{};
    effects.messages.push_back(std::move(again));
  }
  if (effects.messages.empty()) co_return Result<void>{};
  effects.supersede.push_back({"part", identity, 0});
  auto put = co_await context.store.put(std::move(effects));
  if (!put) co_return put.error();
  co_return Result<void>{};
}

}  // namespace

std::optional<WorkOrder> refused_cancel(queue::State state, const std::string& meta) {
  if (state != queue::State::parked && state != queue::State::ignored) return std::nullopt;
  auto work = work_order(meta);
  if (!work || !work->cancel) return std::nullopt;
  return std::move(*work);
}

awaitable<Result<void>> cancel_again(Context& context, std::vector<std::string> orders) {
  for (const std::string& order : orders) {
    std::string identity = order;
    auto taken = co_await take_up(context, std::move(identity));
    if (!taken) co_return taken.error();
  }
  co_return Result<void>{};
}

}  // namespace norekey::flow
