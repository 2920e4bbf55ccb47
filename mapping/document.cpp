#include "mapping/document.hpp"

#include <cstring>
#include <sstream>

#include "core/text.hpp"
#include "mapping/place.hpp"

namespace norekey::mapping {

Document Document::copy() const {
  Document out;
  out.tree().reset(tree());
  return out;
}

std::string to_xml(const Document& document) {
  std::ostringstream out;
  document.tree().save(out, "  ", pugi::format_indent | pugi::format_no_declaration);
  return out.str();
}

Result<Document> from_xml(std::string_view text) {
  if (const auto at = text.find('\0'); at != std::string_view::npos) {
    return Error{Fate::reject, "a character U+0000 cannot be part of a document",
                 "remove it at the source", place_of(text, at), ""};
  }
  Document out;
  const auto parsed = out.tree().load_buffer(
      text.data(), text.size(),
      pugi::parse_default | pugi::parse_ws_pcdata_single | pugi::parse_doctype | pugi::parse_pi);
  if (!parsed) {
    return Error{Fate::reject, "not well-formed XML: " + lower(parsed.description()),
                 "open the file in an XML editor, or ask its sender",
                 place_of(text, static_cast<std::size_t>(parsed.offset)), ""};
  }
  for (const pugi::xml_node node : out.tree()) {
    if (node.type() == pugi::node_doctype) {
      return Error{Fate::reject, "a DOCTYPE is not accepted: it may pull in entities or files",
                   "have the sender leave out the DOCTYPE",
                   place_of(text, static_cast<std::size_t>(node.offset_debug())), ""};
    }
  }
  return out;
}

}  // namespace norekey::mapping
