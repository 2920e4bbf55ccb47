/// frozen: a decision as it was made, kept with its order: later documents follow it, whatever the
/// tables say by then.
#pragma once
#include <boost/json.hpp>

#include "credit/post.hpp"

namespace norekey::credit {

/// The sale with its decision, for the store: with the account that was found, so that nothing is
/// looked for again by what is not kept (the buyer's mail, the street).
boost::json::object freeze(const Sale& sale, const Decision& decided);

struct Frozen {
  Sale sale;
  Decision decided;  ///< day, exponent and splits
};

/// reject: not written by `freeze`. `events`: what has happened since, a JSON list as in cases.
Result<Frozen> thaw(const boost::json::object& kept, const boost::json::array& events,
                    const Policy& policy);

/// What `after` has that `before` has not, and the reverse of what it no longer has: the entries to
/// append. Only what documents posted; the order's own booking is in the ledger already.
std::vector<Entry> appended(const Posting& before, const Posting& after);

/// Entries of one document and side as the ledger keeps them: slot, line, rep, amount, rule.
boost::json::array credits_json(const std::vector<Entry>& entries);

}  // namespace norekey::credit
