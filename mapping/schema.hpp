/// schema: which elements a source has, so that a path in a mapping can be checked before any
/// order comes: an order's from the description of its fields, others' from a sample.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/document.hpp"
#include "mapping/formats/format.hpp"

namespace norekey::mapping {

/// An element: what may stand below it. Attributes are named "@name".
struct Shape {
  std::map<std::string, Shape, std::less<>> children{};
  std::string kind{};  ///< "decimal", "date", …; "" = text or group
  bool many = false;   ///< there may be several

  const Shape* child(std::string_view name) const;
  std::vector<std::string> names() const;
};

/// The order's, from core/order_fields.hpp.
const Shape& order_shape();

/// What the layout of a source says: records of a fixed text or of CSV without a header; nullopt:
/// its columns come with the text.
std::optional<Shape> layout_shape(const formats::Format& format);

/// What is in a document; adds to what others had.
void add_sample(const Document& sample, Shape& shape);

}  // namespace norekey::mapping
