#include "app/lookup_files.hpp"

#include <boost/json.hpp>

#include "config/bundle.hpp"
#include "mapping/csv.hpp"
#include "mapping/lookups.hpp"

namespace norekey::app {

Result<boost::json::object> read_rows(const std::string& path) {
  auto text = config::read_text_file(path);
  if (!text) return text.error();
  config::Findings findings;
  mapping::Lookup table;
  boost::json::object out;
  for (const auto& row : mapping::read_lookup_csv(*text, path, table, findings))
    out[row.key] = row.value;
  if (findings.ok()) return out;
  Error all = findings.errors.front();
  for (std::size_t i = 1; i < findings.errors.size(); ++i)
    all.fix += "\n" + to_string(findings.errors[i]);
  all.fate = Fate::reject;
  return all;
}

std::string csv_text(const boost::json::value& rows) {
  std::string out;
  if (!rows.is_array()) return out;
  for (const boost::json::value& row : rows.get_array()) {
    std::vector<std::string> names, values;
    for (const auto& member : row.get_object()) {
      names.emplace_back(member.key());
      values.emplace_back(member.value().is_string() ? std::string(member.value().get_string())
                                                     : "");
    }
    if (out.empty()) out = mapping::csv_record(names);
    out += mapping::csv_record(values);
  }
  return out;
}

}  // namespace norekey::app
