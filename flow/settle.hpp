/// settle: ends a lease through a store that may be away for a while. Used by flow/work. It knows
/// no message.
#pragma once
#include "queue/store.hpp"

namespace norekey::flow {

using boost::asio::awaitable;

/// Store::settle, tried again while the store answers retry, for as long as `patience`; after that
/// the lease runs out and the step is taken again. A lease that is stale after a try without a
/// clear answer was settled by that try: success. Errors: as Store::settle.
awaitable<Result<void>> settle_patiently(queue::Store& store, queue::Lease lease,
                                         queue::Outcome outcome, queue::Effects effects,
                                         std::chrono::milliseconds patience);

}  // namespace norekey::flow
