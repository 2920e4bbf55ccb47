/// books: gathers what reconciling holds against each other, from shop, ERP, journal and
/// ledger; heals what it can; answers `norekey reconcile`. Also a duty, once for all daemons.
#pragma once
#include <boost/json/object.hpp>

#include "flow/context.hpp"
#include "flow/reconcile/verdict.hpp"

namespace norekey::flow {

/// A time in which orders came by polling only although the channel takes webhooks.
struct Gap {
  Instant from{}, to{};
  int orders = 0;
  bool open = false;  ///< no webhook came for any order after it either
};

/// Whose it is to end it: no shop that we know has a call that enables a webhook again.
std::string next_step(const Gap& gap, const std::string& channel);

/// Errors: as the shop's and the ERP's answers; nothing is said of a half-read world.
awaitable<Result<Books>> gather_books(Context& context, std::string channel, Instant from);

/// Orders that the web has and nobody knows: an event each, as a poll would have made it.
awaitable<Result<void>> fetch_unknown(Context& context, std::string channel,
                                      std::vector<std::string> orders);

/// Runs of orders of which no webhook ever spoke; all of them came by polling. `books` has to live
/// on.
awaitable<Result<std::vector<Gap>>> webhook_gaps(Context& context, const Books& books);

/// The command `reconcile`: {"channel", "since", "all"}.
awaitable<Result<boost::json::value>> reconcile_command(Context& context,
                                                        const boost::json::object& request);

/// Reconciles each channel again and again; what differs newly is logged, once.
awaitable<void> keep_reconciling(Context& context);

}  // namespace norekey::flow
