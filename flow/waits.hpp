/// waits: a message that misses one row of several is parked for the first of them. What else may
/// set it free (Error::also) is remembered here, and looked for wherever rows of lookups are set.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// Adds to a settlement that parks `message` what else it waits for.
void remember_waits(Settlement& settlement, std::int64_t message);

/// Adds to `effects` the parked messages that wait for one of these rows beside their cause. `keys`
/// without days. Errors: the store's.
awaitable<Result<void>> wake_waiting(Context& context, std::string lookup,
                                     std::vector<std::string> keys, queue::Effects& effects);

}  // namespace norekey::flow
