/// fixed_columns: which record of a layout the bytes are, and the text of its columns. Used for
/// whole documents (fixed.cpp) and for the rows of long files (adapters/files); knows no tree and
/// no file.
#pragma once
#include <functional>
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "mapping/formats/format.hpp"

namespace norekey::mapping::formats {

/// Bytes of a record whose charset has one byte a character.
std::size_t width_of(const Record& record);

/// The first record of the layout whose constants stand in the bytes; nullptr: none. reject: bytes
/// that the charset does not have; where.field is "record/column".
Result<const Record*> record_of(std::string_view bytes, const Format& format);

/// Told of a column: the byte at which it begins, from 0, and its text without the blanks around
/// it.
using SeenColumn = std::function<Result<void>(const Column&, std::size_t from, std::string text)>;

/// Every column of a record that `wanted` asks for, left to right. A text may lack the blanks at
/// its end; a number that is cut is another number. Widths count characters in UTF-8, else bytes.
/// reject: a number that is cut or none, bytes that the charset does not have, U+0000, bytes behind
/// the last column; where.field is "record/column", where.column the byte from 1.
Result<void> each_column(std::string_view bytes, const Record& record, const Format& format,
                         const std::function<bool(const Column&)>& wanted, const SeenColumn& see);

}  // namespace norekey::mapping::formats
