/// deliver: one part of an order, its whole way into the ERP: find out what is there already,
/// intend, send, read back, settle. Returns what the ERP holds now.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// One "part" message. On a done settlement the ERP holds the order once, the reps were read back
/// and compared, ledger and notice commit with it. Errors: retry (the ERP is away, or an outcome
/// must be waited for), reject (the ERP said no).
awaitable<Result<Settlement>> deliver(Context& context, const queue::Leased& part);

/// One "confirm" message: an ERP that proves nothing by itself (files) is asked again until its
/// extract has the order. Then number, reps and total are recorded and the shop is told. retry,
/// cause "awaiting ERP": not confirmed yet.
awaitable<Result<Settlement>> confirm(Context& context, const queue::Leased& message);

}  // namespace norekey::flow
