/// reps: the agents that Tryton knows and the customers that it selects them for. Used by the
/// adapter; knows no assignment of ours.
#pragma once
#include "adapters/tryton/session.hpp"
#include "adapters/watch.hpp"

namespace norekey::adapters::tryton {

/// Every agent, and every selection that names a customer, in the order in which Tryton goes
/// through them. A selection for one employee is passed over: it does not hold for web orders.
awaitable<Result<Changes>> known_reps(Session& session);

}  // namespace norekey::adapters::tryton
