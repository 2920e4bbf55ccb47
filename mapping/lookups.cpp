#include "mapping/lookups.hpp"

#include "core/text.hpp"
#include "mapping/csv.hpp"

namespace norekey::mapping {

Result<std::string> Lookups::find(std::string_view table, std::string_view key) const {
  const auto found = tables.find(table);
  if (found == tables.end()) {
    std::vector<std::string> names;
    for (const auto& one : tables) names.push_back(one.first);
    return Error{Fate::halt,
                 "there is no lookup " + shown(table) + did_you_mean(table, names),
                 "add the file lookups/" + std::string(table) + ".csv",
                 {},
                 ""};
  }
  const Lookup& lookup = found->second;
  const auto row = lookup.rows.find(std::string(key));
  if (row != lookup.rows.end()) return row->second;
  return Error{
      Fate::reject,
      lookup.key_name + " " + shown(key) + " has no " + lookup.value_name + " in lookups/" +
          lookup.name,
      "norekey lookups set " + lookup.name + " " + shown(key) + " <" + lookup.value_name + ">",
      {},
      lookup.name + "/" + std::string(key)};
}

std::vector<LookupRow> read_lookup_csv(const std::string& text, const std::string& file,
                                       Lookup& table, config::Findings& findings) {
  std::vector<LookupRow> out;
  std::unordered_map<std::string, unsigned> seen;
  const auto wrong = [&](unsigned line, std::string what, std::string fix) {
    findings.errors.push_back(
        {Fate::halt, std::move(what), std::move(fix), {file, line, 0, ""}, ""});
  };
  CsvReader reader(text);
  std::vector<std::string> fields;
  bool header = true;
  for (;;) {
    auto more = reader.next(fields);
    if (!more) {
      Error e = more.error();
      e.fate = Fate::halt;
      e.where.file = file;
      findings.errors.push_back(std::move(e));
      return out;
    }
    if (!*more) break;
    if (fields.size() != 2) {
      wrong(reader.line(), "expected 2 fields, found " + std::to_string(fields.size()),
            header ? "begin the file with a header such as  web_sku,item_no"
                   : "write  key,value; quote a field that holds a comma");
    } else if (header) {
      table.key_name = fields[0];
      table.value_name = fields[1];
    } else if (trim(fields[0]).empty() || trim(fields[1]).empty()) {
      wrong(reader.line(),
            trim(fields[0]).empty() ? "the key is empty"
                                    : "the value of " + shown(fields[0]) + " is empty",
            "fill it in or remove the line");
    } else if (const auto first = seen.emplace(fields[0], reader.line()); !first.second) {
      wrong(reader.line(),
            shown(fields[0]) + " is already on line " + std::to_string(first.first->second),
            "remove one of the two lines");
    } else {
      out.push_back({fields[0], fields[1], reader.line()});
    }
    header = false;
  }
  if (header)
    wrong(1, "the file is empty", "begin the file with a header such as  web_sku,item_no");
  return out;
}

}  // namespace norekey::mapping
