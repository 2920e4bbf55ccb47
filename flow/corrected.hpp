/// corrected: a parked document that a person has corrected goes on as the next revision; the
/// shop's own, uncorrected one is not taken for a newer one.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

struct Correction {
  std::int64_t message = 0;  ///< the parked one
  std::string text;          ///< the whole document as it should be
  std::string digest;        ///< of the document that was corrected, as it was shown; "" = any
  std::string who, why;
};

/// The new revision; the parked one is superseded in the same transaction. changed: it is no longer
/// parked, or was replaced meanwhile. reject: anything but an order (correct the mapping or the
/// lookup, and replay), or a text that is the same.
awaitable<Result<queue::AddedMessage>> correct(Context& context, Correction correction);

/// Whether this content of an order (its digest) is what a person corrected: it says nothing new.
awaitable<Result<bool>> was_corrected(Context& context, const queue::Message& message);

}  // namespace norekey::flow
