#include "flow/release.hpp"

#include "core/text.hpp"
#include "flow/held_lines.hpp"
#include "flow/identity.hpp"
#include "flow/work_order.hpp"

namespace norekey::flow {
namespace {

/// What staff made of it since it was delivered; empty = nothing.
std::vector<std::string> edits_since(const PartFacts& facts, const adapters::ErpOrder& held) {
  std::vector<std::string> out = changed_lines(facts.lines, held.lines);
  const auto total = Decimal::parse(facts.total);
  if (total && *total != held.total)
    out.push_back("total " + facts.total + " became " + held.total.str());
  std::string reps;
  for (const DocumentRep& one : held.reps)
    reps += (reps.empty() ? "" : ", ") + one.rep + " " + one.share.trimmed().str() + " %";
  if (reps != facts.reps) out.push_back("reps " + facts.reps + " became " + reps);
  return out;
}

Settlement stays(const adapters::Receipt& receipt, const std::string& why) {
  return done("release", receipt.number + " " + why);
}

}  // namespace

std::optional<queue::Message> release_message(const Context& context, const Route& route,
                                              const queue::Message& part, const PartFacts& facts) {
  if (route.channel.release_after <= config::Duration::zero() || !facts.receipt.confirmed)
    return std::nullopt;
  queue::Message out = part;
  out.key = facts.key + "/release";
  out.kind = "release";
  out.ordering = out.key;
  out.due = context.clock.now() + route.channel.release_after;
  return out;
}

awaitable<Result<Settlement>> release(Context& context, const queue::Leased& leased) {
  const Route* found = context.route(leased.message.channel);
  if (found == nullptr) co_return no_channel(leased.message.channel);
  const Route route = *found;  // a new bundle may be activated while this waits
  auto work = work_order(leased.message.meta);
  if (!work) co_return work.error();
  std::string kind = "part", key = delivery_key(work->identity, work->part);
  auto record = co_await context.journal.record(kind, key);
  if (!record) co_return record.error();
  const PartFacts facts = *record ? part_facts(**record).value_or(PartFacts{}) : PartFacts{};
  if (facts.operation == "cancel")
    co_return stays(facts.receipt, "was cancelled: nothing to release");
  if (facts.revision != work->revision) {
    Settlement out = done("release", "a newer revision of the order has its own time");
    out.outcome.state = queue::State::superseded;
    co_return out;
  }
  adapters::Receipt receipt = facts.receipt;
  auto held = co_await route.adapter->read_back(std::move(receipt));
  if (!held && held.error().fate == Fate::reject)
    co_return stays(facts.receipt, "is not in the ERP any more: nothing to release");
  if (!held) co_return held.error();
  if (held->receipt.state != facts.receipt.state)
    co_return stays(held->receipt, "was released in the ERP: " + held->receipt.state);
  if (!facts.differences.empty()) {
    co_return Error{Fate::reject,
                    "the ERP does not hold what was sent, so " + facts.receipt.number +
                        " is not released by itself: " + join(facts.differences, "; "),
                    "put it right and release it in the ERP, then ignore this message",
                    {},
                    "release"};
  }
  if (const auto changed = edits_since(facts, *held); !changed.empty())
    co_return stays(held->receipt,
                    "was edited in the ERP, so its rep releases it: " + join(changed, "; "));
  adapters::Receipt waiting = held->receipt;
  const Instant send_by = context.clock.now() + route.erp.send_window;
  auto sent = co_await route.adapter->release(std::move(waiting), send_by);
  if (const auto* now = std::get_if<adapters::Receipt>(&sent)) {
    if (now->state != facts.receipt.state)
      co_return done("release",
                     now->number + " released by itself, its time was over: " + now->state);
    co_return Error{Fate::reject,
                    "the ERP left " + now->number + " in state " + now->state,
                    "release it there, then ignore this message",
                    {},
                    "release"};
  }
  if (const auto* no = std::get_if<adapters::Rejected>(&sent)) co_return no->error;
  if (const auto* later = std::get_if<adapters::Retry>(&sent)) co_return later->error;
  Error unknown = std::get<adapters::Unknown>(sent).error;
  unknown.fate = Fate::retry;  // the next attempt reads back first
  co_return unknown;
}

}  // namespace norekey::flow
