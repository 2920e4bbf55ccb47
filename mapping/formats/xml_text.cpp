/// XML with namespaces: prefixes are those of the format, whatever the sender's are.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <vector>

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

bool is_declaration(std::string_view attribute) {
  return attribute == "xmlns" || attribute.starts_with("xmlns:");
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

/// Gives elements and attributes the format's prefixes.
class Renamer {
 public:
  explicit Renamer(const Format& format) : format_(format) {}

  /// The element and all below it: at most as many levels as from_xml lets pass.
  void rename(pugi::xml_node node) {
    std::vector<std::string> declared;
    for (const pugi::xml_attribute a : node.attributes()) {
      const std::string_view name = a.name();
      if (!is_declaration(name)) continue;
      declared.emplace_back(name == "xmlns" ? "" : name.substr(6));
      known_[declared.back()].emplace_back(a.value());
    }
    attributes(node);
    if (element(node)) remove_declarations(node);
    for (const pugi::xml_node child : node.children()) {
      if (child.type() == pugi::node_element) rename(child);
    }
    for (const std::string& prefix : declared) known_[prefix].pop_back();
  }

 private:
  /// "" where none is declared.
  std::string namespace_of(const std::string& prefix) const {
    const auto found = known_.find(prefix);
    return found == known_.end() || found->second.empty() ? "" : found->second.back();
  }

  /// false: its namespace has no name in the format.
  bool element(pugi::xml_node node) const {
    const std::string local(local_of(node.name()));
    if (!begins_as_name(local)) return false;
    const std::string uri = namespace_of(prefix_of(node.name()));
    for (const auto& [prefix, one] : format_.namespaces) {
      if (one != uri) continue;
      node.set_name(((prefix.empty() ? "" : prefix + ":") + local).c_str());
      return true;
    }
    if (uri.empty()) node.set_name(local.c_str());
    return uri.empty();
  }

  /// An attribute without a prefix is in no namespace (Namespaces in XML 1.0, section 6.2). All new
  /// names are known before one is given: the sender may use the format's prefixes for others.
  void attributes(pugi::xml_node node) const {
    std::vector<std::pair<pugi::xml_attribute, std::string>> renamed;
    std::set<std::string> taken;
    for (const pugi::xml_attribute a : node.attributes()) {
      std::string name = new_name(a.name());
      if (name.empty()) {
        taken.insert(a.name());
      } else {
        renamed.emplace_back(a, std::move(name));
      }
    }
    for (auto& [a, name] : renamed) {
      if (taken.insert(name).second) a.set_name(name.c_str());
    }
  }

  /// "" where the attribute keeps its name.
  std::string new_name(std::string_view name) const {
    const std::string prefix = prefix_of(name), local(local_of(name));
    if (prefix.empty() || prefix == "xml" || is_declaration(name) || !begins_as_name(local))
      return "";
    const std::string uri = namespace_of(prefix);
    std::string out;
    for (const auto& [ours, one] : format_.namespaces) {
      if (uri.empty() || one != uri) continue;
      if (!ours.empty()) return ours + ":" + local;
      out = local;  // where the namespace has no other prefix
    }
    return out;
  }

  static void remove_declarations(pugi::xml_node node) {
    for (pugi::xml_attribute a = node.first_attribute(); a;) {
      const pugi::xml_attribute next = a.next_attribute();
      if (is_declaration(a.name())) node.remove_attribute(a);
      a = next;
    }
  }

  const Format& format_;
  std::map<std::string, std::vector<std::string>> known_;  ///< by prefix, the innermost last
};

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
  if (out && !format.namespaces.empty()) Renamer(format).rename(out->root());
  return out;
}

}  // namespace norekey::mapping::formats
