/// csv_table: a CSV file with a header read row by row, every finding with line and column. Used by
/// the loader of the sales-credit tables.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "config/yaml.hpp"
#include "mapping/csv.hpp"

namespace norekey::credit {

class CsvTable {
 public:
  using Row = std::map<std::string, std::string>;

  /// Unknown and missing columns are findings; a table without a needed column has no rows.
  CsvTable(const std::string& text, std::string file, const std::vector<std::string>& needed,
           const std::vector<std::string>& optional, config::Findings& findings);

  /// The next row, by column; every column is there, "" where the file has none.
  bool next(Row& row);

  unsigned line() const { return reader_.line(); }

  /// A finding about the current row, or about `line`; at the column of `field` where it is given.
  void wrong(std::string what, std::string fix, const std::string& field = "", unsigned line = 0);
  void warn(std::string what, std::string fix, unsigned line);

 private:
  bool read(std::vector<std::string>& fields);
  unsigned column_of(const std::string& field, unsigned line) const;

  const std::string& text_;
  mapping::CsvReader reader_;
  std::string file_;
  config::Findings& findings_;
  std::vector<std::string> known_, header_;
  bool usable_ = false;
};

}  // namespace norekey::credit
