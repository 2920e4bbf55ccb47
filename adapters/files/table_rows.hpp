/// table_rows: the rows of a file that an ERP writes, key by key. Used by TableFile; knows no stock
/// and no price.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "adapters/files/row_stream.hpp"
#include "adapters/watch.hpp"

namespace norekey::adapters::files {

/// One row: its values by wanted column, "" where there is none.
struct TableRow {
  std::vector<std::string> cells;
  RowPlace place;

  const std::string& key() const { return cells.front(); }
};

/// All rows of one key: of an item, of an order. At least one.
using TableRows = std::vector<TableRow>;

/// What the rows of a file mean. `take` adds what they say; its errors name line and column.
struct TableSubject {
  std::string name;     ///< "stock file"
  std::string command;  ///< "stock": of `norekey sync`
  std::vector<TableColumn> columns;
  std::function<Result<void>(const TableRows&, Changes&)> take;
  bool each_alone = false;  ///< what is wrong in the rows of a key is that key's only
};

class TableWalk {
 public:
  TableWalk(ReadAt read, const TableLayout& layout, const TableSubject& subject);

  /// To the first row. reject: a header that cannot be used.
  Result<void> begin();

  /// To the row at `place`.
  void seek(RowPlace place);

  /// false at the end of the file. reject: a row that cannot be read, or that leaves a required
  /// column empty (but the key's: `take` looks for it, where each key is alone); rows behind the
  /// end.
  Result<bool> next_row(TableRow& row);

  /// Neighbouring rows of one key; false at the end. reject: as `next_row`, and more rows of one
  /// key than memory is kept for.
  Result<bool> next_rows(TableRows& rows);

  /// Of what `next_rows` gives next.
  RowPlace place() const { return waiting_ ? waiting_->place : stream_.place(); }

  /// What the file's end says, once the file is over; nullopt: it has none.
  const std::optional<std::string>& end() const { return end_; }
  unsigned end_line() const { return end_line_; }

 private:
  const TableLayout& layout_;
  const TableSubject& subject_;
  RowStream stream_;
  std::optional<TableRow> waiting_;
  std::optional<std::string> end_;
  unsigned end_line_ = 0;
  bool over_ = false;
};

}  // namespace norekey::adapters::files
