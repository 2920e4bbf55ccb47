/// credit_customers: whose orders the ledger's lines are of. The ledger itself holds ids only, so
/// that no name has to stay in it; names come from the orders' records, as long as they are kept.
#pragma once
#include <vector>

#include "credit/ledger.hpp"
#include "flow/context.hpp"

namespace norekey::flow {

/// Fills in each line's customer, and its ERP number where the entry has none. Errors: the store's.
awaitable<Result<void>> name_customers(Context& context, std::vector<credit::LedgerLine>& lines);

}  // namespace norekey::flow
