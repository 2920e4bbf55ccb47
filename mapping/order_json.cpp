/// JSON written by hand in the shape of an order's tree, as `map try` reads it.
#include "mapping/document.hpp"
#include "mapping/schema.hpp"

namespace norekey::mapping {
namespace {

/// Members that the order has as attributes become such.
void set_attributes(pugi::xml_node node, const Shape& shape, int depth) {
  for (pugi::xml_node child = node.first_child(); child;) {
    const pugi::xml_node next = child.next_sibling();
    std::string_view name = child.name();
    constexpr std::string_view at = "_x0040_";  // '@' in a JSON key
    if (name.substr(0, at.size()) == at) name.remove_prefix(at.size());
    const Shape* inner = shape.child(name);
    if (inner == nullptr && shape.child("@" + std::string(name)) != nullptr) {
      node.append_attribute(std::string(name).c_str()).set_value(child.text().get());
      node.remove_child(child);
    } else if (inner != nullptr && depth < 20) {
      set_attributes(child, *inner, depth + 1);
    }
    child = next;
  }
}

}  // namespace

void shape_order(Document& order) { set_attributes(order.root(), order_shape(), 0); }

Result<Document> order_from_json(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  auto out = from_json(text, "order");
  if (!out) return out;
  const pugi::xml_node wrapped = out->root().child("order");
  if (wrapped && !wrapped.next_sibling() && !wrapped.previous_sibling()) {  // {"order": {…}}
    Document bare;
    bare.tree().append_copy(wrapped);
    *out = std::move(bare);
  }
  shape_order(*out);
  return out;
}

}  // namespace norekey::mapping
