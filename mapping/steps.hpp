/// steps: what can happen to a value, one row a key of the mapping language. The loader, the
/// checker, the JSON Schema and docs/mapping.md are all made from this table.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml.hpp"
#include "mapping/rule.hpp"

namespace norekey::mapping {

/// What a step works with besides the value.
struct Work {
  const pugi::xml_node& at;
  const Scope* scope;
  const Lookups& lookups;
  std::string zone;
  bool has_default = false;  ///< a code that is not found is no error then
};

struct StepKind {
  std::string_view key;
  std::string_view schema;  ///< of what may stand behind the key: JSON Schema
  std::string_view help;
  /// Reads the key's value, and the keys that go with it, from `s`; false where it is absent or
  /// says no.
  bool (*read)(config::Section& s, Step& step);
  Result<std::string> (*carry_out)(const Step&, std::string value, const Work&);
};

/// In the order in which they are carried out.
const std::vector<StepKind>& step_kinds();

/// Keys that are read together with another one, such as `rounding` with `round`.
struct Companion {
  std::string_view key, schema, help;
};
const std::vector<Companion>& step_companions();

/// The day in `zone` that dated rows are chosen by: of a moment, or the date itself; "" for none.
std::string day_of(std::string_view moment_or_date, const std::string& zone);

}  // namespace norekey::mapping
