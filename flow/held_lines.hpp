/// held_lines: the lines of an order as the ERP held them when it was delivered, kept with its
/// part, and what became of them since. Pure. Used by deliver, release and reconcile.
#pragma once
#include <string>
#include <vector>

#include "adapters/adapter.hpp"

namespace norekey::flow {

/// As JSON, [["FST001000","5","6.00"], …]; "" where the ERP says no lines, or more than 1000.
std::string keep_lines(const std::vector<adapters::ErpLine>& lines);

/// "quantity of FST001000 5 became 3", "price of PLB001002 4.10 became 3.90", "3 x 000B added",
/// "2 x 000A removed"; empty where nothing changed, or either side says no lines.
std::vector<std::string> changed_lines(const std::string& kept,
                                       const std::vector<adapters::ErpLine>& now);

}  // namespace norekey::flow
