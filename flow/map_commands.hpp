/// map_commands: what the command line asks of mappings and bundles: a changed mapping over stored
/// orders, where a field came from, which bundles were active, and back to one of them.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "flow/context.hpp"

namespace norekey::flow {

/// {"mapping": name, "text": the new file, "file": its name, "since": "7d", "channel": …}: every
/// order received since, by the active mapping and by the new one. Writes nothing. reject: the new
/// one has findings (they are in the answer), no channel uses it.
awaitable<Result<boost::json::value>> map_diff(Context& context, const boost::json::object& in);

/// {"key": as for trace, "channel": …, "field": "line/price"}: where the field's value came from,
/// with the mapping that was active when the order was planned.
awaitable<Result<boost::json::value>> explain_field(Context& context,
                                                    const boost::json::object& in);

/// Every bundle that was activated, newest first: version, hash, when, who, why, files changed.
awaitable<Result<boost::json::value>> bundles(Context& context, const boost::json::object& in);

/// {"to": hash or its beginning, "why": …}: an earlier bundle takes over, as `apply` would; without
/// `to` the one before. reject: there is none such.
awaitable<Result<boost::json::value>> rollback(Context& context, const boost::json::object& in);

/// {"mapping", "key", "text", "file"}: stored orders by a text beside the active mapping:
/// {findings, parts: [{identity, active, draft}]}, each {documents} or {error: {what, fix}}.
awaitable<Result<boost::json::value>> map_try(Context& context, const boost::json::object& request);

}  // namespace norekey::flow
