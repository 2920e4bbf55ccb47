/// StockFile: what a file ERP says lies where: one CSV file that it writes anew each time. Used by
/// the files adapter, on its own thread; calls block. It knows no shop.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/watch.hpp"
#include "core/error.hpp"

namespace norekey::adapters::files {

/// Columns item,warehouse,on_hand, and committed where the ERP knows it, in any order. A last row
/// `END,N` says how many rows stand before it: with it a file that was cut off between two rows is
/// noticed too.
class StockFile {
 public:
  explicit StockFile(std::string path) : path_(std::move(path)) {}

  /// Adapter::watch of Subject::stock: nothing while the file is as it was, else all of it, 5000
  /// items a page. reject: empty, cut off, or a row that cannot be read; nothing of it counts.
  Result<Changes> watch(const std::string& cursor);

 private:
  struct Row {
    std::size_t from = 0;  ///< of its line in `text_`
    std::uint32_t item = 0, line = 0;
  };
  struct Columns {
    std::size_t item = 0, warehouse = 0, on_hand = 0, committed = 0, count = 0;
    bool has_committed = false;
  };

  Result<std::string> stamp() const;
  Result<void> load(std::string stamp);
  Result<void> read_columns(const std::vector<std::string>& header);
  Result<void> index();
  Result<StockLevel> level(const Row& row) const;
  Error wrong(unsigned line, std::string what, std::string fix) const;

  const std::string path_;
  std::string loaded_;  ///< stamp of the file that `text_` holds; "" = none
  std::string text_;
  Columns columns_;
  std::vector<Row> rows_;              ///< by item, else as in the file
  std::vector<std::uint32_t> firsts_;  ///< where each item begins in `rows_`
};

}  // namespace norekey::adapters::files
