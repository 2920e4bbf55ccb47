/// open: a store in a PostgreSQL database that any number of daemons share. Called by queue/open
/// and tests.
#pragma once
#include "queue/commit/worker.hpp"
#include "queue/open.hpp"

namespace norekey::queue::postgres {

/// Connects and migrates. Leases of a dead daemon run out by the database's clock; nothing is
/// released here, for others may be at work.
Result<OpenStore> open(const OpenOptions& options, const Limits& limits);

}  // namespace norekey::queue::postgres
