/// number_field: numbers as COBOL and RPG programs write them: zoned, overpunched and packed
/// decimals. Works on bytes; knows no record.
#pragma once
#include <string>
#include <string_view>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "mapping/formats/format.hpp"

namespace norekey::mapping::formats {

/// The number as it stands in the text; 1e2 as 100, for programs that know no powers of ten.
std::string written_out(std::string_view text, const Decimal& number);

/// The bytes of a number in a column. reject: no number, more digits than fit, digits behind the
/// point that the column does not have, a negative one where it has no sign.
Result<std::string> number_bytes(std::string_view value, const Column& column, Charset charset);

/// The text of a number, "-12.50"; "" for blanks only. reject: bytes that make no number.
Result<std::string> number_text(std::string_view bytes, const Column& column, Charset charset);

}  // namespace norekey::mapping::formats
