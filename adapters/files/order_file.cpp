#include "adapters/files/order_file.hpp"

#include <charconv>

#include "core/digest.hpp"
#include "core/text.hpp"
#include "mapping/csv.hpp"

namespace norekey::adapters::files {
namespace {

bool is_leaf(const pugi::xml_node& node) {
  return !node.first_child() || node.first_child().type() == pugi::node_pcdata;
}

/// "REP01:60;REP02:40" of all elements called `name`.
std::string joined(const pugi::xml_node& root, const char* name) {
  std::string out;
  for (const pugi::xml_node group : root.children(name)) {
    std::string one;
    for (const pugi::xml_node field : group.children())
      one += (one.empty() ? "" : ":") + std::string(field.text().get());
    out += (out.empty() ? "" : ";") + one;
  }
  return out;
}

std::vector<std::string> line_fields(const pugi::xml_node& root) {
  std::vector<std::string> out;
  for (const pugi::xml_node line : root.children("line")) {
    for (const pugi::xml_node field : line.children()) {
      if (std::find(out.begin(), out.end(), field.name()) == out.end())
        out.emplace_back(field.name());
    }
  }
  return out;
}

std::string value_of(const LayoutField& f, const pugi::xml_node& at, const std::string& key) {
  if (f.field == "@key") return key;
  if (f.field.size() >= 2 && f.field.front() == '\'') return f.field.substr(1, f.field.size() - 2);
  return at.child(f.field.c_str()).text().get();
}

Result<std::string> fixed_record(const std::vector<LayoutField>& layout, const std::string& record,
                                 const pugi::xml_node& at, const std::string& key) {
  std::string out;
  for (const LayoutField& f : layout) {
    if (f.record != record) continue;
    const std::string value = value_of(f, at, key);
    const std::size_t n = count_characters(value);
    if (n > f.width) {
      return Error{Fate::reject,
                   record + "/" + f.field + ": " + shown(value) + " has " + std::to_string(n) +
                       " characters, the field takes " + std::to_string(f.width),
                   "shorten it in the mapping with max and cut, or widen the field in the layout",
                   {},
                   ""};
    }
    const std::string fill(f.width - n, f.pad);
    out += f.right ? fill + value : value + fill;
  }
  return out.empty() ? out : out + "\r\n";
}

}  // namespace

Result<std::vector<LayoutField>> read_layout(const std::string& csv, const std::string& file) {
  mapping::CsvReader reader(csv);
  std::vector<std::string> row;
  std::vector<LayoutField> out;
  bool header = true;
  for (;;) {
    auto more = reader.next(row);
    if (!more) return more.error();
    if (!*more) break;
    if (std::exchange(header, false)) continue;
    const Where where{file, reader.line(), 0, ""};
    LayoutField f;
    if (row.size() != 5)
      return Error{Fate::halt, "expected 5 fields, found " + std::to_string(row.size()),
                   "write  record,field,width,align,pad", where, ""};
    f.record = row[0];
    f.field = row[1];
    const auto width = std::from_chars(row[2].data(), row[2].data() + row[2].size(), f.width);
    if (width.ec != std::errc() || f.width == 0 || f.width > 10'000)
      return Error{Fate::halt, "the width " + shown(row[2]) + " is not a number from 1 to 10000",
                   "write how many characters the field has", where, ""};
    if (row[3] != "left" && row[3] != "right")
      return Error{Fate::halt, shown(row[3]) + " is neither left nor right", "write left or right",
                   where, ""};
    f.right = row[3] == "right";
    f.pad = row[4].empty() ? ' ' : row[4][0];
    out.push_back(std::move(f));
  }
  if (out.empty())
    return Error{Fate::halt,
                 "the layout has no fields",
                 "write  record,field,width,align,pad  and the fields below",
                 {file, 1, 0, ""},
                 ""};
  return out;
}

std::string to_csv_file(const mapping::Document& document, const std::string& key) {
  const pugi::xml_node root = document.root();
  std::vector<std::string> heading{"key"}, head{key};
  for (const pugi::xml_node field : root.children()) {
    if (std::string_view(field.name()) == "line" ||
        std::find(heading.begin(), heading.end(), field.name()) != heading.end())
      continue;
    heading.emplace_back(field.name());
    head.push_back(is_leaf(field) ? field.text().get() : joined(root, field.name()));
  }
  const std::vector<std::string> below = line_fields(root);
  for (const std::string& name : below) heading.push_back("line_" + name);
  std::string out = mapping::csv_record(heading);
  for (const pugi::xml_node line : root.children("line")) {
    std::vector<std::string> row = head;
    for (const std::string& name : below) row.emplace_back(line.child(name.c_str()).text().get());
    out += mapping::csv_record(row);
  }
  return out;
}

Result<std::string> to_fixed_file(const mapping::Document& document, const std::string& key,
                                  const std::vector<LayoutField>& layout) {
  auto out = fixed_record(layout, "order", document.root(), key);
  if (!out) return out;
  for (const pugi::xml_node child : document.root().children()) {
    if (is_leaf(child)) continue;
    auto record = fixed_record(layout, child.name(), child, key);
    if (!record) return record;
    *out += *record;
  }
  return out;
}

std::string file_name(const std::string& key) {
  std::string out;
  for (const char c : key) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    out += plain ? c : '.';
  }
  return out.substr(0, 120) + "-" + sha256_hex(key).substr(0, 8);
}

}  // namespace norekey::adapters::files
