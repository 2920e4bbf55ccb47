/// The tree form of an Order, both ways, from the description of its fields.
#include <charconv>

#include "core/order_fields.hpp"
#include "core/text.hpp"
#include "mapping/document.hpp"

namespace norekey::mapping {
namespace {

const std::string& text_of(const std::string& v) { return v; }
std::string text_of(const Decimal& v) { return v.str(); }
std::string text_of(bool v) { return v ? "yes" : ""; }
std::string text_of(int v) { return std::to_string(v); }
std::string text_of(const Instant& v) { return v == Instant{} ? "" : to_string(v); }
std::string text_of(const Date& v) { return to_string(v); }
std::string text_of(const Operation& v) { return v == Operation::cancel ? "cancel" : "place"; }

template <class T>
concept Leaf = requires(const T& t) {
  text_of(t);
};

struct TreeWriter {
  pugi::xml_node at;

  template <Leaf T>
  void operator()(const char* name, const T& value, const char*) {
    const std::string& text = text_of(value);
    if (!text.empty()) at.append_child(name).text().set(text.c_str());
  }
  template <class T>
  requires(!Leaf<T>) void operator()(const char* name, const T& group, const char*) {
    pugi::xml_node child = at.append_child(name);
    TreeWriter inner{child};
    fields(inner, group);
    if (!child.first_child() && !child.first_attribute()) at.remove_child(child);
  }
  template <class T>
  void operator()(const char* name, const std::optional<T>& value, const char* help) {
    if (value) (*this)(name, *value, help);
  }
  template <class T>
  void operator()(const char* name, const std::vector<T>& list, const char* help) {
    for (const T& one : list) (*this)(name, one, help);
  }
  template <Leaf T>
  void attribute(const char* name, const T& value, const char*) {
    const std::string& text = text_of(value);
    if (!text.empty()) at.append_attribute(name).set_value(text.c_str());
  }
};

Result<void> read_leaf(const char* text, std::string& out) {
  out = text;
  return {};
}
Result<void> read_leaf(const char* text, Decimal& out) {
  auto value = Decimal::parse(text);
  if (!value) return value.error();
  out = *value;
  return {};
}
Result<void> read_leaf(const char* text, bool& out) {
  const std::string_view t = text;
  out = t == "yes" || t == "true";
  if (out || t.empty() || t == "no" || t == "false") return {};
  return Error{Fate::reject, shown(t) + " is neither yes nor no", "write yes or no", {}, ""};
}
Result<void> read_leaf(const char* text, int& out) {
  const std::string_view t = text;
  const auto r = std::from_chars(t.data(), t.data() + t.size(), out);
  if (r.ec == std::errc() && r.ptr == t.data() + t.size()) return {};
  return Error{Fate::reject, shown(t) + " is not a whole number", "write digits only", {}, ""};
}
Result<void> read_leaf(const char* text, Instant& out) {
  auto value = parse_instant(text);
  if (!value) return value.error();
  out = *value;
  return {};
}
Result<void> read_leaf(const char* text, Date& out) {
  auto value = parse_date(text);
  if (!value) return value.error();
  out = *value;
  return {};
}
Result<void> read_leaf(const char* text, Operation& out) {
  const std::string_view t = text;
  out = t == "cancel" ? Operation::cancel : Operation::place;
  if (t == "cancel" || t == "place") return {};
  return Error{Fate::reject, shown(t) + " is not an operation", "write place or cancel", {}, ""};
}

/// One bit for a name: where it is not among the children's bits, no child has the name.
std::uint64_t bit_of(const char* name) {
  const unsigned second = *name == 0 ? 0U : static_cast<unsigned char>(name[1]);
  return std::uint64_t{1} << ((static_cast<unsigned char>(*name) * 5U + second) % 64U);
}

std::uint64_t bits_below(const pugi::xml_node& node) {
  std::uint64_t out = 0;
  for (pugi::xml_node child = node.first_child(); child; child = child.next_sibling()) {
    out |= bit_of(child.name());
  }
  return out;
}

/// Most fields of an order are absent: they are told by their bit, without a search.
struct TreeReader {
  pugi::xml_node at;
  std::optional<Error>* failed;
  std::uint64_t bits = bits_below(at);

  pugi::xml_node child_of(const char* name) const {
    return (bits & bit_of(name)) == 0 ? pugi::xml_node() : at.child(name);
  }

  void keep(Result<void> read, const pugi::xml_node& node, const char* attribute_name = nullptr) {
    if (read || *failed) return;
    *failed = read.error();
    (*failed)->where.field =
        node.path() + (attribute_name != nullptr ? std::string("/@") + attribute_name : "");
  }
  template <Leaf T>
  void operator()(const char* name, T& value, const char*) {
    if (const pugi::xml_node child = child_of(name))
      keep(read_leaf(child.text().get(), value), child);
  }
  template <class T>
  requires(!Leaf<T>) void operator()(const char* name, T& group, const char*) {
    if (const pugi::xml_node child = child_of(name)) {
      TreeReader inner{child, failed};
      fields(inner, group);
    }
  }
  template <class T>
  void operator()(const char* name, std::optional<T>& value, const char* help) {
    if (!child_of(name)) return;
    value.emplace();
    (*this)(name, *value, help);
  }
  template <class T>
  void operator()(const char* name, std::vector<T>& list, const char*) {
    const pugi::xml_node first = child_of(name);
    std::size_t n = 0;
    for (pugi::xml_node child = first; child; child = child.next_sibling(name)) ++n;
    if (n > 0) list.reserve(n);
    for (pugi::xml_node child = first; child; child = child.next_sibling(name)) {
      T& one = list.emplace_back();
      if constexpr (Leaf<T>) {
        keep(read_leaf(child.text().get(), one), child);
      } else {
        TreeReader inner{child, failed};
        fields(inner, one);
      }
    }
  }
  template <Leaf T>
  void attribute(const char* name, T& value, const char*) {
    if (const auto a = at.attribute(name)) keep(read_leaf(a.value(), value), at, name);
  }
};

}  // namespace

Document to_document(const Order& order) {
  Document out;
  TreeWriter writer{out.tree().append_child("order")};
  fields(writer, order);
  return out;
}

Result<Order> to_order(const Document& document) {
  Order out;
  std::optional<Error> failed;
  TreeReader reader{document.root(), &failed};
  fields(reader, out);
  if (failed) return *failed;
  return out;
}

}  // namespace norekey::mapping
