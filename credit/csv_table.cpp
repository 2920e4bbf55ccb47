#include "credit/csv_table.hpp"

#include <algorithm>

#include "config/text_file.hpp"
#include "core/text.hpp"

namespace norekey::credit {

CsvTable::CsvTable(const std::string& text, std::string file,
                   const std::vector<std::string>& needed, const std::vector<std::string>& optional,
                   config::Findings& findings)
    : text_(text), reader_(text), file_(std::move(file)), findings_(findings), known_(needed) {
  known_.insert(known_.end(), optional.begin(), optional.end());
  if (!config::check_utf8(text, file_, findings_)) return;
  if (!read(header_)) {
    wrong("the file is empty", "begin it with the header  " + join(known_, ","));
    return;
  }
  if (const char other = mapping::other_separator(header_); other != '\0') {
    wrong(mapping::separated_by(other), mapping::kSaveWithCommas);
    return;
  }
  for (const std::string& name : header_) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
      wrong("unknown column " + shown(name) + did_you_mean(name, known_),
            "use the columns " + join(known_, ","), name);
    }
  }
  usable_ = true;
  for (const std::string& name : needed) {
    if (std::find(header_.begin(), header_.end(), name) != header_.end()) continue;
    wrong("the column " + shown(name) + " is missing", "add it to the header");
    usable_ = false;
  }
}

bool CsvTable::next(Row& row) {
  std::vector<std::string> fields;
  while (usable_ && read(fields)) {
    if (fields.size() != header_.size()) {
      wrong("expected " + std::to_string(header_.size()) + " fields, found " +
                std::to_string(fields.size()),
            "write one field for each column");
      continue;
    }
    row.clear();
    for (const std::string& name : known_) row[name];
    for (std::size_t i = 0; i < fields.size(); ++i) row[header_[i]] = trim(fields[i]);
    return true;
  }
  return false;
}

void CsvTable::wrong(std::string what, std::string fix, const std::string& field, unsigned line) {
  const unsigned at = line == 0 ? std::max(1U, reader_.line()) : line;
  findings_.errors.push_back(
      {Fate::halt, std::move(what), std::move(fix), {file_, at, column_of(field, at), ""}, ""});
}

void CsvTable::warn(std::string what, std::string fix, unsigned line) {
  findings_.warnings.push_back(
      {Fate::halt, std::move(what), std::move(fix), {file_, line, 0, ""}, ""});
}

bool CsvTable::read(std::vector<std::string>& fields) {
  auto more = reader_.next(fields);
  if (more) return *more;
  wrong(more.error().what, more.error().fix, "", more.error().where.line);
  return false;
}

/// 1-based byte where the field begins in its line; 0 = not known.
unsigned CsvTable::column_of(const std::string& field, unsigned line) const {
  const auto at = std::find(header_.begin(), header_.end(), field);
  if (field.empty() || at == header_.end()) return 0;
  std::size_t begin = 0;
  for (unsigned n = 1; n < line && begin != std::string::npos; ++n) {
    begin = text_.find('\n', begin);
    if (begin != std::string::npos) ++begin;
  }
  if (begin == std::string::npos) return 0;
  auto left = at - header_.begin();
  bool quoted = false;
  std::size_t i = begin;
  for (; i < text_.size() && left > 0 && (quoted || text_[i] != '\n'); ++i) {
    if (text_[i] == '"') quoted = !quoted;
    if (text_[i] == ',' && !quoted) --left;
  }
  return static_cast<unsigned>(i - begin + 1);
}

}  // namespace norekey::credit
