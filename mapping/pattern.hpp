/// pattern: regular expressions by RE2: linear time whatever the text, and no backreferences. The
/// only place that compiles one.
#pragma once
#include <memory>
#include <string>

#include "core/error.hpp"

namespace re2 {
class RE2;
}

namespace norekey::mapping {

/// halt: not a regular expression, with RE2's reason; or one that needs more than 1 MB.
Result<std::shared_ptr<const re2::RE2>> compile_pattern(const std::string& text);

}  // namespace norekey::mapping
