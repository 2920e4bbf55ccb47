/// dump: copies of a PostgreSQL store by PostgreSQL's own pg_dump. Called by postgres/open (before
/// an upgrade, `norekey store backup`). The way back is postgres/restore. It knows no table of the
/// store.
#pragma once
#include <string>

#include "core/error.hpp"

namespace norekey::queue::postgres {

/// A consistent copy while daemons run, whole under its name or not there at all. halt: pg_dump is
/// not installed or fails, or `copy` exists.
Result<void> dump(const std::string& url, const std::string& copy);

}  // namespace norekey::queue::postgres
