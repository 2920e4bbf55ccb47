/// replay: a person takes up again what is parked. Used by flow/commands.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "flow/context.hpp"

namespace norekey::flow {

/// {"command": "replay", "id": N} or "cause", or "channel" with "since" (a time or a duration);
/// with "send_again": true somebody has looked, and what is parked as outcome unknown is not in
/// the ERP. Answers {replayed}; durable on return. reject: nothing says what; the message is not
/// there or not parked; nothing has the cause; there is no such channel. retry: from the store.
awaitable<Result<boost::json::value>> replay_command(Context& context,
                                                     const boost::json::object& request);

}  // namespace norekey::flow
