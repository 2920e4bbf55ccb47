/// embedded_erp: a small ERP that takes order files and writes extracts, for `./dev run` and tests.
/// Not for business.
#pragma once
#include <string>

#include "core/error.hpp"

namespace norekey::adapters::files {

/// Takes every order file (CSV) that waits in `directory`, gives each order the next number, moves
/// the file to taken/ and appends the order to `extract_directory`/orders.csv. A file that cannot
/// be read goes to refused/ with the reason beside it. Returns how many were taken. Blocks (file
/// I/O).
Result<int> take_order_files(const std::string& directory, const std::string& extract_directory);

}  // namespace norekey::adapters::files
