/// together: the calls of which a busy store gets many at once, done in one go: adding, writing
/// intents, ending leases without further effects. Used by sql_store; each answers what it would
/// have by itself.
#pragma once
#include <vector>

#include "queue/commit/operation.hpp"
#include "queue/message.hpp"

namespace norekey::queue {

/// Of calls that answer Result<std::vector<AddedMessage>>; input: std::vector<Message>.
const Together& adding();

struct IntendInput {
  Lease lease;
  Intent intent;
};
/// Of calls that answer Result<void>; input: IntendInput.
const Together& intending();

struct SettleInput {
  Lease lease;
  Outcome outcome;
  Effects effects;
};
/// Whether a settlement can be done together with others: done, and only steps with it.
bool is_plain(const Outcome& outcome, const Effects& effects);
/// Of calls that answer Result<void>; input: SettleInput, plain.
const Together& settling();

}  // namespace norekey::queue
