/// pause: people hold a destination and let it go on. Kept as records, so that a restart, an
/// `apply` and other daemons on the same store keep to it. Used by flow/work, flow/intake,
/// flow/commands.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>

#include "flow/context.hpp"

namespace norekey::flow {

/// {"command": "pause", "destination": "erp/acme", "for": "2h" or "" = until resumed, "why": …}.
/// On return it survives power loss, and nothing more is taken up here; another daemon on the
/// store has learned it within 3 s. What is under way is finished. Answers {destination, paused,
/// until, who, why, under_way}. Errors: reject for what is not there; retry from the store.
awaitable<Result<boost::json::value>> pause_command(Context& context,
                                                    const boost::json::object& request);

/// {"command": "resume", "destination": …}. Answers {destination, paused, was_paused}. reject: it
/// is paused by the config, which a person's word does not change.
awaitable<Result<boost::json::value>> resume_command(Context& context,
                                                     const boost::json::object& request);

/// What the store says of all destinations, logged where it differs from what was known. Errors:
/// retry.
awaitable<Result<void>> learn_pauses(Context& context);

/// A person's order that holds a destination; a shop's holds its "sync/" lane as well.
std::optional<Pause> pause_of(const Context& context, const std::string& destination);

/// By a person, or by the active bundle.
bool is_paused(const Context& context, const std::string& destination);

/// How people read where it stands: "open, 2 under way", "paused by ann (cli): stock-taking, 0
/// under way", "resting until 2026-11-22T03:00:00.000000Z after 3 failures, 1 under way".
std::string standing_text(const Destination& destination, Instant now);

}  // namespace norekey::flow
