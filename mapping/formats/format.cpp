#include "mapping/formats/format.hpp"

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/names.hpp"

namespace norekey::mapping::formats {
namespace {

using config::Section;

constexpr std::array<Kind, 7> kKinds = {Kind::xml,   Kind::json,      Kind::json_lines, Kind::csv,
                                        Kind::fixed, Kind::key_value, Kind::sql};

/// A text that must be one of some words.
std::string word_of(Section& s, const char* key, const std::vector<std::string>& known,
                    const std::string& other) {
  const auto text = s.text(key);
  if (!text) return other;
  if (std::find(known.begin(), known.end(), *text) != known.end()) return *text;
  s.error(key, "unknown " + std::string(key) + " " + shown(*text) + did_you_mean(*text, known),
          "use one of: " + join(known, ", "));
  return other;
}

void read_separator(Section& s, Format& out) {
  const auto text = s.text("separator");
  if (!text) return;
  if (*text == "tab" || *text == "\t") {
    out.separator = '\t';
  } else if (text->size() == 1 && *text != "\"" && *text != "\n" && *text != "\r") {
    out.separator = (*text)[0];
  } else {
    s.error("separator", shown(*text) + " cannot separate columns", "write one character, or tab");
  }
}

Type type_of(Section& s) {
  static const std::vector<std::string> words = {"text", "number", "zoned", "overpunch", "packed"};
  const std::string word = word_of(s, "type", words, "text");
  return static_cast<Type>(std::find(words.begin(), words.end(), word) - words.begin());
}

/// The bytes of packed decimals are no characters: any byte may be among them.
void check_packed(Section& s, const std::string& name, const Format& format) {
  if (format.charset == Charset::utf8)
    s.error(name, "packed decimals need a charset of one byte a character, not utf-8",
            "add  charset: ebcdic-037  or latin-1 to the format");
  if (!format.line_end.empty())
    s.error(name, "packed decimals may hold the bytes of a line end",
            "add  line_end: none  to the format");
}

void check_column(Section& s, const std::string& name, const Format& format, const Column& column) {
  if (format.kind == Kind::fixed && column.width == 0)
    s.error(name, "a column of a fixed record needs its width",
            "write  " + name + ": { width: 8 }");
  if (format.kind != Kind::fixed && column.type == Type::packed)
    s.error(name, "packed decimals are for fixed records", "write  type: number");
  if (format.kind == Kind::fixed && column.type == Type::packed) check_packed(s, name, format);
  const std::size_t digits = column.type == Type::packed ? 2 * column.width - 1 : column.width;
  if (column.type != Type::text && column.width > 0 && column.decimals > 0 &&
      static_cast<std::size_t>(column.decimals) > digits)
    s.error(name,
            std::to_string(column.decimals) + " decimals do not fit into a column of " +
                std::to_string(digits) + (digits == 1 ? " digit" : " digits"),
            "widen the column, or give it fewer decimals");
  if (column.type == Type::packed && column.width > 15)
    s.error(name, "a packed column of more than 15 bytes has more digits than numbers have",
            "at most 15");
  if (column.value && column.width > 0 && column.type == Type::text &&
      count_characters(*column.value) > column.width)
    s.error(name,
            shown(*column.value) + " has " + std::to_string(count_characters(*column.value)) +
                " characters, the column takes " + std::to_string(column.width),
            "widen the column or shorten the value");
}

Column read_column(Section& s, const std::string& name, const Format& format) {
  Column out;
  out.name = element_name(name);
  out.where = s.where(name);
  const auto node = s.take(name);
  if (!node) return out;
  if (node->IsScalar()) {  // NAME: 30  is short for  NAME: { width: 30 }
    out.width = static_cast<std::size_t>(s.whole(name, 1, 30'000).value_or(1));
  } else if (auto in = s.section(name)) {
    out.width = static_cast<std::size_t>(in->whole("width", 1, 30'000).value_or(0));
    out.type = type_of(*in);
    out.decimals = in->whole("decimals", 0, 12).value_or(-1);
    if (out.type != Type::text) {
      out.right = true;
      out.pad = out.type == Type::number && out.decimals < 0 ? ' ' : '0';
    }
    out.right = word_of(*in, "align", {"left", "right"}, out.right ? "right" : "left") == "right";
    if (const auto pad = in->text("pad")) {
      if (pad->size() == 1) {
        out.pad = (*pad)[0];
      } else {
        in->error("pad", "pad takes one character, not " + shown(*pad), "write  pad: \"0\"");
      }
    }
    out.value = in->text("value");
    out.required = in->flag("required").value_or(false);
    in->finish();
  }
  check_column(s, name, format, out);
  return out;
}

void read_records(Section& s, Format& out) {
  auto all = s.section("records");
  if (!all) {
    if (out.kind == Kind::fixed)
      s.error("records", "a fixed format needs its records",
              "add  records:  with an element and its columns");
    return;
  }
  for (const std::string& name : all->keys()) {
    auto columns = all->section(name);
    if (!columns) continue;
    Record record{element_name(name), {}, all->where(name)};
    for (const std::string& column : columns->keys())
      record.columns.push_back(read_column(*columns, column, out));
    out.records.push_back(std::move(record));
  }
}

void read_xml_keys(Section& s, Format& out) {
  out.declaration = s.flag("declaration").value_or(true);
  auto names = s.section("namespaces");
  if (!names) return;
  for (const std::string& prefix : names->keys()) {
    const std::string uri = names->text(prefix).value_or("");
    if (prefix != "default" && encode_name(prefix) != prefix)
      names->error(prefix, shown(prefix) + " cannot be a prefix", "use letters");
    out.namespaces[prefix == "default" ? "" : prefix] = uri;
  }
}

void read_line_end(Section& s, Format& out) {
  const std::string word = word_of(s, "line_end", {"lf", "crlf", "none"},
                                   out.line_end == "\r\n" ? "crlf"
                                   : out.line_end.empty() ? "none"
                                                          : "lf");
  out.line_end = word == "crlf" ? "\r\n" : word == "none" ? "" : "\n";
}

void check_line_end(Section& s, const Format& format) {
  if (format.charset == Charset::ebcdic037 && !format.line_end.empty())
    s.error("line_end", "records in EBCDIC have no line ends", "write  line_end: none");
  if (format.charset == Charset::utf8 && format.line_end.empty())
    s.error("line_end", "records without line ends need a charset of one byte a character",
            "add  charset: ascii  or latin-1");
}

/// What a kind of format cannot be written in.
void check_charset(Section& s, const Format& format) {
  const bool json = format.kind == Kind::json || format.kind == Kind::json_lines;
  if (json && format.charset != Charset::utf8)
    s.error("charset", "JSON is UTF-8, not " + std::string(to_string(format.charset)),
            "take charset away");
  if (format.charset == Charset::ebcdic037 &&
      (format.kind == Kind::csv || format.kind == Kind::sql))
    s.error("charset",
            "EBCDIC is for fixed records: what stands between the values of " +
                std::string(to_string(format.kind)) + " is ASCII",
            "write  format: fixed, or another charset");
  if (format.bom && format.kind != Kind::csv) {
    s.error(
        "bom",
        "a byte order mark is written for csv only, not for " + std::string(to_string(format.kind)),
        "take it away; what is read may have one");
  } else if (format.bom && format.charset != Charset::utf8) {
    s.error("bom",
            "a byte order mark says that a text is UTF-8, and this one is " +
                std::string(to_string(format.charset)),
            "take it away, or write  charset: utf-8");
  }
}

}  // namespace

const Record* Format::record(std::string_view name) const {
  for (const Record& one : records) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

const char* to_string(Kind kind) {
  switch (kind) {
    case Kind::xml:
      return "xml";
    case Kind::json:
      return "json";
    case Kind::json_lines:
      return "json-lines";
    case Kind::csv:
      return "csv";
    case Kind::fixed:
      return "fixed";
    case Kind::key_value:
      return "key-value";
    case Kind::sql:
      break;
  }
  return "sql";
}

std::optional<Kind> kind_of(std::string_view word) {
  for (const Kind one : kKinds) {
    if (word == to_string(one)) return one;
  }
  return std::nullopt;
}

std::vector<std::string> kind_names() {
  std::vector<std::string> out;
  for (const Kind one : kKinds) out.emplace_back(to_string(one));
  return out;
}

Format plain(Kind kind) {
  Format out;
  out.kind = kind;
  return out;
}

Format read_format(Section& s) {
  const auto word = s.text("format");
  const auto kind = word ? kind_of(*word) : std::nullopt;
  if (!kind) {
    s.error("format",
            word ? "unknown format " + shown(*word) + did_you_mean(*word, kind_names())
                 : "the format is not named",
            "use one of: " + join(kind_names(), ", "));
  }
  Format out = plain(kind.value_or(Kind::xml));
  if (const auto charset = s.text("charset")) {
    static const std::vector<std::string> known = {"utf-8", "ascii", "latin-1", "windows-1252",
                                                   "ebcdic-037"};
    const auto found = charset_of(*charset);
    if (!found)
      s.error("charset", "unknown charset " + shown(*charset) + did_you_mean(*charset, known),
              "use one of: " + join(known, ", "));
    out.charset = found.value_or(Charset::utf8);
  }
  out.bom = s.flag("bom").value_or(false);
  if (kind) check_charset(s, out);
  if (out.charset == Charset::ebcdic037) out.line_end = "";
  read_line_end(s, out);
  if (out.kind == Kind::fixed) check_line_end(s, out);
  read_separator(s, out);
  out.header = s.flag("header").value_or(true);
  out.quote = word_of(s, "quote", {"needed", "always", "never"}, "needed");
  out.decimal = word_of(s, "decimal", {".", ","}, ".")[0];
  out.row = s.text("row").value_or("");
  out.short_rows = s.flag("short_rows").value_or(false);
  out.group = s.texts("group");
  out.begins = s.text("begins").value_or("");
  if (!out.begins.empty()) out.begins = element_name(out.begins);
  out.lists = s.texts("lists");
  out.numbers = s.texts("numbers");
  read_xml_keys(s, out);
  read_records(s, out);
  if (!out.begins.empty() && out.record(out.begins) == nullptr) {
    std::vector<std::string> names;
    for (const Record& one : out.records) names.push_back(one.name);
    s.error("begins", "there is no record " + shown(out.begins) + did_you_mean(out.begins, names),
            "use one of: " + join(names, ", "));
  }
  s.finish();
  return out;
}

}  // namespace norekey::mapping::formats
