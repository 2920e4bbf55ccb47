#include "adapters/files/table_rows.hpp"

#include "core/text.hpp"

namespace norekey::adapters::files {
namespace {

constexpr std::size_t kMostOfOneKey = 100'000;

}  // namespace

TableWalk::TableWalk(ReadAt read, const TableLayout& layout, const TableSubject& subject)
    : layout_(layout), subject_(subject), stream_(std::move(read), layout, subject.columns) {}

Result<void> TableWalk::begin() {
  waiting_.reset();
  end_.reset();
  over_ = false;
  return stream_.begin();
}

void TableWalk::seek(RowPlace place) {
  waiting_.reset();
  over_ = false;
  stream_.seek(place);
}

Result<bool> TableWalk::next_row(TableRow& row) {
  if (over_) return false;
  auto kind = stream_.next();
  if (!kind) return kind.error();
  if (*kind == RowStream::Kind::row) {
    row.cells = stream_.cells();
    row.place = stream_.began();
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      if (!subject_.columns[i].required || !row.cells[i].empty()) continue;
      if (subject_.each_alone && i > 0) continue;
      return Error{Fate::reject,
                   "the column is empty",
                   "let the ERP write a value in each row",
                   {"", row.place.line, 0, subject_.columns[i].name},
                   ""};
    }
    return true;
  }
  over_ = true;
  if (*kind == RowStream::Kind::over) return false;
  end_ = stream_.cells().front();
  end_line_ = stream_.began().line;
  auto behind = stream_.next();
  if (!behind) return behind.error();
  if (*behind == RowStream::Kind::over) return false;
  return Error{Fate::reject,
               "there are rows behind the end",
               "let the file hold one table",
               {"", stream_.began().line, 0, ""},
               ""};
}

Result<bool> TableWalk::next_rows(TableRows& rows) {
  rows.clear();
  if (waiting_) rows.push_back(std::move(*waiting_));
  waiting_.reset();
  for (TableRow row;;) {
    auto more = next_row(row);
    if (!more) return more.error();
    if (!*more) return !rows.empty();
    if (rows.empty() || row.key() == rows.front().key()) {
      rows.push_back(std::move(row));
      if (rows.size() <= kMostOfOneKey) continue;
      return Error{
          Fate::reject,
          shown(rows.front().key()) + " has more than " + std::to_string(kMostOfOneKey) + " rows",
          "look for the wrong column or layout",
          {"", rows.back().place.line, 0, ""},
          ""};
    }
    waiting_ = std::move(row);
    return true;
  }
}

}  // namespace norekey::adapters::files
