/// credit_standing: what stands of orders' sales credit in the ledger, with their customers' names,
/// for sums that are made elsewhere (contest, call list).
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "flow/context.hpp"

namespace norekey::flow {

/// {"orders": [identity, …]}, at most 1000: {"orders": [{order, customer, standing: [{slot, rep,
/// amount}]}]}. `standing`: booked less reversed, absent where nothing was booked yet. reject: too
/// many.
awaitable<Result<boost::json::value>> credit_standing(Context& context,
                                                      const boost::json::object& request);

}  // namespace norekey::flow
