/// today: is everything all right? Figures of the last day from what is counted as it happens
/// (queue/index.hpp, Pulse), never by walking over messages.
#pragma once
#include <boost/json/object.hpp>

#include "console/house.hpp"

namespace norekey::console {

/// Today of openapi.yaml. Errors: the store's.
awaitable<Result<boost::json::object>> today_json(House& house);

}  // namespace norekey::console
