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
  /// A byte order mark at the front is passed over. Lines end with LF, CRLF or CR.
  /// Without `quotes` a quote is a character as any other.
  explicit CsvReader(std::string_view text, char separator = ',', bool quotes = true);

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
  bool quotes_;
};

/// Finds where a row ends in a text that comes in pieces, by the rules of CsvReader: a quote counts
/// only where a field begins with it.
class RowEnd {
 public:
  explicit RowEnd(char separator, bool quotes = true) : separator_(separator), quotes_(quotes) {}

  /// Bytes up to and with the row's line end; npos where it goes on behind `text`. The next call
  /// gets the same text and more; `whole`: there is no more.
  std::size_t find(std::string_view text, bool whole);

 private:
  enum class In { field_begin, field, quotes, closed };

  std::size_t seen_ = 0;
  In in_ = In::field_begin;
  char separator_;
  bool quotes_;
};

/// A field as RFC 4180 writes it: quoted where it holds the separator, a quote or a line break.
std::string csv_field(std::string_view value, char separator = ',');

/// Fields joined, ended with LF.
std::string csv_record(const std::vector<std::string>& fields, char separator = ',');

/// The character that stands between the columns instead of a comma, as spreadsheets of many
/// countries write it: ';', a tab or '|'. '\0': none does.
char other_separator(const std::vector<std::string>& header);

/// "the columns are separated by ';', not by commas", and what to do about it.
extern const char* const kSaveWithCommas;
std::string separated_by(char other);

}  // namespace norekey::mapping
