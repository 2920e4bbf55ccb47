/// yaml_syntax: a YAML text as a tree, with every mistake of its syntax told in one run: the line
/// of a mistake is left out with what stands below it, and reading goes on.
#pragma once
#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace norekey::config {

/// Lines that could not be read, and the keys that stood on them. What is said of these afterwards
/// follows from the mistake.
struct LeftOut {
  std::set<unsigned> lines;
  std::set<std::string> keys;
};

/// The tree of what could be read; nullopt: nothing, or there are more than 20 mistakes. Each
/// mistake is added to `errors` (halt), with file, line and column.
std::optional<YAML::Node> parse_yaml(const std::string& text, const std::string& file,
                                     std::vector<Error>& errors, LeftOut& left_out);

}  // namespace norekey::config
