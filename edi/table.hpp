/// table: reads the table format of edi/tables (README.md explains it) into a Dictionary.
#pragma once
#include <memory>
#include <string_view>

#include "core/error.hpp"
#include "edi/guide.hpp"

namespace norekey::edi {

/// `base`: what the text extends, or null. reject: the text is wrong, with its line.
Result<std::shared_ptr<Dictionary>> read_table(std::string_view text, const std::string& name,
                                               const Dictionary* base);

/// The texts compiled into the program: "x12_004010" gives edi/tables/x12_004010.txt; "" if none.
std::string_view table_text(std::string_view name);

}  // namespace norekey::edi
