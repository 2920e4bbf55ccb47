#include "adapters/files/table_layout.hpp"

#include <algorithm>

#include "config/yaml.hpp"
#include "core/text.hpp"

namespace norekey::adapters::files {
namespace {

using mapping::formats::Kind;
using mapping::formats::Record;

std::vector<std::string> names_of_columns(const std::vector<TableColumn>& wanted) {
  std::vector<std::string> out;
  for (const TableColumn& one : wanted) out.push_back(one.name);
  return out;
}

bool has_column_named(const Record& record, const std::string& name) {
  return std::any_of(record.columns.begin(), record.columns.end(),
                     [&](const auto& one) { return one.name == name; });
}

/// `columns: { item: ARTNR }`.
void read_names(config::Section& top, const std::vector<TableColumn>& wanted, TableLayout& out) {
  auto names = top.section("columns");
  if (!names) return;
  const std::vector<std::string> known = names_of_columns(wanted);
  for (const std::string& ours : names->keys()) {
    const auto theirs = names->text(ours);
    if (std::find(known.begin(), known.end(), ours) == known.end()) {
      names->error(ours, "there is no column " + shown(ours) + did_you_mean(ours, known),
                   "use: " + join(known, ", "));
    }
    if (theirs) out.columns[ours] = *theirs;
  }
}

void check_table(config::Section& top, const std::vector<TableColumn>& wanted,
                 const TableLayout& out) {
  const Kind kind = out.format.kind;
  if (kind != Kind::csv && kind != Kind::fixed) {
    top.error("format", std::string("a file of rows is csv or fixed, not ") + to_string(kind),
              "write  format: csv  or  format: fixed");
    return;
  }
  const Record* row = out.format.record("row");
  if (kind == Kind::csv && out.format.header && row == nullptr) return;
  if (row == nullptr) {
    top.error("records", "there is no record 'row'",
              "add  row: { " + wanted.front().name + ": … }  with the columns of a row");
    return;
  }
  for (const TableColumn& one : wanted) {
    if (!one.required || has_column_named(*row, out.name_in_file(one.name))) continue;
    top.error("records", "the record 'row' has no column " + shown(out.name_in_file(one.name)),
              "add it, with its width where the file is fixed");
  }
  const Record* end = out.format.record("end");
  if (kind == Kind::fixed && end != nullptr && !has_column_named(*end, "rows"))
    top.error("records", "the record 'end' has no column 'rows'",
              "add  rows: 8  with the width of the number of rows");
}

}  // namespace

const std::string& TableLayout::name_in_file(const std::string& column) const {
  const auto found = columns.find(column);
  return found == columns.end() ? column : found->second;
}

TableLayout plain_table() {
  TableLayout out;
  out.format = mapping::formats::plain(Kind::csv);
  return out;
}

Result<TableLayout> read_table_layout(const std::string& text, const std::string& file,
                                      const std::vector<TableColumn>& wanted) {
  config::Findings findings;
  TableLayout out;
  if (auto top = config::read_yaml(text, file, findings)) {
    read_names(*top, wanted, out);
    const auto end = top->text("end");
    if (end && *end != "required" && *end != "if-there")
      top->error("end", "unknown end " + shown(*end), "use one of: required, if-there");
    out.format = mapping::formats::read_format(*top);
    const bool fixed_end = out.format.kind == Kind::fixed && out.format.record("end") != nullptr;
    out.end_required = end ? *end == "required" : fixed_end;
    check_table(*top, wanted, out);
  }
  if (findings.errors.empty()) return out;
  Error first = findings.errors.front();
  if (const std::size_t more = findings.errors.size() - 1; more > 0)
    first.what += " (and " + std::to_string(more) + " more)";
  first.fate = Fate::halt;
  return first;
}

}  // namespace norekey::adapters::files
