/// credit_reassign: the ERP is told of reps that were decided later, by a message of the order's
/// part: sent, read back and compared as any change is. Used where the ledger is brought to what is
/// known now.
#pragma once
#include "flow/credit_kept.hpp"

namespace norekey::flow {

/// A part in the ERP whose sales credit has become another.
struct MovedPart {
  PartFacts facts;     ///< with the sales credit that stands now
  std::string former;  ///< JSON list of the sales credit before
};

/// Adds to `effects` a message for each part whose document names other reps or another note now.
/// The number of these. Errors: the store's; what cannot be mapped any more is left to people, with
/// a line in the log.
awaitable<Result<std::int64_t>> reassign(Context& context, const Kept& kept,
                                         std::vector<MovedPart> parts, queue::Effects& effects);

/// The sales credit that a part's record keeps: by line, slot, seat. Empty where it keeps none.
std::vector<SalesCredit> read_credits(const std::string& text);

/// The note of the sales credit as it stands now, after claims and transfers; what was told at
/// first where nothing is in the ERP or the channel is no more.
std::string standing_note(const Context& context, const OrderFacts& facts,
                          const std::vector<PartFacts>& parts);

}  // namespace norekey::flow
