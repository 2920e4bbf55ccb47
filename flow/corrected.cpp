#include "flow/corrected.hpp"

#include "core/digest.hpp"
#include "core/text.hpp"

namespace norekey::flow {
namespace {

constexpr const char* kKind = "corrected";

Error refused(std::string what, std::string fix, std::string cause = "") {
  return {Fate::reject, std::move(what), std::move(fix), {}, std::move(cause)};
}

}  // namespace

awaitable<Result<queue::AddedMessage>> correct(Context& context, Correction correction) {
  const std::string name = "message " + std::to_string(correction.message);
  auto found = co_await context.journal.message(correction.message);
  if (!found) co_return found.error();
  const queue::Message& parked = found->second;
  if (parked.kind == "interchange" || parked.kind == "set") {
    co_return refused(name + " is what a partner sent, and is kept as it came",
                      "put the corrected file into the partner's folder, with a control number of "
                      "its own");
  }
  if (parked.kind != "order" || parked.identity.empty()) {
    co_return refused(
        name + " is of kind " + shown(parked.kind) + ": its document is made from an order's",
        "correct the lookup or the mapping, then replay it");
  }
  if (found->first.state != queue::State::parked)
    co_return refused(name + " is no longer parked", "look at it again", "changed");
  if (!correction.digest.empty() && correction.digest != parked.digest)
    co_return refused(name + " is not what was corrected", "look at it again", "changed");
  if (correction.text == parked.body)
    co_return refused("nothing was corrected", "replay it as it is");
  if (invalid_utf8(correction.text) != std::string::npos || correction.text.empty())
    co_return refused("the corrected document is empty or no UTF-8", "give the whole text");
  queue::Message fresh = parked;
  fresh.body = std::move(correction.text);
  fresh.digest = sha256_hex("corrected\n" + fresh.body);
  fresh.due = {};
  queue::Effects effects;
  queue::Record& kept = effects.records.emplace_back();
  kept.kind = kKind;
  kept.key = parked.key;
  kept.value = parked.digest;
  kept.who = correction.who;
  kept.why = correction.why;
  kept.history = true;
  effects.supersede.push_back({parked.kind, parked.identity, 0});
  queue::Step& step = effects.steps.emplace_back();
  step.message = correction.message;
  step.stage = "corrected";
  step.text = "corrected by " + correction.who + ": " + correction.why;
  effects.messages.push_back(std::move(fresh));
  auto added = co_await context.store.put(std::move(effects));
  if (!added) co_return added.error();
  co_return added->front();
}

awaitable<Result<bool>> was_corrected(Context& context, const queue::Message& message) {
  std::string kind = kKind, key = message.key;
  auto kept = co_await context.journal.record(std::move(kind), std::move(key));
  if (!kept) co_return kept.error();
  co_return *kept && (*kept)->value == message.digest;
}

}  // namespace norekey::flow
