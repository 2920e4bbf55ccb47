/// draft: a file of the config's folder, written whole or not at all.
#pragma once
#include <string>

#include "core/error.hpp"

namespace norekey::console {

/// `name`: below the folder, one of ours. On return it survives power loss. halt: the daemon's user
/// may not write there, with what to do.
Result<void> write_draft(const std::string& directory, const std::string& name,
                         const std::string& text);

/// The same, where there is nothing to go back to; no error where it is not there.
Result<void> remove_draft(const std::string& directory, const std::string& name);

}  // namespace norekey::console
