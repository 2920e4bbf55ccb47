#include "mapping/schema.hpp"

#include "core/order_fields.hpp"

namespace norekey::mapping {
namespace {

const char* kind_of(const std::string&) { return ""; }
const char* kind_of(const Decimal&) { return "decimal"; }
const char* kind_of(bool) { return "flag"; }
const char* kind_of(int) { return "whole"; }
const char* kind_of(const Instant&) { return "moment"; }
const char* kind_of(const Date&) { return "date"; }
const char* kind_of(const Operation&) { return ""; }

template <class T>
concept Known = requires(const T& t) {
  kind_of(t);
};

/// Builds the shape from fields(visitor, order).
struct ShapeBuilder {
  Shape& at;

  template <Known T>
  void operator()(const char* name, const T& value, const char*) {
    at.children[name].kind = kind_of(value);
  }
  template <class T>
  requires(!Known<T>) void operator()(const char* name, const T& group, const char*) {
    ShapeBuilder inner{at.children[name]};
    fields(inner, group);
  }
  template <class T>
  void operator()(const char* name, const std::optional<T>&, const char* help) {
    (*this)(name, T{}, help);
  }
  template <class T>
  void operator()(const char* name, const std::vector<T>&, const char* help) {
    (*this)(name, T{}, help);
    at.children[name].many = true;
  }
  template <Known T>
  void attribute(const char* name, const T& value, const char*) {
    at.children[std::string("@") + name].kind = kind_of(value);
  }
};

void add_node(const pugi::xml_node& node, Shape& shape, int depth) {
  if (depth > 100) return;
  for (const pugi::xml_attribute a : node.attributes()) {
    if (std::string_view(a.name()) != "json") shape.children[std::string("@") + a.name()];
  }
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element) continue;
    Shape& inner = shape.children[child.name()];
    if (child.previous_sibling(child.name())) inner.many = true;
    add_node(child, inner, depth + 1);
  }
}

}  // namespace

const Shape* Shape::child(std::string_view name) const {
  const auto found = children.find(name);
  return found == children.end() ? nullptr : &found->second;
}

std::vector<std::string> Shape::names() const {
  std::vector<std::string> out;
  for (const auto& one : children) out.push_back(one.first);
  return out;
}

std::optional<Shape> layout_shape(const formats::Format& format) {
  const bool told =
      format.kind == formats::Kind::fixed || (format.kind == formats::Kind::csv && !format.header);
  if (!told || format.records.empty()) return std::nullopt;
  Shape out;
  for (const formats::Record& record : format.records) {
    Shape& element = out.children[format.row.empty() ? record.name : format.row];
    element.many = true;
    for (const formats::Column& column : record.columns)
      element.children[column.name].kind = column.type == formats::Type::text ? "" : "decimal";
  }
  return out;
}

const Shape& order_shape() {
  static const Shape shape = [] {
    Shape out;
    const Order order;
    ShapeBuilder builder{out};
    fields(builder, order);
    return out;
  }();
  return shape;
}

void add_sample(const Document& sample, Shape& shape) { add_node(sample.root(), shape, 0); }

}  // namespace norekey::mapping
