/// commands: what the command line asks of a store, as JSON in and out. The daemon answers over the
/// control socket; with the daemon down the program answers itself, with the same functions.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "flow/context.hpp"

namespace norekey::flow {

/// request: {"command": "orders", …}. The answer's shape is the command's `--json`
/// (docs/commands.md). Errors: reject for wrong arguments and for what is not there; retry and halt
/// from the store.
awaitable<Result<boost::json::value>> run_command(Context& context, boost::json::object request);

/// One order of a list, of a row of its newest message of kind "order"; the shape of `orders`.
/// Errors: the store's.
awaitable<Result<boost::json::value>> order_entry(Context& context, queue::Row row);

}  // namespace norekey::flow
