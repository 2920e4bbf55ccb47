/// since: how far back a command looks, as people write it.
#pragma once
#include <string>

#include "core/error.hpp"
#include "core/time.hpp"

namespace norekey::flow {

/// "7 d" before `now`, a date from its first moment on (UTC), or an instant. reject: none of these.
Result<Instant> parse_since(const std::string& text, Instant now);

}  // namespace norekey::flow
