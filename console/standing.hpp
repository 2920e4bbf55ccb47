/// standing: who is called, and whether they may be: destinations as the API shows them.
#pragma once
#include <boost/json/array.hpp>

#include "flow/context.hpp"

namespace norekey::console {

/// Destination of openapi.yaml, of every destination of the active bundle, by name.
boost::json::array destinations_json(flow::Context& context);

}  // namespace norekey::console
