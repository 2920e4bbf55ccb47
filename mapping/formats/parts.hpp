/// parts: the single formats behind format.hpp; only formats/ includes it.
#pragma once
#include <functional>

#include "mapping/formats/format.hpp"

namespace norekey::mapping::formats {

constexpr int kMostDepth = 200;  ///< of elements in elements, for what walks a tree

Result<std::string> write_csv(const Document&, const Format&);
Result<Document> read_csv(std::string_view, const Format&, const std::string& root);
Result<std::string> write_fixed(const Document&, const Format&);
Result<Document> read_fixed(std::string_view, const Format&, const std::string& root);
Result<std::string> write_json(const Document&, const Format&);
Result<std::string> write_key_value(const Document&, const Format&);

/// Told of each value that is read, with its bytes of the text in UTF-8.
using SeenValue = std::function<void(const pugi::xpath_node&, Range)>;
Result<Document> read_key_value(std::string_view, const Format&, const std::string& root,
                                const SeenValue& seen = {});
Result<std::string> write_sql(const Document&, const Format&);
Result<Document> read_sql(std::string_view, const Format&, const std::string& root,
                          const SeenValue& seen = {});
Result<std::string> write_xml(const Document&, const Format&);
Result<Document> read_xml(std::string_view, const Format&);

/// One record of a fixed text: how many bytes it takes, and its element below `parent`.
struct FixedRecord {
  const Record* record = nullptr;
  std::size_t bytes = 0;  ///< with its line end
};
Result<FixedRecord> next_fixed(std::string_view rest, const Format&, unsigned number);
Result<void> add_fixed(std::string_view record_bytes, const Record&, const Format&, unsigned number,
                       pugi::xml_node parent);

/// Whether an element holds a text and no element.
bool is_leaf(const pugi::xml_node& node);

/// The text of a child element, or of an attribute for "@name".
const char* child_text(const pugi::xml_node& node, const std::string& name, bool& there);

/// Calls `see` for each element that a record describes, in document order, the root first. reject:
/// an element or a field that no record describes.
Result<void> each_record(
    const Document&, const Format&,
    const std::function<Result<void>(const Record&, const pugi::xml_node&)>& see);

/// A value as its column takes it, with numbers in their type; "" where there is none. reject: too
/// long, no number, required and not there; the place in the error.
Result<std::string> column_value(const Column&, const pugi::xml_node& at, const Format&);

/// An element below `parent` with the text of one column that was read.
void add_column(pugi::xml_node parent, const Column&, const std::string& text);

/// The record that a row of CSV is: told by its constants where there are several and no header;
/// nullptr: the layout has none.
const Record* record_of_row(const std::vector<std::string>& fields, const Format&);

/// The element that a row of CSV becomes.
std::string row_name(const Format&, const Record*);

/// The layout's records with their constants, for messages: "h (T 'H'), l (T 'L')".
std::string record_kinds(const Format&);

/// reject: U+0000 in the text, which no document can hold.
Result<void> no_nul(std::string_view text);

}  // namespace norekey::mapping::formats
