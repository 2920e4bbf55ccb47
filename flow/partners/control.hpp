/// control: control numbers of what we send a partner. Each is in the store before the file that
/// bears it is written, so that none is used twice, whatever crashes.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// The number of the document that `message` (its key) sends; the same each time it is asked for.
/// Asked for by one message of a channel at a time: all have the ordering key of edi_ordering.
/// Errors: retry.
awaitable<Result<std::uint64_t>> control_number(Context& context, std::string channel,
                                                std::string message);

/// Whether the numbers named `what` ("edi/control/acme/northwind") may have run on since the copy
/// that the store was restored from. Once for each restore: the record that says so goes to
/// `effects`, with the number that is given next, far enough beyond. Errors: retry.
awaitable<Result<bool>> may_have_forgotten(Context& context, std::string what,
                                           queue::Effects& effects);

}  // namespace norekey::flow
