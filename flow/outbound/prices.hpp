/// prices: the ERP's prices become what the shop sells at: look, rules, difference, plan, queue. A
/// plan that changes too much is not carried out before a person approves it. Run by watch.hpp and
/// by `norekey sync prices`.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "flow/context.hpp"
#include "flow/outbound/diff.hpp"

namespace norekey::flow {

/// What one look at the ERP's prices found.
struct PriceReport {
  struct Row {
    /// what: "list", or the customer group; from "" = new; to "" = the group's price ends
    std::string sku, what, from, to;
    std::string percent;  ///< "-12.5"; "" = new, ended or in another currency
  };
  std::int64_t items = 0;               ///< that the ERP spoke of
  std::int64_t skus = 0;                ///< of them, those that the shop sells
  std::int64_t known = 0;               ///< of them, those that had a price from us before
  std::int64_t changed = 0, fresh = 0;  ///< SKUs with another price, and with their first one
  std::int64_t worthless = 0;           ///< prices of nothing or less, which are never shown
  std::int64_t breaks = 0;              ///< quantity breaks, for which shops have no place
  std::int64_t foreign = 0;             ///< prices in another currency than the shop's alone
  std::string foreign_of;               ///< the first of them: "A (list) 55.00 ZAR"
  std::string currency;                 ///< the shop's
  std::vector<Row> rows;                ///< the largest changes first, at most 100
  std::string plan;                     ///< names exactly these changes; "" = nothing changes
  std::string held;                     ///< why a person is asked; "" = it is carried out
  bool more = false;                    ///< more changed than one look hands over
};

struct PriceWish {
  bool dry_run = false;  ///< say what would be pushed
  bool all = false;      ///< push what is shown already, too
  bool accept = false;   ///< take a price file that is suspiciously short
  std::string approve;   ///< a plan that a person has looked at
};

struct PriceBox {
  bool busy = false, loaded = false;
  Shown shown;
  Instant looked_at{};  ///< when the last look ended; a dry run is none
};

/// One look at all prices, to its end. What differs goes into the queue together with what is then
/// shown, 20 batches a transaction. Memory: 16 bytes a SKU, and the changes of one look, at most
/// 200,000 of them. reject: the channel shows no prices, or `approve` names another plan; other
/// errors as Adapter::watch.
awaitable<Result<PriceReport>> sync_prices(Context& context, std::string channel, PriceWish wish);

boost::json::object to_json(const PriceReport& report);

/// The command `sync prices`.
awaitable<Result<boost::json::value>> sync_prices_command(Context& context,
                                                          const boost::json::object& request);

}  // namespace norekey::flow
