/// fetch: an event says that something happened to an order; the order is fetched as it is now and
/// journalled.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// The cause of an order that is read again because it did not fit together: no failure of the
/// shop.
inline constexpr const char* kReadAgainCause = "read again";

/// The message that an event becomes in the journal.
queue::Message event_message(const Route& route, const connectors::Trigger& trigger);

/// One "event" message: fetch, and an "order" message where the order is new or changed. A cart
/// that was not placed yet is done. Errors: as the connector gives them.
awaitable<Result<Settlement>> fetch(Context& context, const queue::Leased& event);

}  // namespace norekey::flow
