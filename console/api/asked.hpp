/// asked: most operations are commands of the command line (flow/commands.hpp), asked by HTTP.
#pragma once
#include "console/call.hpp"

namespace norekey::console::api {

/// The command's answer; a list becomes {items, next: null}. `who` is the caller.
awaitable<Result<Reply>> asked(Call& call, boost::json::object request);

}  // namespace norekey::console::api
