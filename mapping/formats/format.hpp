/// format: how a document is written as text, and read: `source:` and `to:` of a mapping. One
/// reader and one writer each; the tree is the same for all.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/yaml.hpp"
#include "core/error.hpp"
#include "mapping/document.hpp"

namespace norekey::mapping::formats {

enum class Kind { xml, json, json_lines, csv, fixed, key_value, sql };
enum class Charset { utf8, ascii, latin1, windows1252, ebcdic037 };

/// How the characters of a field make a number.
enum class Type {
  text,
  number,     ///< digits, a minus in front
  zoned,      ///< digits; a negative one has its sign in the last digit
  overpunch,  ///< the sign, also the positive one, in the last digit: 12C is 123, 12L is -123
  packed,     ///< two digits a byte, the sign in the last half byte (COMP-3)
};

/// One column of a record. `width`: of a fixed one its bytes, else the most characters; 0 = any.
struct Column {
  std::string name;
  std::size_t width = 0;
  Type type = Type::text;
  int decimals = -1;  ///< of a number without a written point; -1 = as it stands
  bool right = false;
  char pad = ' ';
  std::optional<std::string> value{};  ///< constant; tells records apart when read
  bool required = false;
  Where where{};
};

/// One kind of record: the element that it is made of, or becomes.
struct Record {
  std::string name;
  std::vector<Column> columns;
  Where where{};
};

struct Format {
  Kind kind = Kind::xml;
  Charset charset = Charset::utf8;
  bool bom = false, header = true, declaration = true;
  bool short_rows = false;      ///< csv: a row may leave out empty fields at its end
  std::string line_end = "\n";  ///< "" = records follow each other without any
  char separator = ',';
  std::string quote = "needed";    ///< "needed", "always", "never"
  char decimal = '.';              ///< of numbers in text columns
  std::string row;                 ///< csv: element of a row that is read; "" = its record's name
  std::vector<std::string> group;  ///< csv: columns whose value makes rows one document
  std::string begins;              ///< csv, fixed: the record that begins a document
  std::vector<Record> records;
  std::vector<std::string> columns;  ///< csv without records: what may be written, in this order
  std::map<std::string, std::string>
      namespaces;                           ///< xml: prefix to namespace; "" = the default one
  std::vector<std::string> lists, numbers;  ///< json: elements that are always lists; numbers

  const Record* record(std::string_view name) const;
};

/// The word of a format in a mapping and on the command line: "csv".
const char* to_string(Kind kind);
std::optional<Kind> kind_of(std::string_view word);
std::vector<std::string> kind_names();

/// What belongs to a kind where nothing else is said.
Format plain(Kind kind);

/// Everything wrong is a finding.
Format read_format(config::Section& section);

/// reject: a value that its column or charset cannot hold, with its place in the tree.
Result<std::string> write(const Document& document, const Format& format);

/// The whole text as one document, `root` its top element. reject: malformed, with line and column,
/// or with record and column.
Result<Document> read(std::string_view text, const Format& format, const std::string& root);

/// Bytes of the text that a node of the document was read from.
struct Range {
  std::size_t from = 0, to = 0;
};

/// `node` is one of the document that `read` made of `text`. nullopt: the format does not say.
std::optional<Range> locate(std::string_view text, const Format& format,
                            const pugi::xpath_node& node);

}  // namespace norekey::mapping::formats
