/// table_layout: how the rows of a file that an ERP writes stand in it: CSV or fixed width, in the
/// words of a mapping's `source:`. Read by the files adapter; knows no stock and no price.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "mapping/formats/format.hpp"

namespace norekey::adapters::files {

/// One column that is read of a row; the first of a table is what its rows are grouped by.
struct TableColumn {
  std::string name;
  bool required = false;  ///< the file has it, and no row leaves it empty
  bool number = false;
};

/// `row` is the record of a row; a record `end` with the column `rows` says how many there are;
/// other records of a fixed file are passed over.
struct TableLayout {
  mapping::formats::Format format;
  std::map<std::string, std::string> columns;  ///< CSV: our name to the file's, where they differ
  bool end_required = false;  ///< a file without its end was cut off; else it is checked if there

  /// The file's own name of a column of ours.
  const std::string& name_in_file(const std::string& column) const;
};

/// CSV with a header of our own names.
TableLayout plain_table();

/// The text of a layout file (YAML). reject: the first thing wrong in it, with its place, and how
/// many more there are.
Result<TableLayout> read_table_layout(const std::string& text, const std::string& file,
                                      const std::vector<TableColumn>& wanted);

}  // namespace norekey::adapters::files
