/// retiring: bodies and steps of finished messages leave the store after their time, a bounded
/// chunk a transaction, so that intake never waits for long. Rows, keys, intents, records and the
/// ledger stay for ever. Used by Store::retire.
#pragma once
#include "queue/archive.hpp"
#include "queue/commit/change.hpp"
#include "queue/sql.hpp"
#include "queue/store.hpp"

namespace norekey::queue {

/// What one chunk looks at and takes at most.
inline constexpr int kRetireLooks = 200;
inline constexpr std::size_t kRetireBytes = std::size_t(1) << 20;  ///< but always one message

/// One chunk after the message `after`. `archive`: nullptr = they are removed for good.
Result<Retired> retire(Sql& sql, Change& change, const Retirement& policy, std::int64_t after,
                       Archive* archive);

struct RetiredAt {
  std::int64_t day = 0;  ///< of its sealed file
  Instant gone{};        ///< when it was removed for good; epoch = not yet
};

/// nullopt: it has not left.
std::optional<RetiredAt> find_retired(Sql& sql, std::int64_t id);

}  // namespace norekey::queue
