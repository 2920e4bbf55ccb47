/// CSV: RFC 4180 and what ERPs make of it: other separators, a byte order mark, other charsets.
#include <algorithm>

#include "core/text.hpp"
#include "mapping/csv.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/number_field.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/formats/stream.hpp"
#include "mapping/names.hpp"
#include "mapping/path.hpp"

namespace norekey::mapping::formats {
namespace {

class CsvWriter {
 public:
  explicit CsvWriter(const Format& format) : format_(format) {
    if (format.bom) out_ = "\xEF\xBB\xBF";
  }

  Result<std::string> run(const Document& document) {
    if (format_.records.empty()) return rows_as_they_come(document);
    if (format_.header && format_.records.size() == 1) {
      std::vector<std::string> names;
      for (const Column& one : format_.records.front().columns)
        names.push_back(decode_name(one.name));
      if (auto put = row(names, names, "header"); !put) return put.error();
    }
    auto all = each_record(document, format_, [&](const Record& record, const pugi::xml_node& at) {
      return described(record, at);
    });
    if (!all) return all.error();
    return std::move(out_);
  }

 private:
  Result<void> described(const Record& record, const pugi::xml_node& at) {
    std::vector<std::string> values;
    for (const Column& column : record.columns) {
      auto value = column_value(column, at, format_);
      if (!value) return value.error();
      if (column.type != Type::text && format_.decimal == ',')
        std::replace(value->begin(), value->end(), '.', ',');
      if (auto fine = ends_where_it_should(*value); !fine)
        return at_field(fine.error(), place_in_tree(at), column.name);
      values.push_back(std::move(*value));
    }
    append(values);
    return {};
  }

  /// Without a layout: one row an element that has fields, else one for the root; columns are those
  /// that the mapping may write, then others in the order in which they first appear.
  Result<std::string> rows_as_they_come(const Document& document) {
    std::vector<pugi::xml_node> rows;
    for (const pugi::xml_node child : document.root().children()) {
      if (child.type() == pugi::node_element && !is_leaf(child)) rows.push_back(child);
    }
    if (rows.empty() && document.root()) rows.push_back(document.root());
    std::vector<std::string> names = format_.columns;
    for (const pugi::xml_node one : rows) {
      for (const pugi::xml_attribute a : one.attributes()) add(names, std::string("@") + a.name());
      for (const pugi::xml_node field : one.children()) {
        if (field.type() != pugi::node_element) continue;
        if (!is_leaf(field)) {
          return Error{Fate::reject,
                       "the field " + shown(field.name()) +
                           " has fields of its own, which a row "
                           "cannot hold",
                       "name the records and their columns in  to: { format: csv, records: … }",
                       {},
                       ""};
        }
        add(names, field.name());
      }
    }
    if (format_.header) {
      std::vector<std::string> plain;
      for (const std::string& name : names) plain.push_back(decode_name(name));
      if (auto put = row(plain, plain, "header"); !put) return put.error();
    }
    for (const pugi::xml_node one : rows) {
      std::vector<std::string> values;
      for (const std::string& name : names) {
        bool there = false;
        values.emplace_back(child_text(one, name, there));
      }
      if (auto put = row(values, names, place_in_tree(one)); !put) return put.error();
    }
    return std::move(out_);
  }

  static void add(std::vector<std::string>& names, const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }

  /// `names` and `at` say where the values stand.
  Result<void> row(std::vector<std::string> values, const std::vector<std::string>& names,
                   const std::string& at) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      auto bytes = from_utf8(values[i], format_.charset);
      if (!bytes) return at_field(bytes.error(), at, names[i]);
      values[i] = std::move(*bytes);
      if (auto fine = ends_where_it_should(values[i]); !fine)
        return at_field(fine.error(), at, names[i]);
    }
    append(values);
    return {};
  }

  static Error at_field(Error e, const std::string& at, const std::string& name) {
    e.where.field = at + "/" + name;
    return e;
  }

  /// reject: without quotes around it, a reader would see the field end in its middle.
  Result<void> ends_where_it_should(const std::string& value) const {
    if (format_.quote != "never") return {};
    const auto at = value.find_first_of(std::string("\r\n") + format_.separator);
    if (at == std::string::npos) return {};
    const std::string what = value[at] == format_.separator
                                 ? "the separator " + shown(value.substr(at, 1))
                                 : std::string("a line break");
    return Error{
        Fate::reject,
        shown(value_or(to_utf8(value, format_.charset), value)) + " holds " + what +
            ", which  quote: never  cannot write",
        "take it away in the mapping with  squeeze: yes  or replace, or say  quote: needed",
        {},
        ""};
  }

  void append(const std::vector<std::string>& values) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i > 0) out_ += format_.separator;
      if (format_.quote == "always") {
        const std::string quoted = csv_field("\"" + values[i], format_.separator);
        out_ += "\"" + quoted.substr(3);  // its own leading quote came doubled
      } else if (format_.quote == "never") {
        out_ += values[i];
      } else {
        out_ += csv_field(values[i], format_.separator);
      }
    }
    // a record of one empty field is no empty line
    if (values.size() == 1 && values.front().empty() && format_.quote == "needed") out_ += "\"\"";
    out_ += format_.line_end.empty() ? "\n" : format_.line_end;
  }

  const Format& format_;
  std::string out_;
};

}  // namespace

Result<std::string> write_csv(const Document& document, const Format& format) {
  return CsvWriter(format).run(document);
}

const Record* record_of_row(const std::vector<std::string>& fields, const Format& format) {
  if (format.records.empty()) return nullptr;
  if (format.header || format.records.size() == 1) return &format.records.front();
  const auto fits = [&](const Record& record) {
    for (std::size_t i = 0; i < record.columns.size(); ++i) {
      const auto& want = record.columns[i].value;
      if (want && (i >= fields.size() || trim(fields[i]) != trim(*want))) return false;
    }
    return true;
  };
  const auto found = std::find_if(format.records.begin(), format.records.end(), fits);
  return found == format.records.end() ? nullptr : &*found;
}

std::string row_name(const Format& format, const Record* record) {
  if (!format.row.empty()) return format.row;
  return record == nullptr ? "row" : record->name;
}

Result<Document> read_csv(std::string_view text, const Format& format, const std::string& root) {
  Format whole = format;
  whole.group = {"*"};  // all rows are one document
  whole.begins.clear();
  Documents all(feed_of(text), whole, root);
  Document out;
  auto read = all.next(out);
  if (!read) return read.error();
  if (!*read) out.tree().append_child(root.c_str());
  return out;
}

}  // namespace norekey::mapping::formats
