/// checking: what must hold between the tables whatever happened. Used by both backends'
/// Upkeep::check; reads only.
#pragma once
#include <string>
#include <vector>

#include "queue/sql.hpp"

namespace norekey::queue {

/// One sentence a finding; at most 20 of a kind.
std::vector<std::string> check_rules(Sql& sql);

}  // namespace norekey::queue
