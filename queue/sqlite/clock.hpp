/// clock: how an SQLite store's time goes on over restarts and a machine's clock that was set.
/// Called by sqlite/open, before anything is leased.
#pragma once
#include "queue/clock.hpp"
#include "queue/sql.hpp"

namespace norekey::queue::sqlite {

/// Sets `clock` to the machine's time. Where that was set since the store was last open, all that
/// waits is moved by as much, so that it keeps the rest of its wait; after a restart of the machine
/// an outcome nobody knows waits its full time again. One transaction.
Result<void> go_on(Sql& sql, StoreClock& clock);

}  // namespace norekey::queue::sqlite
