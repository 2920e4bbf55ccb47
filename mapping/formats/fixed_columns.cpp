#include "mapping/formats/fixed_columns.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/number_field.hpp"
#include "mapping/formats/parts.hpp"

namespace norekey::mapping::formats {
namespace {

std::string_view slice(std::string_view text, std::size_t& at, std::size_t width, Charset charset) {
  const std::string_view from = text.substr(std::min(at, text.size()));
  std::size_t bytes = std::min(width, from.size());
  if (charset == Charset::utf8) {
    bytes = 0;
    for (std::size_t n = 0; bytes < from.size(); ++bytes) {
      const bool begins = (static_cast<unsigned char>(from[bytes]) & 0xC0U) != 0x80U;
      if (begins && ++n > width) break;
    }
  }
  at += bytes;
  return from.substr(0, bytes);
}

Error in_column(Error e, const Record& record, const Column& column, std::size_t from) {
  e.where.column = static_cast<unsigned>(from + 1);
  e.where.field = record.name + "/" + column.name;
  return e;
}

Result<bool> fits(std::string_view bytes, const Record& record, const Format& format) {
  std::size_t at = 0;
  for (const Column& column : record.columns) {
    const std::size_t from = at;
    const std::string_view field = slice(bytes, at, column.width, format.charset);
    if (!column.value) continue;
    if (column.type == Type::packed) return false;
    auto text = to_utf8(field, format.charset);
    if (!text) return in_column(text.error(), record, column, from);
    const bool number = column.type != Type::text;
    if (trim(*text) != trim(*column.value) &&
        !(number &&
          value_or(number_text(field, column, format.charset), std::string("?")) == *column.value))
      return false;
  }
  return true;
}

Result<std::string> text_of_column(std::string_view bytes, const Column& column, Charset charset) {
  const std::size_t n = charset == Charset::utf8 ? count_characters(bytes) : bytes.size();
  if (column.type != Type::text && n < column.width && !trim(bytes).empty()) {
    return Error{Fate::reject,
                 "the record ends in the middle of the number " + shown(bytes) + ": " +
                     std::to_string(n) + " of " + std::to_string(column.width) + " characters",
                 "have the sender send it whole, or correct the layout",
                 {},
                 ""};
  }
  auto text =
      column.type == Type::text ? to_utf8(bytes, charset) : number_text(bytes, column, charset);
  if (!text) return text;
  if (auto fine = no_nul(*text); !fine) return fine.error();
  return std::string(trim(*text));
}

}  // namespace

std::size_t width_of(const Record& record) {
  std::size_t out = 0;
  for (const Column& column : record.columns) out += column.width;
  return out;
}

Result<const Record*> record_of(std::string_view bytes, const Format& format) {
  for (const Record& record : format.records) {
    auto found = fits(bytes, record, format);
    if (!found) return found.error();
    if (*found) return &record;
  }
  return nullptr;
}

Result<void> each_column(std::string_view bytes, const Record& record, const Format& format,
                         const std::function<bool(const Column&)>& wanted, const SeenColumn& see) {
  std::size_t at = 0;
  for (const Column& column : record.columns) {
    const std::size_t from = at;
    const std::string_view field = slice(bytes, at, column.width, format.charset);
    if (!wanted(column)) continue;
    auto text = text_of_column(field, column, format.charset);
    if (!text) return in_column(text.error(), record, column, from);
    if (auto seen = see(column, from, std::move(*text)); !seen) return seen.error();
  }
  if (at < bytes.size() && !trim(bytes.substr(at)).empty()) {
    return Error{Fate::reject,
                 "the record is longer than its columns: " + shown(bytes.substr(at)),
                 "correct the layout",
                 {"", 0, static_cast<unsigned>(at + 1), record.name},
                 ""};
  }
  return {};
}

}  // namespace norekey::mapping::formats
