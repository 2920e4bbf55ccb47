/// lookups: tables that turn the shop's codes into the ERP's. Filled from the store's rows, asked
/// by mappings.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/yaml.hpp"
#include "core/error.hpp"

namespace norekey::mapping {

/// One table. `key_name` and `value_name` are its CSV header: they are the words of its messages.
struct Lookup {
  std::string name;
  std::string key_name = "key", value_name = "value";
  std::unordered_map<std::string, std::string> rows;
};

/// All tables by name, as one immutable state; a change makes a new state.
struct Lookups {
  std::map<std::string, Lookup, std::less<>> tables;

  /// reject, with cause "items/ABC-1": the table has no such key. halt: there is no such table.
  Result<std::string> find(std::string_view table, std::string_view key) const;
};

/// One row of a lookup's CSV file.
struct LookupRow {
  std::string key, value;
  unsigned line = 0;
};

/// lookups/NAME.csv: a header with two names, then key,value (RFC 4180). Empty or doubled keys,
/// empty values and rows with more or fewer fields are findings; the header's names go to `table`.
std::vector<LookupRow> read_lookup_csv(const std::string& text, const std::string& file,
                                       Lookup& table, config::Findings& findings);

}  // namespace norekey::mapping
