/// store_commands: a copy of the whole store, and every finding about it, made on a thread of their
/// own: intake and delivery go on meanwhile, however large the store is. Used by flow/commands.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "flow/context.hpp"

namespace norekey::flow {

/// {"command": "store backup", "path": …}: one at a time; its size is logged every 10 s. Answers
/// {backup}. Errors: as Upkeep::backup.
awaitable<Result<boost::json::value>> store_backup(Context& context,
                                                   const boost::json::object& request);

/// Answers {findings}. Errors: as Upkeep::check.
awaitable<Result<boost::json::value>> store_check(Context& context,
                                                  const boost::json::object& request);

}  // namespace norekey::flow
