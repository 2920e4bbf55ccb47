/// What the formats that are made of records share.
#include <algorithm>

#include "core/decimal.hpp"
#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/number_field.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/path.hpp"
#include "mapping/place.hpp"

namespace norekey::mapping::formats {
namespace {

using See = std::function<Result<void>(const Record&, const pugi::xml_node&)>;

Error at_node(Error e, const pugi::xml_node& node, const std::string& field) {
  e.where.field = place_in_tree(node) + (field.empty() ? "" : "/" + field);
  return e;
}

bool has_column(const Record& record, const std::string& name) {
  return std::any_of(record.columns.begin(), record.columns.end(),
                     [&](const Column& one) { return one.name == name; });
}

std::vector<std::string> column_names(const Record& record) {
  std::vector<std::string> out;
  for (const Column& one : record.columns) out.push_back(one.name);
  return out;
}

Result<void> no_column(const pugi::xml_node& node, const std::string& name, const Record& record) {
  return at_node({Fate::reject,
                  "the record " + shown(record.name) + " has no column " + shown(name) +
                      did_you_mean(name, column_names(record)),
                  "add the column to the layout, or leave the field out of the mapping",
                  {},
                  ""},
                 node, name);
}

Result<void> walk_records(const pugi::xml_node& node, const Format& format, const See& see,
                          int depth) {
  if (depth > kMostDepth)
    return Error{Fate::reject, "the document is nested too deeply", "at most 200 levels", {}, ""};
  const Record* record = format.record(node.name());
  if (record != nullptr) {
    for (const pugi::xml_attribute one : node.attributes()) {
      const std::string name = std::string("@") + one.name();
      if (!has_column(*record, name)) return no_column(node, name, *record);
    }
    if (auto seen = see(*record, node); !seen) return seen;
  }
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    if (is_leaf(child)) {
      if (record != nullptr && !has_column(*record, child.name()))
        return no_column(node, child.name(), *record);
      if (record == nullptr) {
        return at_node({Fate::reject,
                        "the layout has no record " + shown(node.name()) + " for the field " +
                            shown(child.name()),
                        "add the record to the layout, or leave the field out of the mapping",
                        {},
                        ""},
                       node, child.name());
      }
      continue;
    }
    if (auto seen = walk_records(child, format, see, depth + 1); !seen) return seen;
  }
  return {};
}

/// Outside fixed records the point is written: 12.50.
Result<std::string> written_number(const std::string& value, const Column& column,
                                   const pugi::xml_node& at) {
  auto number = Decimal::parse(trim(value));
  if (!number) return at_node(number.error(), at, column.name);
  if (column.decimals < 0) return written_out(trim(value), *number);
  const Decimal out = number->rounded(column.decimals, Rounding::down);
  if (out == *number) return out.str();
  return at_node({Fate::reject,
                  shown(value) + " has more than " + std::to_string(column.decimals) +
                      " digits after the point",
                  "add  round: " + std::to_string(column.decimals) + "  to the field",
                  {},
                  ""},
                 at, column.name);
}

}  // namespace

bool is_leaf(const pugi::xml_node& node) {
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_element) return false;
  }
  return true;
}

const char* child_text(const pugi::xml_node& node, const std::string& name, bool& there) {
  if (!name.empty() && name[0] == '@') {
    const auto a = node.attribute(name.c_str() + 1);
    there = !a.empty();
    return a.value();
  }
  const pugi::xml_node child = node.child(name.c_str());
  there = static_cast<bool>(child);
  return child.text().get();
}

Result<void> each_record(const Document& document, const Format& format, const See& see) {
  return walk_records(document.root(), format, see, 0);
}

Result<std::string> column_value(const Column& column, const pugi::xml_node& at,
                                 const Format& format) {
  bool there = false;
  const char* text = child_text(at, column.name, there);
  std::string value = there ? text : column.value.value_or("");
  if (value.empty() && column.required) {
    return at_node({Fate::reject,
                    "the column is required and has no value",
                    "give the field in the mapping, with a default where it may be missing",
                    {},
                    ""},
                   at, column.name);
  }
  if (column.type != Type::text) {
    if (value.empty() && format.kind != Kind::fixed) return value;
    if (value.empty()) value = "0";
    if (format.kind != Kind::fixed) return written_number(value, column, at);
    auto number = number_bytes(value, column, format.charset);
    if (!number) return at_node(number.error(), at, column.name);
    return number;
  }
  const std::size_t n = count_characters(value);
  if (column.width > 0 && n > column.width) {
    return at_node({Fate::reject,
                    shown(value) + " has " + std::to_string(n) + " characters, the column takes " +
                        std::to_string(column.width),
                    "shorten it in the mapping with max and cut, or widen the column",
                    {},
                    ""},
                   at, column.name);
  }
  if (format.kind == Kind::fixed && value.find_first_of("\r\n") != std::string::npos) {
    for (char& c : value) c = c == '\r' || c == '\n' ? ' ' : c;
  }
  auto bytes = from_utf8(value, format.charset);
  if (!bytes) return at_node(bytes.error(), at, column.name);
  return bytes;
}

void add_column(pugi::xml_node parent, const Column& column, const std::string& text) {
  if (!column.name.empty() && column.name[0] == '@') {
    parent.append_attribute(column.name.c_str() + 1).set_value(text.c_str());
  } else {
    pugi::xml_node made = parent.append_child(column.name.c_str());
    if (!text.empty()) made.append_child(pugi::node_pcdata).set_value(text.c_str());
  }
}

Result<void> no_nul(std::string_view text) {
  const auto at = text.find('\0');
  if (at == std::string_view::npos) return {};
  return Error{Fate::reject, "a character U+0000 cannot be part of a document",
               "remove it at the source", place_of(text, at), ""};
}

std::string record_kinds(const Format& format) {
  std::vector<std::string> out;
  for (const Record& record : format.records) {
    std::string one = record.name;
    for (const Column& column : record.columns) {
      if (column.value) one += " (" + column.name + " " + shown(*column.value) + ")";
    }
    out.push_back(std::move(one));
  }
  return join(out, ", ");
}

}  // namespace norekey::mapping::formats
