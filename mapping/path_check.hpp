/// path_check: the names in a path, held against the shape of the source. Knows enough of XPath to
/// walk it; what it cannot follow it lets pass.
#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/schema.hpp"

namespace norekey::mapping {

/// From the source's root element down to where a path begins. Empty: not known.
using Standing = std::vector<const Shape*>;

/// Told of each name that is not there, and of the shape it was looked for in.
using Unknown = std::function<void(const std::string& name, const Shape& in)>;

/// Where the path leads (the first one of several); empty where that is not known.
Standing follow(std::string_view path, const Standing& from, const Unknown& unknown);

}  // namespace norekey::mapping
