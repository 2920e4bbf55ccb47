/// restore: puts a dump in the place of a PostgreSQL store, by PostgreSQL's own pg_restore. Called
/// by queue/open (`norekey store restore`).
#pragma once
#include <string>

#include "queue/open.hpp"

namespace norekey::queue::postgres {

/// Only the schema `norekey` of the dump, whatever else is in it. The store as it was is kept as
/// the schema norekey_before_restore, or with _2, _3 … behind that. halt: the dump holds no store
/// of norekey's, or one that is too new; daemons are connected; pg_restore is not installed, or
/// fails: then the store is as before.
Result<Restored> restore(const std::string& url, const std::string& copy);

}  // namespace norekey::queue::postgres
