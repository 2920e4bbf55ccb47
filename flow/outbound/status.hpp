/// status: what became of our orders in the ERP is shown on them in the shop: look, difference,
/// queue, and the step that tells the shop. Run by watch.hpp and by `norekey sync statuses`.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <string>
#include <vector>

#include "flow/context.hpp"

namespace norekey::flow {

struct StatusReport {
  struct Row {
    std::string order, from, to;  ///< "" = nothing was shown yet; `to` with the notes to come
  };
  struct Refused {
    std::string order, what, fix;  ///< of the web number; with place and value
  };
  bool whole = false;
  std::int64_t orders = 0;       ///< of this channel, that the ERP spoke of
  std::int64_t changed = 0;      ///< shown differently from now on
  std::int64_t strangers = 0;    ///< keys that the ERP gave and that are of no order of ours
  std::string stranger;          ///< the first of them
  std::vector<Row> rows;         ///< the first changes, at most 1000
  std::vector<Refused> refused;  ///< what the ERP says of these cannot be right; at most 1000
};

struct StatusWish {
  bool whole = false;    ///< every order, not only those that changed
  bool dry_run = false;  ///< say what would be shown
  bool all = false;      ///< tell the shop also what it shows already
};

/// What is remembered of one channel between two looks; the store has what is shown.
struct StatusBox {
  bool busy = false;
  std::string cursor;
  Instant whole_at{}, looked_at{};  ///< when the last whole look, and the last one, ended
  /// By delivery key and the ERP's number: what the ERP said last of an order whose delivery was
  /// under way. It is taken once that is settled, for the ERP does not say it again.
  std::map<std::pair<std::string, std::string>, adapters::OrderStatus> unsettled;
};

/// One look, to its end. Orders of which the ERP says what cannot be right stay as they are: a
/// person is asked about them. Each order that is shown differently becomes a message "status" of
/// its order, together with what is then shown, in one transaction. Errors: as Adapter::watch;
/// reject also: the channel shows no statuses.
awaitable<Result<StatusReport>> sync_statuses(Context& context, std::string channel,
                                              StatusWish wish);

/// The step "status": the shop is told. An order that people entered in the ERP once more is not
/// cancelled in the shop, only told of.
awaitable<Result<Settlement>> tell_status(Context& context, const queue::Leased& leased);

/// The command `sync statuses`.
awaitable<Result<boost::json::value>> sync_statuses_command(Context& context,
                                                            const boost::json::object& request);

}  // namespace norekey::flow
