/// keep: the sales credit of a re-entered order, entered into the ledger on the ERP's own number,
/// and taken out again where a person finds that it was another order.
#pragma once
#include "flow/context.hpp"
#include "flow/reentry/finding.hpp"

namespace norekey::flow {

/// Adds to `effects` what keeps the sales credit: by the split that was made for the web order, for
/// the amount that was entered. Nothing where it stands already: the web order itself is still in
/// the ERP, or it was entered before. `finding` says afterwards what stands. Errors: the store's.
awaitable<Result<void>> keep_credit(Context& context, ReentryFinding& finding,
                                    queue::Effects& effects);

/// The reverse of what was entered.
void drop_credit(ReentryFinding& finding, queue::Effects& effects);

}  // namespace norekey::flow
