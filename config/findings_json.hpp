/// findings_json: findings as every `--json` shows them.
#pragma once
#include <boost/json/array.hpp>

#include "config/yaml.hpp"

namespace norekey::config {

/// Errors first: {kind: "error" or "warning", text, fix, file, line, column, field}; line and
/// column from 1, 0 = not known.
boost::json::array to_json(const Findings& findings);

}  // namespace norekey::config
