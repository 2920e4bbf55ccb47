/// check: every finding about the drafts, in one run, without a store and without a network.
#pragma once
#include <string>

namespace norekey::app {

/// Prints them; 0 = none or only warnings, 1 = errors.
int check_drafts(const std::string& directory, bool as_json);

}  // namespace norekey::app
