/// SQL rows: one INSERT a record. Texts are sql_quoted as SQL:1992 says, so that nothing in a value
/// can become a statement.
#include "core/decimal.hpp"
#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/names.hpp"
#include "mapping/place.hpp"

namespace norekey::mapping::formats {
namespace {

std::string sql_quoted(std::string_view text, char quote) {
  std::string out(1, quote);
  for (const char c : text) {
    if (c == quote) out += quote;
    out += c;
  }
  return out + quote;
}

/// Names of letters, digits and _ stand as they are.
std::string name_of(const std::string& name) {
  const bool plain = !name.empty() && !(name[0] >= '0' && name[0] <= '9') &&
                     name.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                         "0123456789_") == std::string::npos;
  return plain ? name : sql_quoted(name, '"');
}

/// Reads INSERT statements; anything else is refused.
class SqlReader {
 public:
  SqlReader(std::string_view text, pugi::xml_node root, const SeenValue& seen)
      : text_(text), root_(root), seen_(seen) {
    if (text_.substr(0, 3) == "\xEF\xBB\xBF") at_ = 3;
  }

  Result<void> run() {
    for (;;) {
      blanks();
      if (at_ >= text_.size()) return {};
      if (auto one = statement(); !one) return one;
    }
  }

 private:
  Result<void> statement() {
    if (!word("insert") || !word("into")) return bad("only INSERT INTO is read");
    auto table = name();
    if (!table) return table.error();
    std::vector<std::string> columns;
    if (!sign('(')) return bad("INSERT must name its columns");
    do {
      auto column = name();
      if (!column) return column.error();
      columns.push_back(encode_name(*column));
    } while (sign(','));
    if (!sign(')') || !word("values")) return bad("expected VALUES");
    do {
      if (auto one = row(encode_name(*table), columns); !one) return one;
    } while (sign(','));
    if (!sign(';') && at_ < text_.size()) return bad("expected ;");
    return {};
  }

  Result<void> row(const std::string& table, const std::vector<std::string>& columns) {
    if (!sign('(')) return bad("expected ( before the values");
    pugi::xml_node node = root_.append_child(table.c_str());
    std::size_t n = 0;
    do {
      if (n == columns.size()) return bad("more values than columns");
      if (auto one = value(node, columns[n++]); !one) return one;
    } while (sign(','));
    if (n != columns.size()) return bad("fewer values than columns");
    if (!sign(')')) return bad("expected ) behind the values");
    return {};
  }

  Result<void> value(pugi::xml_node node, const std::string& column) {
    blanks();
    if (word("null")) return {};
    const std::size_t began = at_;
    std::string text;
    if (at_ < text_.size() && text_[at_] == '\'') {
      auto read = literal('\'');
      if (!read) return read.error();
      text = std::move(*read);
    } else {
      const std::size_t from = at_;
      while (at_ < text_.size() && text_.find_first_of("0123456789.+-eE", at_) == at_) ++at_;
      text = std::string(text_.substr(from, at_ - from));
      if (!Decimal::parse(text)) {
        at_ = from;
        return bad("a value is a text in quotes, a number or NULL");
      }
    }
    pugi::xml_node made = node.append_child(column.c_str());
    if (!text.empty()) made.append_child(pugi::node_pcdata).set_value(text.c_str());
    if (seen_) seen_(made, {began, at_});
    return {};
  }

  Result<std::string> name() {
    blanks();
    if (at_ < text_.size() && text_[at_] == '"') return literal('"');
    const std::size_t from = at_;
    while (at_ < text_.size() && text_.find_first_of(" \t\r\n(),;'\"", at_) != at_) ++at_;
    if (at_ == from) return bad("expected a name");
    return std::string(text_.substr(from, at_ - from));
  }

  Result<std::string> literal(char quote) {
    const std::size_t opened = at_++;
    std::string out;
    for (;;) {
      const std::size_t end = text_.find(quote, at_);
      if (end == std::string_view::npos) {
        at_ = opened;
        return bad("a quote is not closed");
      }
      out += text_.substr(at_, end - at_);
      at_ = end + 1;
      if (at_ >= text_.size() || text_[at_] != quote) return out;
      out += quote;
      ++at_;
    }
  }

  void blanks() {
    for (;;) {
      while (at_ < text_.size() && text_.find_first_of(" \t\r\n", at_) == at_) ++at_;
      if (text_.substr(at_, 2) != "--") return;
      at_ = std::min(text_.find('\n', at_), text_.size());
    }
  }

  bool sign(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool word(std::string_view keyword) {
    blanks();
    if (!equal_without_case(text_.substr(at_, keyword.size()), keyword)) return false;
    at_ += keyword.size();
    return true;
  }

  Error bad(const char* why) const {
    return {Fate::reject, std::string("not rows in SQL: ") + why,
            "write  INSERT INTO name (column, …) VALUES (value, …);", place_of(text_, at_), ""};
  }

  std::string_view text_;
  pugi::xml_node root_;
  const SeenValue& seen_;
  std::size_t at_ = 0;
};

}  // namespace

Result<std::string> write_sql(const Document& document, const Format& format) {
  std::string out;
  auto all = each_record(
      document, format, [&](const Record& record, const pugi::xml_node& at) -> Result<void> {
        std::string columns, values;
        for (const Column& column : record.columns) {
          auto value = column_value(column, at, format);
          if (!value) return value.error();
          columns += (columns.empty() ? "" : ", ") + name_of(decode_name(column.name));
          values += values.empty() ? "" : ", ";
          bool there = false;
          child_text(at, column.name, there);
          if (value->empty() && !there && !column.value) {
            values += "NULL";
          } else if (column.type != Type::text) {
            values += value->empty() ? "NULL" : std::string(trim(*value));
          } else {
            values += sql_quoted(*value, '\'');
          }
        }
        out += "INSERT INTO " + name_of(decode_name(record.name)) + " (" + columns + ") VALUES (" +
               values + ");" + (format.line_end.empty() ? "\n" : format.line_end);
        return {};
      });
  if (!all) return all.error();
  if (format.records.empty())
    return Error{Fate::reject,
                 "SQL rows need their columns",
                 "name them in  to: { format: sql, records: … }",
                 {},
                 ""};
  return out;
}

Result<Document> read_sql(std::string_view bytes, const Format& format, const std::string& root,
                          const SeenValue& seen) {
  auto text = whole_utf8(bytes, format.charset);
  if (!text) return text.error();
  Document out;
  SqlReader reader(*text, out.tree().append_child(root.c_str()), seen);
  if (auto read = reader.run(); !read) return read.error();
  return out;
}

}  // namespace norekey::mapping::formats
