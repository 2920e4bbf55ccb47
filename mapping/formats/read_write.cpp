/// One door for all formats.
#include "mapping/formats/parts.hpp"

namespace norekey::mapping::formats {

Result<std::string> write(const Document& document, const Format& format) {
  switch (format.kind) {
    case Kind::xml:
      return write_xml(document, format);
    case Kind::json:
    case Kind::json_lines:
      return write_json(document, format);
    case Kind::csv:
      return write_csv(document, format);
    case Kind::fixed:
      return write_fixed(document, format);
    case Kind::key_value:
      return write_key_value(document, format);
    case Kind::sql:
      break;
  }
  return write_sql(document, format);
}

Result<Document> read(std::string_view text, const Format& format, const std::string& root) {
  switch (format.kind) {
    case Kind::xml:
      return read_xml(text, format);
    case Kind::json:
    case Kind::json_lines:
      return from_json(text.substr(0, 3) == "\xEF\xBB\xBF" ? text.substr(3) : text, root,
                       JsonMarks::kept);
    case Kind::csv:
      return read_csv(text, format, root);
    case Kind::fixed:
      return read_fixed(text, format, root);
    case Kind::key_value:
      return read_key_value(text, format, root);
    case Kind::sql:
      break;
  }
  return read_sql(text, format, root);
}

}  // namespace norekey::mapping::formats
