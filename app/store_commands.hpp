/// store_commands: what is done to a store while no daemon uses it.
#pragma once
#include <string>

#include "core/error.hpp"

namespace norekey::app {

/// Puts `copy` in the store's place and says where the store as it was is kept. Returns the exit
/// code.
int restore_from(const std::string& directory, const std::string& copy);

/// The path as the daemon sees it, whatever its own working folder. reject (usage): it is empty.
/// halt: there is no working folder any more.
Result<std::string> absolute(const std::string& path);

}  // namespace norekey::app
