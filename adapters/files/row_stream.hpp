/// row_stream: the rows of a long file one at a time, in bounded memory, each with its place, so
/// that it can be gone back to. Used by TableFile; knows no stock and no price.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/files/table_layout.hpp"

namespace norekey::adapters::files {

/// Fills at most `most` bytes from `offset` on and says how many; 0 at the end.
using ReadAt =
    std::function<Result<std::size_t>(std::uint64_t offset, char* into, std::size_t most)>;

/// `text` must outlive it.
ReadAt read_at_of(std::string_view text);

/// A place between two records.
struct RowPlace {
  std::uint64_t offset = 0;
  unsigned line = 1;  ///< of what follows; of a file without line ends its records are counted
};

class RowStream {
 public:
  enum class Kind { row, end, over };  ///< `over`: of the file

  RowStream(ReadAt read, const TableLayout& layout, const std::vector<TableColumn>& wanted);

  /// To the first record: reads the header where there is one. reject: a column is missing, or
  /// stands there twice.
  Result<void> begin();

  /// To any record after `begin`.
  void seek(RowPlace place);

  /// The next record. reject: malformed, cut off, other bytes than the charset has: with its line.
  Result<Kind> next();

  /// Of a row: its values by wanted column, "" where there is none; of the end: what it says.
  const std::vector<std::string>& cells() const { return cells_; }
  RowPlace began() const { return began_; }
  RowPlace place() const { return place_; }

 private:
  std::string_view rest() const { return std::string_view(buffer_).substr(at_); }
  Result<bool> more();
  void pass(std::size_t bytes, unsigned lines);
  Result<std::size_t> line_bytes();
  Result<Kind> next_csv();
  Result<Kind> next_fixed();
  Result<void> read_header(const std::vector<std::string>& names);
  Result<void> split_line(std::string_view line);
  Result<void> cut(std::string_view bytes, const mapping::formats::Record& record);
  Result<void> no_nul_in(std::string_view text, const std::string& column) const;
  /// What the columns of a fixed record say, with the row's line and the column's name.
  Error in_row(Error e) const;
  Error wrong(std::string what, std::string fix, std::string column = "") const;

  const ReadAt read_;
  const TableLayout layout_;
  const std::vector<TableColumn> wanted_;
  std::vector<std::size_t> at_column_;  ///< CSV: of each wanted column, its field
  std::size_t columns_ = 0;             ///< CSV: fields of a row
  std::vector<std::string> fields_, cells_;
  std::string buffer_;
  std::size_t at_ = 0, chunk_ = 0;
  std::size_t widest_ = 0;  ///< fixed: bytes of the longest record
  bool ended_ = false;
  RowPlace place_, began_;
};

}  // namespace norekey::adapters::files
