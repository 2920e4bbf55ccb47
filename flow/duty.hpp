/// duty: what one daemon of all those on a store does at a time, such as polling a channel. Used by
/// flow/intake and flow/outbound/watch; knows neither.
#pragma once
#include <string>

#include "flow/context.hpp"

namespace norekey::flow {

inline constexpr std::chrono::seconds kDutyHold{10};  ///< another takes over so long after one died

/// Waits, and keeps the duty meanwhile. false: another daemon has it now, or nobody knows who.
awaitable<bool> keep_duty(Context& context, std::string duty,
                          std::chrono::steady_clock::time_point until);

/// Waits.
awaitable<void> rest_for(std::chrono::microseconds wait);

}  // namespace norekey::flow
