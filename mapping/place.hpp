/// place: line and column of an offset in a text, for messages.
#pragma once
#include <string_view>

#include "core/error.hpp"

namespace norekey::mapping {

/// 1-based; the column counts bytes. An offset beyond the end is the end.
Where place_of(std::string_view text, std::size_t offset);

}  // namespace norekey::mapping
