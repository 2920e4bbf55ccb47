/// registry: every connector and adapter there is, in one table. Adding one is adding a line to
/// registry.cpp.
#pragma once
#include "flow/setup.hpp"

namespace norekey::app {

flow::Kinds kinds();

}  // namespace norekey::app
