/// held: the sales that stand in Tryton, whoever entered them, for reconciling. Used by the
/// adapter; knows no shop.
#pragma once
#include "adapters/adapter.hpp"
#include "adapters/tryton/session.hpp"

namespace norekey::adapters::tryton {

/// Adapter::orders. Pages by id: it is given in the order of entering.
awaitable<Result<HeldPage>> held_orders(Session& session, Instant since, std::string cursor);

}  // namespace norekey::adapters::tryton
