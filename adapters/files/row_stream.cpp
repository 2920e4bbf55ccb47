#include "adapters/files/row_stream.hpp"

#include <algorithm>
#include <cstring>

#include "core/text.hpp"
#include "mapping/csv.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/fixed_columns.hpp"

namespace norekey::adapters::files {
namespace {

namespace formats = mapping::formats;

/// Of one read: small after a jump, larger as rows follow each other.
constexpr std::size_t kFirstChunk = 4U << 10, kMostChunk = 256U << 10;
constexpr std::size_t kMostRecord = 64U << 10;
constexpr std::size_t kNoColumn = static_cast<std::size_t>(-1);
constexpr const char* kEndWord = "END";

/// "END,12", also with blanks around, and padded to the table's columns as spreadsheets write it.
bool says_end(const std::vector<std::string>& fields, std::size_t columns) {
  if (fields.size() != 2 && fields.size() != columns) return false;
  if (fields.size() < 2 || trim(fields[0]) != kEndWord) return false;
  return std::all_of(fields.begin() + 2, fields.end(),
                     [](const std::string& one) { return trim(one).empty(); });
}
constexpr const char* kWriteAgain = "let the ERP write it again, to another name, and rename it";

std::string_view without_line_end(std::string_view line) {
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  return line;
}

/// Whether a line of so many bytes is there with its end; npos and 0: it is not.
bool ends_line(std::string_view text, std::size_t bytes) {
  return bytes > 0 && bytes <= text.size() && (text[bytes - 1] == '\n' || text[bytes - 1] == '\r');
}

unsigned lines_in(std::string_view text) {
  unsigned out = 0;
  for (std::size_t i = 0; i < text.size(); ++i)
    out += text[i] == '\n' || (text[i] == '\r' && text.substr(i + 1, 1) != "\n") ? 1 : 0;
  return out;
}

}  // namespace

ReadAt read_at_of(std::string_view text) {
  return [text](std::uint64_t offset, char* into, std::size_t most) -> Result<std::size_t> {
    if (offset >= text.size()) return 0;
    const std::string_view rest = text.substr(static_cast<std::size_t>(offset), most);
    std::memcpy(into, rest.data(), rest.size());
    return rest.size();
  };
}

RowStream::RowStream(ReadAt read, const TableLayout& layout, const std::vector<TableColumn>& wanted)
    : read_(std::move(read)), layout_(layout), wanted_(wanted), chunk_(kFirstChunk) {
  for (const formats::Record& one : layout_.format.records)
    widest_ = std::max(widest_, formats::width_of(one));
}

Error RowStream::wrong(std::string what, std::string fix, std::string column) const {
  return {
      Fate::reject, std::move(what), std::move(fix), {"", began_.line, 0, std::move(column)}, ""};
}

Error RowStream::in_row(Error e) const {
  e.where.line = began_.line;
  e.where.field.erase(0, e.where.field.find('/') + 1);
  return e;
}

Result<void> RowStream::no_nul_in(std::string_view text, const std::string& column) const {
  if (text.find('\0') == std::string_view::npos) return {};
  return wrong("a character U+0000 stands there", kWriteAgain, column);
}

void RowStream::seek(RowPlace place) {
  const std::uint64_t first = place_.offset - at_;
  if (place.offset >= first && place.offset < first + buffer_.size()) {
    at_ = static_cast<std::size_t>(place.offset - first);
  } else {
    buffer_.clear();
    at_ = 0;
    ended_ = false;
    chunk_ = kFirstChunk;
  }
  place_ = began_ = place;
}

Result<bool> RowStream::more() {
  if (ended_) return false;
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + chunk_);
  auto got = read_(place_.offset + had, buffer_.data() + had, chunk_);
  chunk_ = std::min(chunk_ * 2, kMostChunk);
  buffer_.resize(had + (got ? *got : 0));
  if (!got) return got.error();
  ended_ = *got == 0;
  return !ended_;
}

void RowStream::pass(std::size_t bytes, unsigned lines) {
  at_ += bytes;
  place_.offset += bytes;
  place_.line += lines;
}

/// The bytes up to and with the next line end outside quotes; 0 at the end of the file. reject: the
/// file ends without a line end.
Result<std::size_t> RowStream::line_bytes() {
  const bool csv = layout_.format.kind == formats::Kind::csv;
  mapping::RowEnd row(layout_.format.separator, layout_.format.quote != "never");
  for (bool whole = false;; whole = ended_) {
    const std::size_t bytes = csv ? row.find(rest(), whole) : rest().find('\n') + 1;
    if (ends_line(rest(), bytes)) return bytes;
    if (rest().size() > kMostRecord)
      return wrong("a row of more than 64 KB",
                   "look for a quote that is not closed, or for the wrong layout");
    if (whole && (rest().empty() || rest() == "\x1a")) return 0;  // DOS' end of file
    if (whole) return wrong("the file ends in the middle of a row", kWriteAgain);
    if (auto got = more(); !got) return got.error();
  }
}

Result<void> RowStream::begin() {
  seek({});
  at_column_.assign(wanted_.size(), kNoColumn);
  while (rest().size() < 3) {
    auto got = more();
    if (!got) return got.error();
    if (!*got) break;
  }
  if (rest().empty()) return Error{Fate::reject, "the file is empty", kWriteAgain, {}, ""};
  if (rest().substr(0, 3) == "\xEF\xBB\xBF") pass(3, 0);
  if (layout_.format.kind != formats::Kind::csv) return {};
  std::vector<std::string> names;
  if (layout_.format.header) {
    began_ = place_;
    auto bytes = line_bytes();
    if (!bytes) return bytes.error();
    const std::string_view line = rest().substr(0, *bytes);
    if (auto cut = split_line(line); !cut) return cut.error();
    pass(*bytes, lines_in(line));
    for (const std::string& name : fields_) names.emplace_back(trim(name));
  } else {
    for (const formats::Column& one : layout_.format.record("row")->columns)
      names.push_back(one.name);
  }
  return read_header(names);
}

