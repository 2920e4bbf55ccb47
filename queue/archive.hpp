/// Archive: where bodies and steps of finished messages go when they leave the store: SQLite's
/// sealed day files. Filled by rules/retiring on the writer's thread, read by the Journal on the
/// reader's. PostgreSQL has none: there they are removed.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "queue/message.hpp"

namespace norekey::queue {

/// Of one finished message, what leaves the store.
struct Sealed {
  std::int64_t id = 0;
  std::int64_t day = 0;  ///< on which it ended, days since 1970 in UTC: names its file
  std::string body;
  std::vector<Step> steps;
};

class Archive {
 public:
  virtual ~Archive() = default;
  /// On return all of them survive power loss. Those that are there already are written over.
  /// retry: no room, no access.
  virtual Result<void> keep(const std::vector<Sealed>& all) = 0;
  /// nullopt: its file is gone, or it is not in it.
  virtual std::optional<Sealed> find(std::int64_t day, std::int64_t id) = 0;
  /// Removes the files of days before `day`; answers which.
  virtual std::vector<std::int64_t> drop(std::int64_t day) = 0;
};

}  // namespace norekey::queue
