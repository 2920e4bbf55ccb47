/// doctor: reaches everything that the daemon works with, and says what answers. Asked by
/// `norekey doctor`; changes nothing.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "flow/context.hpp"

namespace norekey::flow {

/// [{"what", "ok", "text", "fix"}]: store, destinations, bundle, each ERP, whether it knows the
/// house code, each shop or partner, each mail server. Its own checks never fail: what does not
/// answer is a row.
awaitable<Result<boost::json::value>> doctor(Context& context, const boost::json::object& request);

}  // namespace norekey::flow
