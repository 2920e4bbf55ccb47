/// bundle: config, mappings, lookups and assignments as one content-hashed whole. Files are the
/// drafts; what runs is the bundle that was activated and is kept in the store.
#pragma once
#include <array>
#include <map>
#include <string>

#include "config/yaml.hpp"
#include "core/error.hpp"

namespace norekey::config {

struct Bundle {
  std::map<std::string, std::string>
      files;  ///< "channels.yaml", "mappings/web.yaml", "lookups/items.csv" -> text

  /// Hex SHA-256 over names and texts, in name order.
  std::string hash() const;

  /// A JSON object of the files, and back. reject: not such an object.
  std::string to_json() const;
  static Result<Bundle> from_json(std::string_view json);
};

/// The tables that sales credit is decided by; each may be absent. Their form: credit/tables.hpp.
inline constexpr std::array sales_credit_files = {
    "assignments.csv", "reps.csv",     "accounts.csv",  "logins.csv", "domains.csv",
    "ship_tos.csv",    "counties.csv", "rep_codes.csv", "quotes.csv", "substitutes.csv"};

/// The drafts below `directory`: channels.yaml, sales_credit_files, stock.csv, mappings/*.yaml,
/// lookups/*.csv, guides/*.yaml. Files that cannot be read are findings; others in
/// these folders are left alone.
Bundle read_drafts(const std::string& directory, Findings& findings);

/// The names that differ, "+ lookups/items.csv", "- …", "~ …", in name order.
std::vector<std::string> difference(const Bundle& old_one, const Bundle& new_one);

/// halt: not there, not readable, over 64 MB.
Result<std::string> read_text_file(const std::string& path);

}  // namespace norekey::config
