/// order_file: a document as the text of an order file, CSV or fixed width. Computes only.
#pragma once
#include <string>
#include <vector>

#include "core/error.hpp"
#include "mapping/document.hpp"

namespace norekey::adapters::files {

/// One field of a fixed-width record.
struct LayoutField {
  std::string record;  ///< "order", or the element it repeats for: "line"
  std::string field;   ///< element name, "@key", or a constant in quotes: "'H'"
  std::size_t width = 0;
  bool right = false;  ///< aligned to the right
  char pad = ' ';
};

/// record,field,width,align,pad. All findings in one error's text. `file`: its name, for places.
Result<std::vector<LayoutField>> read_layout(const std::string& csv, const std::string& file);

/// A heading, then one row a <line>: key, the document's own fields, then the line's. Other
/// repeated elements become one field, "REP01:60;REP02:40".
std::string to_csv_file(const mapping::Document& document, const std::string& key);

/// One record after the other, ended with CRLF. reject: a value longer than its field.
Result<std::string> to_fixed_file(const mapping::Document& document, const std::string& key,
                                  const std::vector<LayoutField>& layout);

/// A file name made of a delivery key: other characters than letters, digits, - and _ become '.', a
/// hash keeps it unique.
std::string file_name(const std::string& key);

}  // namespace norekey::adapters::files
