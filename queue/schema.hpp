/// schema: which version a store has, and how it gets to this program's. Called at open by both
/// backends, which hold a lock that keeps every other program out meanwhile.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "queue/sql.hpp"

namespace norekey::queue {

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

}  // namespace norekey::queue
