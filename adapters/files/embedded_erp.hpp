/// embedded_erp: a small ERP that takes order files and writes extracts, for `./dev run` and tests.
/// Not for business.
#pragma once
#include <string>

#include "core/error.hpp"

namespace norekey::adapters::files {

/// Takes every order file (CSV) that waits in `directory`, gives each order the next number, moves
/// the file to taken/ and appends the order to `extract_directory`/orders.csv. Returns how many.
/// Blocks (file I/O).
Result<int> take_order_files(const std::string& directory, const std::string& extract_directory);

}  // namespace norekey::adapters::files
