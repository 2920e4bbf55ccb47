/// watch: orders that were placed on the web and entered again in the ERP by people. Sure ones keep
/// their sales credit by themselves, likely ones wait for a person, open pairs are warned of before
/// both are shipped. Called where the books are gathered; answers `norekey credit reentries`.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "flow/context.hpp"
#include "flow/reconcile/verdict.hpp"

namespace norekey::flow {

/// Remembers what is new in these books, and keeps the sales credit of what is sure. Does nothing
/// for a company without re-entry-from, and looks at nothing placed before that day. On return
/// everything is in the store. Errors: the store's.
awaitable<Result<void>> note_reentries(Context& context, const Books& books);

/// {"channel", "open", "who"}: what was found, newest first. Names only for whom they concern.
awaitable<Result<boost::json::value>> credit_reentries(Context& context,
                                                       const boost::json::object& request);

/// {"key", "channel", "same": true or false, "cause", "why", "who"}: a person's decision; it may be
/// changed later. reject: nothing was found of that order, no reason, or no such cause.
awaitable<Result<boost::json::value>> credit_reentry(Context& context,
                                                     const boost::json::object& request);

/// {"since"}: re-entered orders by cause and channel, most first. No names.
awaitable<Result<boost::json::value>> credit_causes(Context& context,
                                                    const boost::json::object& request);

}  // namespace norekey::flow
