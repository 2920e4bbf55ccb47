/// credit_repost: brings an order's entries in the ledger to what is known now: documents that
/// came, assignments that were approved later, rulings of people. Reverse and book again, never a
/// change.
#pragma once
#include "flow/credit_reassign.hpp"

namespace norekey::flow {

/// What one order's entries became.
struct Reposted {
  bool changed = false;
  std::vector<std::string> flags;
  std::map<std::string, std::set<std::string>> noticed_of;  ///< flag -> documents that raised it
  std::map<std::string, Decimal> moves;  ///< rep -> what was added or taken, primary slot
  std::vector<MovedPart> parts;          ///< those whose sales credit in the ERP is another now
};

/// Adds to `effects` the entries that the order's ledger lacks, and the records that go with them.
/// `before`: the documents that were posted last; `events`: those that count now; `more`: a ruling
/// that commits with the effects. Errors: the store's; reject: what is kept cannot be read.
awaitable<Result<Reposted>> repost(Context& context, const Kept& kept,
                                   const boost::json::array& before,
                                   const boost::json::array& events, queue::Effects& effects,
                                   const credit::Ruling* more = nullptr);

/// {"after", "since", "dry_run", "who"}: a page of orders brought to what is known now.
/// {"orders", "waiting", "changed": [{order, moves: [{rep, amount}], flags}], "next"}; "next" "" =
/// the last page. `waiting`: orders that are on their way, to be looked at again later.
awaitable<Result<boost::json::value>> credit_rebook(Context& context,
                                                    const boost::json::object& request);

}  // namespace norekey::flow
