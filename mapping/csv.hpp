/// csv: RFC 4180 records from a text, one at a time, with their places.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace norekey::mapping {

class CsvReader {
 public:
  /// A byte order mark at the front is passed over. Lines end with LF or CRLF.
  explicit CsvReader(std::string_view text, char separator = ',');

  /// Reads the next record into `fields`; false at the end. reject: a quote that is not closed, or
  /// text behind a closed quote, with line and column. Empty lines are passed over.
  Result<bool> next(std::vector<std::string>& fields);

  /// Where each field of the last record begins and ends, quotes included.
  const std::vector<std::pair<std::size_t, std::size_t>>& places() const { return places_; }

  /// 1-based line where the last record began.
  unsigned line() const { return line_; }

  /// Where the next record begins: empty lines may stand before it.
  std::size_t offset() const { return at_; }

 private:
  Result<void> quoted_field(std::string& field);

  std::string_view text_;
  std::vector<std::pair<std::size_t, std::size_t>> places_;
  std::size_t at_ = 0;
  unsigned line_ = 0, next_line_ = 1;
  char separator_;
};

/// A field as RFC 4180 writes it: quoted where it holds the separator, a quote or a line break.
std::string csv_field(std::string_view value, char separator = ',');

/// Fields joined, ended with LF.
std::string csv_record(const std::vector<std::string>& fields, char separator = ',');

}  // namespace norekey::mapping
