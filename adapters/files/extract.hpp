/// extract: what a file ERP says it holds: CSV files with web reference, number, reps, taker, total
/// and status, whoever entered it.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"

namespace norekey::adapters::files {

/// A row that says something unreadable of its order: a total that is no number, a day that is
/// none.
struct BadRow {
  std::string key, number;  ///< of the order; both may be ""
  Error error;
};

/// What one extract file says.
struct ExtractRows {
  std::vector<HeldOrder> orders;
  std::vector<BadRow> bad;  ///< none of their orders is in `orders`
};

/// The latest row of each order over all extract files of a folder: an order is a key and a number.
/// Files are read again only when they changed; a file that cannot be read whole (a row cut off, a
/// column missing) is left out as a whole and reported, a row with a value that cannot be read
/// leaves out its own order alone. Calls block (file I/O).
class Extract {
 public:
  /// `others`: files that may lie in the same folder and are no extracts.
  explicit Extract(std::string directory, std::set<std::string> others = {})
      : directory_(std::move(directory)), others_(std::move(others)) {}

  /// reject: the first file or row that is broken, with its place; what the others say is there.
  Result<void> refresh();

  /// Every order that the extracts speak of: of one key each number, and those without a key, which
  /// people entered. A key without a number is the same order as the one with it.
  std::vector<HeldOrder> all() const;

  /// Of several numbers of one key the last that is not cancelled. nullptr: no extract speaks of it
  /// yet, or what the last one says of it cannot be read.
  const ErpOrder* find(const std::string& key) const;

 private:
  struct File {
    long size = 0;
    long modified = 0;
    std::vector<HeldOrder> rows;
    std::vector<BadRow> bad;
    std::map<std::string, std::vector<std::size_t>> of_key;  ///< places in `rows`
  };

  std::string directory_;
  std::set<std::string> others_;
  std::map<std::string, File> files_;  ///< by name; later names win
};

/// The orders of one extract file: key,number,customer,reps,taker,total,status in any order, reps
/// as "REP01:60;REP02:40"; perhaps po_number, note, entered, entered_by, currency, and
/// item,quantity,price,uom of a line. Neighbouring rows of one order are its lines.
/// reject: the file is no such table, or not whole.
Result<ExtractRows> read_extract(const std::string& text, const std::string& file);

/// The ERP's word for an order that is over.
bool is_cancelled(const std::string& state);

/// One extract row, for the embedded ERP.
std::string extract_header();
std::string extract_row(const ErpOrder& order);

}  // namespace norekey::adapters::files
