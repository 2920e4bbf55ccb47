/// dump: copies of a PostgreSQL store by PostgreSQL's own pg_dump and pg_restore. Called by
/// postgres/open (before an upgrade, `norekey store backup`) and queue/open (`store restore`). It
/// knows no table of the store.
#pragma once
#include <string>

#include "core/error.hpp"

namespace norekey::queue::postgres {

/// A consistent copy while daemons run, whole under its name or not there at all. halt: pg_dump is
/// not installed or fails, or `copy` exists.
Result<void> dump(const std::string& url, const std::string& copy);

/// Puts the dump `copy` in the place of the store; answers the schema under which the store as it
/// was is kept. halt: daemons are connected, pg_restore is not installed, or fails: then the store
/// is as before.
Result<std::string> restore(const std::string& url, const std::string& copy);

}  // namespace norekey::queue::postgres
