/// lookup_files: lookups as CSV files, in and out, for the command line.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "core/error.hpp"

namespace norekey::app {

/// Which two columns of a wider table are the lookup's; "" = the file has just these two.
struct LookupColumns {
  std::string key, value;
};

struct ReadRows {
  boost::json::object rows;  ///< key -> value
  int left_out = 0;          ///< rows of a wider table that lack one of the two
};

/// The rows of a lookup's CSV file, or of two columns of a wider one. reject: everything that is
/// wrong in it, one finding a line.
Result<ReadRows> read_rows(const std::string& path, const LookupColumns& columns);

/// The file that `lookups import` reads, of the answer to `lookups list` with form csv.
std::string csv_text(const boost::json::value& answer);

}  // namespace norekey::app
