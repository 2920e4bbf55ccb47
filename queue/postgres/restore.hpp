/// restore: puts a dump in the place of a PostgreSQL store, by PostgreSQL's own pg_restore. Called
/// by queue/open (`norekey store restore`).
#pragma once
#include <optional>
#include <string>

#include "queue/open.hpp"
#include "queue/sql.hpp"

namespace norekey::queue::postgres {

/// Only the schema `norekey` of the dump, whatever else is in it. The store as it was is kept as
/// the schema norekey_before_restore, or with _2, _3 … behind that. halt: the dump holds no store
/// of norekey's, or one that is too new; daemons are connected; pg_restore is not installed, or
/// fails; the dump is of another store than the counter file: then the store is as before.
Result<Restored> restore(const std::string& url, const std::string& copy,
                         const std::string& counter_file);

/// The schema that holds the store as it was, where a restore was cut short; "" = there was none.
/// nullopt: no restore was. The next one begins anew.
std::optional<std::string> unfinished_restore(Sql& sql);

}  // namespace norekey::queue::postgres
