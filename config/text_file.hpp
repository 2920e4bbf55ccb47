/// text_file: what must hold of a config file's text, whatever is written in it. Used by those who
/// read YAML and tables.
#pragma once
#include <string>

#include "config/yaml.hpp"

namespace norekey::config {

/// False: a byte is not UTF-8, which is a finding with line and column (in bytes).
bool check_utf8(const std::string& text, const std::string& file, Findings& findings);

}  // namespace norekey::config
