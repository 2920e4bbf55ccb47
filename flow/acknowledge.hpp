/// acknowledge: the shop is told what became of an order: ERP number, and whose sales credit it is.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// One "notice" message. Safe to repeat. Errors: as the connector gives them.
awaitable<Result<Settlement>> acknowledge(Context& context, const queue::Leased& notice);

}  // namespace norekey::flow
