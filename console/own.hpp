/// own: what a rep sees: the orders that are or were credited to them, in the words that reps read,
/// without causes, fixes, other people's doings, cost and margin.
#pragma once
#include <boost/json/array.hpp>

#include "console/call.hpp"

namespace norekey::console {

/// Of an order of a list.
void keep_to_a_rep(boost::json::object& order);

/// Whether the order was ever credited to the rep; the ledger takes back what was decided otherwise
/// later, and their statement names it.
awaitable<Result<bool>> is_own(Call& call, std::string identity);

/// Those of a trace that are the caller's, with what concerns them. not found where none is.
awaitable<Result<boost::json::array>> own_journeys(Call& call, boost::json::array journeys);

/// Takes out what a rep does not read: cost, margin, net; and texts with a word that none shall.
void without_cost(boost::json::value& in);

/// The error for an order that is not theirs: that of one that does not exist, so that nobody
/// learns by asking which there are.
Error not_there(const std::string& key);

}  // namespace norekey::console
