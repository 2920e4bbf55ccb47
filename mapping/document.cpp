#include "mapping/document.hpp"

#include <algorithm>
#include <cstring>
#include <set>
#include <string_view>

#include "core/text.hpp"
#include "mapping/place.hpp"
#include "mapping/xml_source.hpp"

namespace norekey::mapping {

Document Document::copy() const {
  Document out;
  out.tree().reset(tree());
  return out;
}

std::string to_xml(const Document& document) {
  struct Writer : pugi::xml_writer {
    std::string text;
    void write(const void* data, std::size_t size) override {
      text.append(static_cast<const char*>(data), size);
    }
  } out;
  document.tree().save(out, "  ", pugi::format_indent | pugi::format_no_declaration);
  // Read again, a bare carriage return would be a line feed (XML 1.0, section 2.11).
  std::string& text = out.text;
  for (auto at = text.find('\r'); at != std::string::npos; at = text.find('\r', at))
    text.replace(at, 1, "&#13;");
  return std::move(text);
}

namespace {

/// An element's text is one, whatever stands between its pieces (comments, CDATA sections, other
/// elements): it is joined to the first piece.
struct TextJoiner : pugi::xml_tree_walker {
  static bool is_text(const pugi::xml_node& node) {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
  }
  bool for_each(pugi::xml_node& node) override {
    pugi::xml_node first = node.first_child();
    if (!first.next_sibling()) return true;
    while (first && !is_text(first)) first = first.next_sibling();
    if (!first) return true;
    std::string all;
    for (pugi::xml_node next = first.next_sibling(); next;) {
      const pugi::xml_node piece = next;
      next = next.next_sibling();
      if (!is_text(piece)) continue;
      if (all.empty()) all = first.value();
      all += piece.value();
      node.remove_child(piece);
    }
    if (!all.empty()) first.set_value(all.c_str());
    return true;
  }
};

/// One root element and no text beside it (XML 1.0, production 1), which the parser does not mind.
Result<void> check_top(const Document& document, const std::string& source) {
  const auto refuse = [&](std::string what, std::string fix, std::size_t at) {
    return Error{Fate::reject, std::move(what), std::move(fix), place_of(source, at), ""};
  };
  std::string root;
  for (const pugi::xml_node node : document.tree()) {
    const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(node.offset_debug(), 0));
    if (node.type() == pugi::node_doctype) {
      return refuse("a DOCTYPE is not accepted: it may pull in entities or files",
                    "have the sender leave out the DOCTYPE", at);
    }
    if (node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata) {
      if (std::string_view(node.value()).find_first_not_of(" \t\r\n") == std::string_view::npos)
        continue;
      return refuse("not well-formed XML: the text " + shown(node.value()) +
                        " stands outside of the root element",
                    "have the sender leave it out, or set it into an element", at);
    }
    if (node.type() != pugi::node_element) continue;
    if (!root.empty()) {
      return refuse("not well-formed XML: <" + std::string(node.name()) +
                        "> stands after the end " + "of <" + root +
                        ">: a document has one root element",
                    "have the sender send each as a document, or set an element around them", at);
    }
    root = node.name();
  }
  if (root.empty()) {
    return refuse("not well-formed XML: no document element found",
                  "open the file in an XML editor, or ask its sender", 0);
  }
  return {};
}

constexpr int kMostLevels = 200;  ///< what real documents have ten times over

struct DepthFinder : pugi::xml_tree_walker {
  pugi::xml_node at;
  bool for_each(pugi::xml_node& node) override {
    if (depth() < kMostLevels || node.type() != pugi::node_element) return true;
    at = node;
    return false;
  }
};

/// Whoever walks a document, also up again, can do so in bounded time.
Result<void> check_depth(const Document& document, const std::string& source) {
  DepthFinder finder;
  const_cast<pugi::xml_document&>(document.tree()).traverse(finder);
  if (!finder.at) return {};
  const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(finder.at.offset_debug(), 0));
  return Error{Fate::reject, "the document is nested too deeply", "at most 200 levels",
               place_of(source, at), ""};
}

/// An attribute stands in an element once (XML 1.0, section 3.1), which the parser does not mind.
struct TwiceFinder : pugi::xml_tree_walker {
  pugi::xml_node at;
  std::string name;
  bool for_each(pugi::xml_node& node) override {
    std::set<std::string_view> seen;
    for (pugi::xml_attribute a = node.first_attribute(); a; a = a.next_attribute()) {
      if (seen.insert(a.name()).second) continue;
      at = node;
      name = a.name();
      return false;
    }
    return true;
  }
};

Result<void> check_attributes(const Document& document, const std::string& source) {
  TwiceFinder finder;
  const_cast<pugi::xml_document&>(document.tree()).traverse(finder);
  if (!finder.at) return {};
  const auto at = static_cast<std::size_t>(std::max<std::ptrdiff_t>(finder.at.offset_debug(), 0));
  return Error{Fate::reject,
               "not well-formed XML: <" + std::string(finder.at.name()) + "> has the attribute " +
                   shown(finder.name) + " twice",
               "have the sender leave out one of them", place_of(source, at), ""};
}

}  // namespace

Result<Document> from_xml(std::string_view text) {
  auto source = xml_as_utf8(text);
  if (!source) return source.error();
  Document out;
  const auto parsed =
      out.tree().load_buffer(source->data(), source->size(),
                             pugi::parse_default | pugi::parse_ws_pcdata_single |
                                 pugi::parse_doctype | pugi::parse_pi | pugi::parse_fragment,
                             pugi::encoding_utf8);
  if (!parsed) {
    return Error{Fate::reject, "not well-formed XML: " + lower(parsed.description()),
                 "open the file in an XML editor, or ask its sender",
                 place_of(*source, static_cast<std::size_t>(parsed.offset)), ""};
  }
  if (auto one = check_top(out, *source); !one) return one.error();
  if (auto flat = check_depth(out, *source); !flat) return flat.error();
  if (auto known = check_references(*source); !known) return known.error();
  if (auto once = check_attributes(out, *source); !once) return once.error();
  TextJoiner joiner;
  out.tree().traverse(joiner);
  return out;
}

}  // namespace norekey::mapping
