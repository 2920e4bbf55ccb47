/// release: an order that was left in the ERP for a rep's release is released by itself when its
/// time is over, unless staff released, edited or cancelled it. The step of messages "release";
/// deliver.cpp makes them.
#pragma once
#include <optional>

#include "flow/context.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {

/// The message that will release a part, due when its time is over. nullopt: the channel leaves its
/// orders to the ERP or to its reps.
std::optional<queue::Message> release_message(const Context& context, const Route& route,
                                              const queue::Message& part, const PartFacts& facts);

/// Safe to repeat. retry: the ERP is away. reject: the ERP did not release it; parked with its
/// words.
awaitable<Result<Settlement>> release(Context& context, const queue::Leased& leased);

}  // namespace norekey::flow
