/// TableFile: a file that an ERP writes anew each time: stock, prices or statuses. It is read whole
/// and checked before any row of it counts. Used by the files adapter, on its own thread; calls
/// block. It knows no shop.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "adapters/files/table_rows.hpp"

namespace norekey::adapters::files {

/// What the file before had, so that one that is suspiciously short is noticed after a restart too.
struct TableMemory {
  std::string file{};  ///< where its number of rows, and whether it had an end, is kept; "" = not
  int shrink_percent = 50;  ///< a file that is shorter by more is refused; 100 = none is
};

class TableFile {
 public:
  TableFile(std::string path, TableLayout layout, TableSubject subject, TableMemory memory = {});
  ~TableFile();

  /// Adapter::watch: nothing while the file is as it was at `cursor`, else all of it, page by page,
  /// each key whole in its page. reject: empty, cut off, suspiciously short, without the end that
  /// the file before had, a key twice, a row that cannot be read; nothing of it counts then. retry:
  /// it is not there, or is being written.
  /// Memory: one page where the file is in the order of its keys, else 16 bytes a row and the keys.
  Result<Changes> watch(const std::string& cursor);

  /// The next file may be as short as it likes, and without an end: a person has looked at it.
  void trust_next() { trusted_ = true; }

  /// What was read to its end has been used: files that come are held against it. A look that only
  /// says what would be does not call it.
  void taken();

  /// Names this state of the file: its size, time and inode. retry: it is not there.
  Result<std::string> stamp() const;

  /// How long ago it was changed, by its own disk's clock; negative where the clocks differ.
  std::chrono::nanoseconds age() const;

  const std::string& path() const { return path_; }

 private:
  struct Indexed {
    std::uint64_t offset = 0;
    std::uint32_t key = 0;  ///< number of its key, in the order in which keys came
    std::uint32_t line = 0;
  };

  Result<void> open(const std::string& stamp);
  Result<void> check();
  Result<bool> check_in_order();
  Result<void> check_by_index();
  Result<void> index_rows();
  Result<void> check_end() const;
  Result<void> check_beside_before() const;
  Result<bool> next_rows(TableRows& rows);
  Result<bool> next_by_index(TableRows& rows);
  void go_to(const std::string& cursor);
  Result<Changes> page();
  void close();
  Error wrong(std::string what, std::string fix, unsigned line = 0) const;
  Error placed(Error error) const;

  const std::string path_;
  const TableLayout layout_;
  const TableSubject subject_;
  const TableMemory memory_;
  bool trusted_ = false;

  std::shared_ptr<const int> file_;  ///< its descriptor while it is read
  std::unique_ptr<TableWalk> walk_;
  RowPlace first_;       ///< of the first row
  std::string checked_;  ///< stamp of the file that was found whole; "" = none
  std::string opened_;   ///< of the one that is open; "" = none
  bool in_order_ = true;
  std::uint64_t count_ = 0;
  bool has_end_ = false;
  bool accepted_ = false;       ///< a person has looked at the file that was checked last
  bool unused_ = false;         ///< it was read to its end, and nobody said since that it is used
  std::vector<Indexed> index_;  ///< where the file is not in the order of its keys
  std::size_t next_ = 0;        ///< in `index_`
};

}  // namespace norekey::adapters::files
