/// held: the sales that stand in Tryton, whoever entered them, for reconciling. Used by the
/// adapter; knows no shop.
#pragma once
#include "adapters/adapter.hpp"
#include "adapters/tryton/session.hpp"

namespace norekey::adapters::tryton {

/// Fields of a sale and of its lines to ask for, and what they say. `us`: our login's user.
boost::json::array held_fields();
boost::json::array held_line_fields();
HeldOrder held_of(const boost::json::object& sale,
                  const std::vector<const boost::json::object*>& lines, std::int64_t us);

/// Adapter::orders. Pages by id: it is given in the order of entering.
awaitable<Result<HeldPage>> held_orders(Session& session, Instant since, std::string cursor);

}  // namespace norekey::adapters::tryton
