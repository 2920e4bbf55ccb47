/// part_of_order: one part of a partner's order as it was sent, in our terms, out of the journal.
/// Used by what tells partners what became of it.
#pragma once
#include "flow/context.hpp"
#include "flow/partners/event_documents.hpp"

namespace norekey::flow {

struct KnownPart {
  bool settled = false;             ///< false: it has not reached the ERP yet, or is on its way
  std::optional<PartOfOrder> part;  ///< absent where it has: its documents have aged out
};

/// By the delivery key. Errors: retry.
awaitable<Result<KnownPart>> part_of_order(Context& context, Route route, std::string part_key);

std::string identity_of_part(const std::string& part_key);

}  // namespace norekey::flow
