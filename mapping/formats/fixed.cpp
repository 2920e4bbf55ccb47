/// Fixed width: records of columns at fixed places, told apart by their constants.
#include <algorithm>

#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/fixed_columns.hpp"
#include "mapping/formats/parts.hpp"

namespace norekey::mapping::formats {
namespace {

Error at_record(Error e, unsigned number) {
  e.where.line = number;
  return e;
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
  auto record = record_of(line, format);
  if (!record) return at_record(record.error(), number);
  if (*record == nullptr) {
    return at_record({Fate::reject,
                      "no record of the layout fits " + shown(line.substr(0, 30)),
                      "the layout has: " + record_kinds(format),
                      {},
                      ""},
                     number);
  }
  if (!format.line_end.empty()) return FixedRecord{*record, bytes};
  const std::size_t width = width_of(**record);
  if (rest.size() < width) {
    return at_record({Fate::reject,
                      "the last record has " + std::to_string(rest.size()) + " bytes, " +
                          shown((*record)->name) + " has " + std::to_string(width),
                      "have the sender send it whole, or correct the layout",
                      {"", 0, 0, (*record)->name},
                      ""},
                     number);
  }
  return FixedRecord{*record, width};
}

Result<void> add_fixed(std::string_view bytes, const Record& record, const Format& format,
                       unsigned number, pugi::xml_node parent) {
  if (!format.line_end.empty()) {
    while (!bytes.empty() && (bytes.back() == '\n' || bytes.back() == '\r')) bytes.remove_suffix(1);
  }
  pugi::xml_node node = parent.append_child(record.name.c_str());
  auto read = each_column(
      bytes, record, format, [](const Column&) { return true; },
      [&](const Column& column, std::size_t, const std::string& text) -> Result<void> {
        add_column(node, column, text);
        return {};
      });
  if (!read) return at_record(read.error(), number);
  return {};
}

Result<Document> read_fixed(std::string_view text, const Format& format, const std::string& root) {
  Document out;
  pugi::xml_node top = out.tree().append_child(root.c_str());
  if (format.charset == Charset::utf8 && text.substr(0, 3) == "\xEF\xBB\xBF")
    text.remove_prefix(3);  // a byte order mark
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
