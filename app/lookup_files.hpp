/// lookup_files: lookups as CSV files, in and out, for the command line.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "core/error.hpp"

namespace norekey::app {

/// key -> value of a lookup's CSV file. reject: everything that is wrong in it, one finding a line.
Result<boost::json::object> read_rows(const std::string& path);

/// The rows that `lookups list` gives, as the file that `lookups import` reads.
std::string csv_text(const boost::json::value& rows);

}  // namespace norekey::app
