/// extract: what a file ERP says it holds: CSV files with web reference, number, reps, taker, total
/// and status.
#pragma once
#include <map>
#include <set>
#include <string>

#include "adapters/adapter.hpp"

namespace norekey::adapters::files {

/// The latest row of each key over all extract files of a folder. Files are read again only when
/// they changed; a file that cannot be read whole (a row cut off, a column missing) is left out as
/// a whole and reported. Calls block (file I/O).
class Extract {
 public:
  /// `others`: files that may lie in the same folder and are no extracts.
  explicit Extract(std::string directory, std::set<std::string> others = {})
      : directory_(std::move(directory)), others_(std::move(others)) {}

  /// reject: the first file that is broken, with its place; what the others say is still there.
  Result<void> refresh();

  /// Every order that the extracts speak of, by key.
  std::map<std::string, ErpOrder> all() const;

  /// nullptr: no extract speaks of it yet.
  const ErpOrder* find(const std::string& key) const;

 private:
  struct File {
    long size = 0;
    long modified = 0;
    std::map<std::string, ErpOrder> rows;
  };

  std::string directory_;
  std::set<std::string> others_;
  std::map<std::string, File> files_;  ///< by name; later names win
};

/// The rows of one extract file: key,number,customer,reps,taker,total,status in any order, reps as
/// "REP01:60;REP02:40".
Result<std::map<std::string, ErpOrder>> read_extract(const std::string& text,
                                                     const std::string& file);

/// One extract row, for the embedded ERP.
std::string extract_header();
std::string extract_row(const ErpOrder& order);

}  // namespace norekey::adapters::files
