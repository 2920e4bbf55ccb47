/// noted: the daemon's commands as the command line gives them, on the control socket or without a
/// daemon: what changes something is in the log of who did what, as calls of the API are.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "flow/context.hpp"

namespace norekey::console {

/// flow::run_command, then its entry. Errors: the command's; the store's, where the command was
/// carried out and cannot be noted.
boost::asio::awaitable<Result<boost::json::value>> run_noted(flow::Context& context,
                                                             boost::json::object request);

}  // namespace norekey::console
