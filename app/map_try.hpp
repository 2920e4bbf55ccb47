/// map_try: `norekey map try` and `map check`: one mapping file, from the draft, without a store
/// and without a daemon.
#pragma once
#include <string>

#include "core/error.hpp"

namespace norekey::app {

struct MapTyped {
  std::string directory, mapping, input, from, to, explain, channel, sample, since;
  bool as_json = false;
};

/// The mapping's file: a path, or a name in the config's mappings/. Neither is a wrong use.
Result<std::string> mapping_file(const MapTyped& typed);

/// 0 = every document was mapped; 1 = one was not, or the mapping has findings; 2 = usage.
int map_try(const MapTyped& typed);

/// Prints all findings; 0 = none or only warnings.
int map_check(const MapTyped& typed);

}  // namespace norekey::app
