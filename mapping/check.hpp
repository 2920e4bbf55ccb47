/// check: what can be said of a loaded mapping before any order comes: source paths that are not
/// there, values and lookups that do not exist, fields that the target's layout cannot take. Used
/// when a bundle is checked and by `map check`.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "config/yaml.hpp"
#include "mapping/mapping.hpp"
#include "mapping/schema.hpp"

namespace norekey::mapping {

struct Surroundings {
  const Shape* shape = nullptr;  ///< of the source; nullptr: not known
  bool sample = false;           ///< the shape is that of a sample: what it lacks is a warning
  std::optional<std::vector<std::string>> lookups{};  ///< their names; nullopt: not known
};

/// All findings, with the places of the mapping file.
void check(const Mapping& mapping, const Surroundings& around, config::Findings& findings);

}  // namespace norekey::mapping
