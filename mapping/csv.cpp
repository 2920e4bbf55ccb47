#include "mapping/csv.hpp"

#include "core/text.hpp"
#include "mapping/place.hpp"

namespace norekey::mapping {

CsvReader::CsvReader(std::string_view text, char separator, bool quotes)
    : text_(text), separator_(separator), quotes_(quotes) {
  if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
}

Result<void> CsvReader::quoted_field(std::string& field) {
  const std::size_t opened = at_++;
  for (;;) {
    const std::size_t quote = text_.find('"', at_);
    if (quote == std::string_view::npos) {
      return Error{Fate::reject, "a quote is not closed", "add the closing \"",
                   place_of(text_, opened), ""};
    }
    field.append(text_.substr(at_, quote - at_));
    for (std::size_t i = at_; i < quote; ++i) next_line_ += text_[i] == '\n' ? 1 : 0;
    at_ = quote + 1;
    if (at_ < text_.size() && text_[at_] == '"') {
      field += '"';
      ++at_;
      continue;
    }
    break;
  }
  const bool ends =
      at_ == text_.size() || text_[at_] == separator_ || text_[at_] == '\n' || text_[at_] == '\r';
  if (!ends) {
    return Error{Fate::reject, "text behind a closing quote",
                 "write two quotes for each one inside a quoted field", place_of(text_, at_), ""};
  }
  return {};
}

Result<bool> CsvReader::next(std::vector<std::string>& fields) {
  fields.clear();
  places_.clear();
  while (at_ < text_.size() && (text_[at_] == '\n' || text_[at_] == '\r'))
    next_line_ += text_[at_++] == '\n' ? 1 : 0;
  if (at_ >= text_.size()) return false;
  line_ = next_line_;
  for (;;) {
    std::string field;
    const std::size_t began = at_;
    if (quotes_ && at_ < text_.size() && text_[at_] == '"') {
      if (auto read = quoted_field(field); !read) return read.error();
    } else {
      const std::size_t from = at_;
      while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
             text_[at_] != '\r')
        ++at_;
      field = std::string(text_.substr(from, at_ - from));
    }
    fields.push_back(std::move(field));
    places_.emplace_back(began, at_);
    if (at_ < text_.size() && text_[at_] == separator_) {
      ++at_;
      continue;
    }
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++next_line_;
    return true;
  }
}

std::size_t RowEnd::find(std::string_view text, bool whole) {
  for (; seen_ < text.size(); ++seen_) {
    const char c = text[seen_];
    if (in_ == In::quotes) {
      if (c == '"') in_ = In::closed;
      continue;
    }
    if (c == '"' && quotes_ && (in_ == In::field_begin || in_ == In::closed)) {
      in_ = In::quotes;
    } else if (c == '\n') {
      return seen_ + 1;
    } else if (c == '\r') {
      if (seen_ + 1 == text.size() && !whole) break;  // a line feed may follow
      return seen_ + (text.substr(seen_ + 1, 1) == "\n" ? 2 : 1);
    } else {
      in_ = c == separator_ ? In::field_begin : In::field;
    }
  }
  return whole ? text.size() : std::string_view::npos;
}

std::string csv_field(std::string_view value, char separator) {
  const bool plain = value.find_first_of("\"\r\n") == std::string_view::npos &&
                     !value.starts_with("\xEF\xBB\xBF") &&  // would be taken for a byte order mark
                     value.find(separator) == std::string_view::npos &&
                     (value.empty() || (value.front() != ' ' && value.back() != ' '));
  if (plain) return std::string(value);
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string csv_record(const std::vector<std::string>& fields, char separator) {
  std::string out;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) out += separator;
    out += csv_field(fields[i], separator);
  }
  return out + "\n";
}

char other_separator(const std::vector<std::string>& header) {
  if (header.size() != 1) return '\0';
  const auto at = header.front().find_first_of(";\t|");
  return at == std::string::npos ? '\0' : header.front()[at];
}

const char* const kSaveWithCommas =
    "save the file as CSV with commas between the columns, in UTF-8";

std::string separated_by(char other) {
  return "the columns are separated by " + shown(std::string_view(&other, 1)) + ", not by commas";
}

}  // namespace norekey::mapping
