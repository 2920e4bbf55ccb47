#include "app/lookup_files.hpp"

#include <boost/json.hpp>

#include <algorithm>

#include "config/bundle.hpp"
#include "core/text.hpp"
#include "mapping/csv.hpp"
#include "mapping/lookups.hpp"

namespace norekey::app {
namespace {

Error in_header(const std::string& path, std::string what, std::string fix) {
  return {Fate::reject, std::move(what), std::move(fix), {path, 1, 0, ""}, ""};
}

bool has(const std::vector<std::string>& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Where a column stands in the header.
Result<std::size_t> place_of(const std::string& path, const std::vector<std::string>& header,
                             const std::string& name) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found != header.end()) return static_cast<std::size_t>(found - header.begin());
  return in_header(path, "there is no column " + shown(name) + did_you_mean(name, header),
                   "use two of: " + join(header, ", "));
}

/// Two columns of a wider table as a lookup's file with the same lines; rows that lack one of the
/// two become empty lines.
Result<std::string> cut_out(const std::string& text, const std::string& path,
                            const LookupColumns& columns, int& left_out) {
  mapping::CsvReader reader(text);
  std::vector<std::string> header, fields;
  auto got = reader.next(header);
  if (!got) return got.error();
  const auto key = place_of(path, header, columns.key);
  if (!key) return key.error();
  const auto value = place_of(path, header, columns.value);
  if (!value) return value.error();
  std::string out = mapping::csv_record({columns.key, columns.value});
  for (unsigned line = 2;; ++line) {
    got = reader.next(fields);
    if (!got) return got.error();
    if (!*got) return out;
    for (; line < reader.line(); ++line) out += '\n';
    if (std::max(*key, *value) >= fields.size() || trim(fields[*key]).empty() ||
        trim(fields[*value]).empty()) {
      ++left_out;
      out += '\n';
    } else {
      out += mapping::csv_record({fields[*key], fields[*value]});
    }
  }
}

/// A file that is no lookup but some table is refused once, not row by row.
Result<void> check_width(const std::string& text, const std::string& path) {
  mapping::CsvReader reader(text);
  std::vector<std::string> header;
  const auto got = reader.next(header);
  if (!got || !*got || header.size() <= 2 || has(header, "from") || has(header, "until")) return {};
  return in_header(path, "a lookup has two columns, this file has " + std::to_string(header.size()),
                   "name the two, such as --key " + header[0] + " --value " + header[1] +
                       "; there are: " + join(header, ", "));
}

}  // namespace

Result<ReadRows> read_rows(const std::string& path, const LookupColumns& columns) {
  auto text = config::read_text_file(path);
  if (!text) return text.error();
  ReadRows out;
  if (!columns.key.empty()) {
    text = cut_out(*text, path, columns, out.left_out);
    if (!text) return text.error();
  } else if (auto narrow = check_width(*text, path); !narrow) {
    return narrow.error();
  }
  config::Findings findings;
  mapping::Lookup table;
  for (const auto& row : mapping::read_lookup_csv(*text, path, table, findings))
    out.rows[row.key] = row.value;
  if (findings.ok()) return out;
  Error all = findings.errors.front();
  for (std::size_t i = 1; i < findings.errors.size(); ++i)
    all.fix += "\n" + to_string(findings.errors[i]);
  all.fate = Fate::reject;
  return all;
}

std::string csv_text(const boost::json::value& answer) {
  const auto* csv = answer.is_object() ? answer.get_object().if_contains("csv") : nullptr;
  return csv != nullptr && csv->is_string() ? std::string(csv->get_string()) : "";
}

}  // namespace norekey::app
