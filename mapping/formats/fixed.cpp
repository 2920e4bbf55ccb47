/// Fixed width: records of columns at fixed places, told apart by their constants.
#include <algorithm>

#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/number_field.hpp"
#include "mapping/formats/parts.hpp"

namespace norekey::mapping::formats {
namespace {

/// The bytes of a column. Widths count characters where the charset has one byte each, and in UTF-8
/// too.
std::string_view slice(std::string_view text, std::size_t& at, std::size_t width, Charset charset) {
  if (charset != Charset::utf8) {
    const std::string_view out = text.substr(std::min(at, text.size()), width);
    at = std::min(at + width, text.size());
    return out;
  }
  const std::string_view from = text.substr(std::min(at, text.size()));
  std::size_t bytes = 0;
  for (std::size_t n = 0; bytes < from.size(); ++bytes) {
    const bool begins = (static_cast<unsigned char>(from[bytes]) & 0xC0U) != 0x80U;
    if (begins && ++n > width) break;
  }
  at += bytes;
  return from.substr(0, bytes);
}

Result<bool> fits(std::string_view line, const Record& record, const Format& format) {
  std::size_t at = 0;
  for (const Column& column : record.columns) {
    const std::string_view bytes = slice(line, at, column.width, format.charset);
    if (!column.value) continue;
    if (column.type == Type::packed) return false;
    auto text = to_utf8(bytes, format.charset);
    if (!text) return text.error();
    const std::string_view have = trim(*text), want = trim(*column.value);
    const bool number = column.type != Type::text;
    if (have != want && !(number && value_or(number_text(bytes, column, format.charset),
                                             std::string("?")) == *column.value))
      return false;
  }
  return true;
}

std::size_t width_of(const Record& record) {
  std::size_t out = 0;
  for (const Column& column : record.columns) out += column.width;
  return out;
}

/// `column`: where the field begins, in bytes from 1; 0 = not known.
Error at_record(Error e, unsigned number, const std::string& field, std::size_t column = 0) {
  e.where.line = number;
  e.where.column = static_cast<unsigned>(column);
  e.where.field = field;
  return e;
}

/// The text of a column's bytes. A text may lack the blanks at its end; a number that is cut is
/// another number.
Result<std::string> field_text(std::string_view bytes, const Column& column, Charset charset) {
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
  return text;
}

std::string padding(const Column& column, std::size_t n, Charset charset) {
  return value_or(from_utf8(std::string(n, column.pad), charset), std::string(n, ' '));
}

}  // namespace

Result<std::string> write_fixed(const Document& document, const Format& format) {
  std::string out;
  auto line_end = from_utf8(format.line_end, format.charset);
  auto all = each_record(
      document, format, [&](const Record& record, const pugi::xml_node& at) -> Result<void> {
        for (const Column& column : record.columns) {
          auto value = column_value(column, at, format);
          if (!value) return value.error();
          const std::size_t n =
              format.charset == Charset::utf8 ? count_characters(*value) : value->size();
          const std::string fill =
              padding(column, column.width - std::min(n, column.width), format.charset);
          out += column.right ? fill + *value : *value + fill;
        }
        out += *line_end;
        return {};
      });
  if (!all) return all.error();
  return out;
}

Result<FixedRecord> next_fixed(std::string_view rest, const Format& format, unsigned number) {
  std::string_view line = rest;
  std::size_t bytes = rest.size();
  if (!format.line_end.empty()) {
    const auto end = rest.find('\n');
    bytes = end == std::string_view::npos ? rest.size() : end + 1;
    line = rest.substr(0, bytes);
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
    if (line.empty() || line == "\x1a") return FixedRecord{nullptr, bytes};  // DOS' end of file
  }
  for (const Record& record : format.records) {
    auto found = fits(line, record, format);
    if (!found) return at_record(found.error(), number, record.name);
    if (!*found) continue;
    if (!format.line_end.empty()) return FixedRecord{&record, bytes};
    const std::size_t width = width_of(record);
    if (rest.size() < width) {
      return at_record({Fate::reject,
                        "the last record has " + std::to_string(rest.size()) + " bytes, " +
                            shown(record.name) + " has " + std::to_string(width),
                        "have the sender send it whole, or correct the layout",
                        {},
                        ""},
                       number, record.name);
    }
    return FixedRecord{&record, width};
  }
  return at_record({Fate::reject,
                    "no record of the layout fits " + shown(line.substr(0, 30)),
                    "the layout has: " + record_kinds(format),
                    {},
                    ""},
                   number, "");
}

Result<void> add_fixed(std::string_view bytes, const Record& record, const Format& format,
                       unsigned number, pugi::xml_node parent) {
  if (!format.line_end.empty()) {
    while (!bytes.empty() && (bytes.back() == '\n' || bytes.back() == '\r')) bytes.remove_suffix(1);
  }
  pugi::xml_node node = parent.append_child(record.name.c_str());
  std::size_t at = 0;
  for (const Column& column : record.columns) {
    const std::size_t from = at;
    const std::string_view field = slice(bytes, at, column.width, format.charset);
    auto text = field_text(field, column, format.charset);
    if (!text) return at_record(text.error(), number, record.name + "/" + column.name, from + 1);
    add_column(node, column, std::string(trim(*text)));
  }
  if (at < bytes.size() && !trim(bytes.substr(at)).empty()) {
    return at_record({Fate::reject,
                      "the record is longer than its columns: " + shown(bytes.substr(at)),
                      "correct the layout",
                      {},
                      ""},
                     number, record.name, at + 1);
  }
  return {};
}

Result<Document> read_fixed(std::string_view text, const Format& format, const std::string& root) {
  Document out;
  pugi::xml_node top = out.tree().append_child(root.c_str());
  unsigned number = 1;
  for (; !text.empty(); ++number) {
    auto record = next_fixed(text, format, number);
    if (!record) return record.error();
    if (record->record != nullptr) {
      auto put = add_fixed(text.substr(0, record->bytes), *record->record, format, number, top);
      if (!put) return put.error();
    } else if (record->bytes == 0) {
      break;
    }
    text.remove_prefix(record->bytes);
  }
  return out;
}

}  // namespace norekey::mapping::formats
