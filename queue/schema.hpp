/// schema: which version a store has, and how it gets to this program's. Called at open by both
/// backends, which hold a lock that keeps every other program out meanwhile.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "queue/sql.hpp"

namespace norekey::queue {

/// Of a store, or of a copy.
struct SchemaVersion {
  std::int64_t version = 0;  ///< 0: empty
  std::int64_t oldest_program = 0;
};

struct Upgrade {
  std::string store;     ///< as texts name it: its path or URL without password
  std::string way_back;  ///< where the copy made before the upgrade to schema N is, without the N
  /// Makes that copy, "way_back + N"; called only where there is something to lose.
  std::function<Result<void>(const std::string& copy)> save;
};

/// Brings the store to the newest of `migrations`, in one transaction. halt: it is too new for this
/// program, or no store of norekey's. Where a newer one allows this program (its `oldest_program`),
/// nothing is done.
Result<void> migrate(Sql& sql, const std::vector<Migration>& migrations, const Upgrade& upgrade);

/// Whether a program of `migrations` can work with what a copy holds, once it is restored. halt: it
/// is too new.
Result<void> check_known(const std::string& copy, SchemaVersion found,
                         const std::vector<Migration>& migrations);

}  // namespace norekey::queue
