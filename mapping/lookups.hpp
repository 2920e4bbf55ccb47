/// lookups: tables that turn the shop's codes into the ERP's. Filled from the store's rows, asked
/// by mappings. One thread uses a table.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "config/yaml.hpp"
#include "core/error.hpp"
#include "mapping/lookup_rows.hpp"
#include "mapping/spelling.hpp"

namespace norekey::mapping {

/// Lets a table be asked with a string_view.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};

/// A value that counts from a day on, until a day (that day included; "" = for good).
struct DatedValue {
  std::string from, until, value;
};

/// One table. `key_name` and `value_name` are its CSV header: they are the words of its messages.
/// A row that counts only for some days has the key "KEY @2026-07-01" and the value "VALUE" or
/// "VALUE @2026-12-31".
struct Lookup {
  std::string name;
  std::string key_name = "key", value_name = "value";
  LookupRows rows;

  /// Puts or, with an empty value, takes away one row. Whoever changes `rows` directly must do so
  /// before the table is first asked.
  void set(const std::string& key, const std::string& value);

  /// Made from `rows` when they are first needed.
  struct Index {
    bool ready = false;
    std::unordered_map<std::string, std::vector<DatedValue>, TextHash, std::equal_to<>> dated;
    /// By spelling: the spelled key to the row's key; "" where two rows are spelled alike.
    std::map<Spelling, std::unordered_map<std::string, std::string>> spelled;
  };
  mutable Index index{};
};

/// How a table is asked.
struct Asking {
  Spelling spelling = Spelling::exact;
  std::string day;  ///< ISO date that dated rows are chosen by; "" = there is none
};

/// All tables by name, as one immutable state; a change makes a new state.
struct Lookups {
  std::map<std::string, Lookup, std::less<>> tables;

  /// reject, with cause "items/ABC-1": the table has no such key, or two that are spelled alike; a
  /// key that was asked for by spelling has a further cause, see causes_of_row.
  /// halt: there is no such table.
  Result<std::string> find(std::string_view table, std::string_view key,
                           const Asking& asking = {}) const;

  /// Whether any table has rows that count for some days only.
  bool any_dated() const;
};

/// What messages that a new row sets free may be parked for: "items/AB-1", and by each spelling
/// "items~codes/AB1".
std::vector<std::string> causes_of_row(const std::string& table, std::string_view key);

/// One row of a lookup's CSV file.
struct LookupRow {
  std::string key, value;
  unsigned line = 0;
};

/// lookups/NAME.csv: a header with two names, then key,value (RFC 4180); with the columns from and
/// until, rows that count for some days. Empty or doubled keys, empty values and rows with more or
/// fewer fields are findings; the header's names go to `table`. Blanks around a key go, for values
/// lose theirs before they are looked up; those of a value stay, as some ERPs' codes have them.
std::vector<LookupRow> read_lookup_csv(const std::string& text, const std::string& file,
                                       Lookup& table, config::Findings& findings);

/// The table as the file that `read_lookup_csv` reads, sorted by key: with from and until where any
/// row has a day. Of a table without rows its header.
std::string lookup_csv(const Lookup& table);

/// "ABC @2026-07-01" -> "ABC" and the day; the day is "" where there is none.
std::pair<std::string, std::string> split_day(std::string_view text);

}  // namespace norekey::mapping
