/// stock: the ERP's stock becomes what the shop is made to show: look, rules, difference, queue.
/// Run by watch.hpp as a duty and by `norekey sync stock`. The pushing is push.hpp.
#pragma once
#include <boost/json/object.hpp>
#include <set>
#include <string>
#include <vector>

#include "flow/context.hpp"
#include "flow/outbound/diff.hpp"

namespace norekey::flow {

/// What one look at the ERP's stock found.
struct StockReport {
  struct Row {
    std::string sku, from, to;  ///< "NJ-MAIN=12 NV-WEST=40"; "" = never shown
  };
  bool whole = false;
  std::int64_t items = 0;            ///< that the ERP spoke of
  std::int64_t skus = 0;             ///< of them, those that the shop sells
  std::int64_t changed = 0;          ///< shown differently from now on
  std::int64_t zeroed = 0;           ///< of them, to nothing
  std::int64_t held = 0;             ///< to nothing, and too many at once: a person is asked
  std::int64_t vanished = 0;         ///< the ERP no longer speaks of them
  std::vector<Row> rows;             ///< the first changes, at most 1000
  std::vector<std::string> gone;     ///< the first of the vanished, at most 100
  std::int64_t kits_waiting = 0;     ///< a component of theirs is not in the ERP's stock
  std::vector<std::string> waiting;  ///< the first of them, at most 100: "KIT for 000Q"
};

struct StockWish {
  bool whole = false;    ///< all of it, not only what changed
  bool dry_run = false;  ///< say what would be pushed
  bool all = false;      ///< push what is shown already, too
  bool accept = false;   ///< however many turn to nothing
  bool named = false;    ///< the report names the first changes
};

/// What is remembered of one channel between two looks. The store has all of it that counts.
struct Outbox {
  bool busy = false, loaded = false;
  Shown shown;
  std::string cursor;
  bool in_whole = false;  ///< the pass under way is one over everything; of that pass:
  std::vector<connectors::StockRecord> to_zero;  ///< held back until all is seen
  std::int64_t had = 0;                          ///< SKUs that showed something
  std::int64_t most = 0;                         ///< the same of the best pass within a day
  Instant most_at{};                             ///< and when that was
  std::uint64_t rules_mark = 0;                  ///< of the rules and lookups it began with
  Instant whole_at{};                            ///< when the last whole pass ended
  Instant looked_at{};                           ///< and the last look; a dry run is none
  std::optional<StockRules> rules;
};

/// One look, to its end: pages of the ERP's stock, and what differs into the queue together with
/// what is then shown, in one transaction. It waits while too much is in the queue. reject: the
/// channel shows no stock; other errors as Adapter::watch.
awaitable<Result<StockReport>> sync_stock(Context& context, std::string channel, StockWish wish);

boost::json::object to_json(const StockReport& report);

/// The command `sync stock`.
awaitable<Result<boost::json::value>> sync_command(Context& context,
                                                   const boost::json::object& request);

}  // namespace norekey::flow
