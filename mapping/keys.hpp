/// keys: every key of a mapping file but the steps, with what may stand behind it. The JSON Schema
/// and docs/mapping.md are made from it, and the loader is held to it by a test.
#pragma once
#include <string_view>
#include <vector>

namespace norekey::mapping {

struct Key {
  std::string_view key, schema, help;
};

const std::vector<Key>& top_keys();
const std::vector<Key>& source_keys();  ///< where a field's value comes from: one of them
const std::vector<Key>& rule_keys();    ///< the others of a field, besides the steps
const std::vector<Key>& group_keys();
const std::vector<Key>& format_keys();  ///< of `source` and `to`
const std::vector<Key>& column_keys();  ///< of one column of a record

}  // namespace norekey::mapping
