/// Document: the one kind of tree that every payload becomes, whatever format it came in. A pugixml
/// tree with a root; moved, never copied by accident.
#pragma once
#include <memory>
#include <pugixml.hpp>
#include <string>

#include "core/error.hpp"
#include "core/order.hpp"

namespace norekey::mapping {

class Document {
 public:
  Document() : tree_(std::make_unique<pugi::xml_document>()) {}
  Document(Document&&) noexcept = default;
  Document& operator=(Document&&) noexcept = default;

  pugi::xml_document& tree() { return *tree_; }
  const pugi::xml_document& tree() const { return *tree_; }

  /// The root element; empty where the document is.
  pugi::xml_node root() const { return tree_->document_element(); }

  Document copy() const;

 private:
  std::unique_ptr<pugi::xml_document> tree_;
};

/// Indented XML text, one element a line: for golden files, the store and people.
std::string to_xml(const Document&);

/// reject: not well-formed, a DTD or an entity declaration, or U+0000; with line and column.
Result<Document> from_xml(std::string_view text);

/// Whether the tree remembers what JSON knows and a tree does not: numbers, flags, lists.
enum class JsonMarks {
  none,
  kept,  ///< in the attribute json: words of list, array, none, number, flag, object
};

/// JSON to the tree: an object's members become elements; an array repeats its element (an array in
/// an array, and one at the top, uses <item>); numbers keep their text; null is an empty element
/// with null="true"; a key that is no XML name is written with _xHHHH_ for each other character
/// (and for "_x" itself), reversibly. reject: malformed, too deep, U+0000, lone surrogates, with
/// line and column. `root`: name of the top element.
Result<Document> from_json(std::string_view text, std::string_view root = "json",
                           JsonMarks marks = JsonMarks::none);

/// JSON of the tree form of an order: as from_json, with attributes as members ("type", or
/// "@type").
Result<Document> order_from_json(std::string_view text);

/// Members of an order that was read as JSON become the attributes that its tree form has there.
void shape_order(Document& order);

/// The tree form of an order (docs/order.md). Empty texts and absent values have no element.
Document to_document(const Order&);

/// reject: a value that its field cannot hold, with its path.
Result<Order> to_order(const Document&);

}  // namespace norekey::mapping
