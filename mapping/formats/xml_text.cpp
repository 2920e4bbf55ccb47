/// XML with namespaces: prefixes are those of the format, whatever the sender's are.
#include <algorithm>

#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/path.hpp"

namespace norekey::mapping::formats {
namespace {

std::string prefix_of(std::string_view name) {
  const auto colon = name.find(':');
  return colon == std::string_view::npos ? "" : std::string(name.substr(0, colon));
}

/// Behind the last colon: a second one is no XML name (Namespaces in XML 1.0, section 4).
std::string_view local_of(std::string_view name) {
  const auto colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

/// Whether a name may begin so, of those that the parser lets pass (XML 1.0, production 4).
bool begins_as_name(std::string_view local) {
  const unsigned char c = local.empty() ? 0 : static_cast<unsigned char>(local[0]);
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' || c >= 0x80;
}

/// The namespace that a prefix stands for at a node; "" where none is declared.
std::string namespace_at(pugi::xml_node node, const std::string& prefix) {
  const std::string name = prefix.empty() ? "xmlns" : "xmlns:" + prefix;
  for (; node && node.type() == pugi::node_element; node = node.parent()) {
    if (const auto a = node.attribute(name.c_str())) return a.value();
  }
  return "";
}

/// The charset's name in an XML declaration.
const char* encoding_of(Charset charset) {
  switch (charset) {
    case Charset::ascii:
      return "US-ASCII";
    case Charset::latin1:
      return "ISO-8859-1";
    case Charset::windows1252:
      return "windows-1252";
    case Charset::ebcdic037:
      return "IBM037";
    case Charset::utf8:
      break;
  }
  return "UTF-8";
}

/// Names with the format's prefixes. Declarations stay until all names are resolved.
void rename(pugi::xml_node root, const Format& format) {
  struct Renamer : pugi::xml_tree_walker {
    const Format& format;
    std::vector<std::pair<pugi::xml_node, std::string>> names;
    explicit Renamer(const Format& f) : format(f) {}
    bool for_each(pugi::xml_node& node) override {
      if (node.type() != pugi::node_element) return true;
      const std::string local(local_of(node.name()));
      if (!begins_as_name(local)) return true;
      const std::string uri = namespace_at(node, prefix_of(node.name()));
      for (const auto& [prefix, one] : format.namespaces) {
        if (one != uri) continue;
        names.emplace_back(node, (prefix.empty() ? "" : prefix + ":") + local);
        return true;
      }
      if (uri.empty()) names.emplace_back(node, local);
      return true;
    }
  } renamer(format);
  root.root().traverse(renamer);
  for (auto& [node, name] : renamer.names) {
    node.set_name(name.c_str());
    for (pugi::xml_attribute a = node.first_attribute(); a;) {
      const pugi::xml_attribute next = a.next_attribute();
      const std::string_view key = a.name();
      if (key == "xmlns" || key.substr(0, 6) == "xmlns:") node.remove_attribute(a);
      a = next;
    }
  }
}

/// What XML 1.0 cannot hold, also not as a reference (production 2).
bool is_no_xml(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

/// reject: the first control character of the tree, with its place.
Result<void> no_controls(const Document& document) {
  struct Finder : pugi::xml_tree_walker {
    std::optional<Error> found;
    bool for_each(pugi::xml_node& node) override {
      look(node.value(), node.parent());
      for (const pugi::xml_attribute a : node.attributes()) look(a.value(), {a, node});
      return !found;
    }
    void look(std::string_view text, const pugi::xpath_node& at) {
      const auto first = std::find_if(text.begin(), text.end(), is_no_xml);
      if (found || first == text.end()) return;
      const auto bad = static_cast<std::size_t>(first - text.begin());
      found =
          Error{Fate::reject,
                "a control character U+00" + to_hex(text.substr(bad, 1)) + " cannot be part of XML",
                "take it away in the mapping, such as  remove: \"\\x" +
                    to_hex(text.substr(bad, 1)) + "\"",
                {"", 0, 0, place_in_tree(at)},
                ""};
    }
  } finder;
  const_cast<pugi::xml_document&>(document.tree()).traverse(finder);
  if (finder.found) return *finder.found;
  return {};
}

}  // namespace

Result<std::string> write_xml(const Document& document, const Format& format) {
  if (auto fine = no_controls(document); !fine) return fine.error();
  std::string text;
  if (format.declaration)
    text =
        std::string("<?xml version=\"1.0\" encoding=\"") + encoding_of(format.charset) + "\"?>\n";
  if (format.namespaces.empty()) return from_utf8(text + to_xml(document), format.charset);
  Document out = document.copy();
  pugi::xml_node root = out.root();
  for (auto one = format.namespaces.rbegin(); one != format.namespaces.rend(); ++one) {
    const std::string name = one->first.empty() ? "xmlns" : "xmlns:" + one->first;
    if (root.attribute(name.c_str())) continue;  // the sender's, of a namespace nobody named
    root.prepend_attribute(name.c_str()).set_value(one->second.c_str());
  }
  return from_utf8(text + to_xml(out), format.charset);
}

Result<Document> read_xml(std::string_view text, const Format& format) {
  auto out = from_xml(text);
  if (out && !format.namespaces.empty()) rename(out->root(), format);
  return out;
}

}  // namespace norekey::mapping::formats