Result<void> RowStream::read_header(const std::vector<std::string>& names) {
  columns_ = names.size();
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const std::string& name = layout_.name_in_file(wanted_[i].name);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) {
      at_column_[i] = static_cast<std::size_t>(found - names.begin());
      if (std::find(found + 1, names.end(), name) == names.end()) continue;
      return wrong("the column " + shown(name) + " stands there twice",
                   "let each column have a name of its own");
    }
    if (!wanted_[i].required) continue;
    return wrong("the column " + shown(name) + " is missing" + did_you_mean(name, names) +
                     (names.size() < 2 ? ": the header is " + shown(join(names, ",")) : ""),
                 "let the ERP write it, or name its columns in a layout");
  }
  return {};
}

Result<void> RowStream::split_line(std::string_view line) {
  fields_.clear();
  if (layout_.format.quote == "never") {
    fields_ = split(without_line_end(line), layout_.format.separator);
  } else {
    mapping::CsvReader reader(line, layout_.format.separator);
    auto got = reader.next(fields_);
    if (!got) {
      Error e = got.error();
      e.where.line += began_.line - 1;
      return e;
    }
  }
  return {};
}

Result<RowStream::Kind> RowStream::next() {
  return layout_.format.kind == formats::Kind::csv ? next_csv() : next_fixed();
}

Result<RowStream::Kind> RowStream::next_csv() {
  for (;;) {
    began_ = place_;
    auto bytes = line_bytes();
    if (!bytes) return bytes.error();
    if (*bytes == 0) return Kind::over;
    const std::string_view line = rest().substr(0, *bytes);
    const unsigned lines = lines_in(line);
    if (without_line_end(line).empty()) {
      pass(*bytes, lines);
      continue;
    }
    auto cut = split_line(line);
    pass(*bytes, lines);
    if (!cut) return cut.error();
    if (says_end(fields_, columns_)) {
      cells_ = {std::string(trim(fields_[1]))};
      return Kind::end;
    }
    break;
  }
  if (fields_.size() != columns_) {
    return wrong(
        "expected " + std::to_string(columns_) + " fields, found " + std::to_string(fields_.size()),
        "write one field for each column");
  }
  cells_.resize(wanted_.size());
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    cells_[i].clear();
    if (at_column_[i] == kNoColumn) continue;
    auto text = formats::to_utf8(fields_[at_column_[i]], layout_.format.charset);
    if (!text) return wrong(text.error().what, text.error().fix, wanted_[i].name);
    if (auto fine = no_nul_in(*text, wanted_[i].name); !fine) return fine.error();
    cells_[i] = trim(*text);
    if (wanted_[i].number && layout_.format.decimal == ',') {
      std::erase(cells_[i], '.');
      std::replace(cells_[i].begin(), cells_[i].end(), ',', '.');
    }
  }
  return Kind::row;
}

Result<RowStream::Kind> RowStream::next_fixed() {
  const bool lines = !layout_.format.line_end.empty();
  for (;;) {
    began_ = place_;
    std::size_t bytes = 0;
    if (lines) {
      auto line = line_bytes();
      if (!line) return line.error();
      if (*line == 0) return Kind::over;
      bytes = *line;
    } else {
      while (rest().size() < widest_) {
        auto got = more();
        if (!got) return got.error();
        if (!*got) break;
      }
      if (rest().empty()) return Kind::over;
    }
    const std::string_view all = lines ? without_line_end(rest().substr(0, bytes)) : rest();
    if (lines && all.empty()) {
      pass(bytes, 1);
      continue;
    }
    auto found = formats::record_of(all, layout_.format);
    if (!found) return in_row(found.error());
    const formats::Record* record = *found;
    if (record == nullptr)
      return wrong("no record of the layout fits " + shown(all.substr(0, 30)),
                   "correct the layout, or have the ERP leave such records away");
    const std::size_t width = formats::width_of(*record);
    if (!lines) {
      if (all.size() < width) return wrong("the file ends in the middle of a row", kWriteAgain);
      bytes = width;
    }
    auto read = cut(all.substr(0, lines ? all.size() : width), *record);
    if (!read) return read.error();
    pass(bytes, 1);
    if (record->name == "row") return Kind::row;
    if (record->name == "end") return Kind::end;
  }
}

Result<void> RowStream::cut(std::string_view bytes, const formats::Record& record) {
  const bool row = record.name == "row", end = record.name == "end";
  if (!row && !end) return {};
  cells_.assign(row ? wanted_.size() : 1, "");
  const auto wanted_of = [&](const formats::Column& column) {
    return std::find_if(wanted_.begin(), wanted_.end(), [&](const TableColumn& one) {
      return layout_.name_in_file(one.name) == column.name;
    });
  };
  auto read = formats::each_column(
      bytes, record, layout_.format,
      [&](const formats::Column& column) {
        return row ? wanted_of(column) != wanted_.end() : column.name == "rows";
      },
      [&](const formats::Column& column, std::size_t, std::string text) -> Result<void> {
        cells_[row ? static_cast<std::size_t>(wanted_of(column) - wanted_.begin()) : 0] =
            std::move(text);
        return {};
      });
  if (!read) return in_row(read.error());
  return {};
}

}  // namespace norekey::adapters::files
