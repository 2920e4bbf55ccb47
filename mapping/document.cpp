#include "mapping/document.hpp"

#include <cstring>
#include <sstream>

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
  std::ostringstream out;
  document.tree().save(out, "  ", pugi::format_indent | pugi::format_no_declaration);
  // Read again, a bare carriage return would be a line feed (XML 1.0, section 2.11).
  std::string text = out.str();
  for (auto at = text.find('\r'); at != std::string::npos; at = text.find('\r', at))
    text.replace(at, 1, "&#13;");
  return text;
}

namespace {

/// What comments and CDATA sections part is one text: it is joined to the first piece.
struct TextJoiner : pugi::xml_tree_walker {
  static bool is_text(const pugi::xml_node& node) {
    return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
  }
  bool for_each(pugi::xml_node& node) override {
    pugi::xml_node first = node.first_child();
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

}  // namespace

Result<Document> from_xml(std::string_view text) {
  auto source = xml_as_utf8(text);
  if (!source) return source.error();
  Document out;
  const auto parsed = out.tree().load_buffer(
      source->data(), source->size(),
      pugi::parse_default | pugi::parse_ws_pcdata_single | pugi::parse_doctype | pugi::parse_pi,
      pugi::encoding_utf8);
  if (!parsed) {
    return Error{Fate::reject, "not well-formed XML: " + lower(parsed.description()),
                 "open the file in an XML editor, or ask its sender",
                 place_of(*source, static_cast<std::size_t>(parsed.offset)), ""};
  }
  for (const pugi::xml_node node : out.tree()) {
    if (node.type() == pugi::node_doctype) {
      return Error{Fate::reject, "a DOCTYPE is not accepted: it may pull in entities or files",
                   "have the sender leave out the DOCTYPE",
                   place_of(*source, static_cast<std::size_t>(node.offset_debug())), ""};
    }
  }
  if (auto known = check_references(*source); !known) return known.error();
  if (source->find("<!") != std::string::npos || source->find("?>") != std::string::npos) {
    TextJoiner joiner;
    out.tree().traverse(joiner);
  }
  return out;
}

}  // namespace norekey::mapping
