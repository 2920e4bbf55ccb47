#include <algorithm>
#include <boost/json.hpp>
#include <pugixml.hpp>

#include "core/text.hpp"
#include "edi/charset.hpp"
#include "edi/write.hpp"

namespace norekey::edi {
namespace {

namespace json = boost::json;

Error wrong(const std::string& name, const std::string& what, unsigned line = 0) {
  return {Fate::reject,
          what,
          "give what norekey edi read prints, docs/edi.md shows it",
          {name, line, 0, ""},
          ""};
}

/// U+E000 + c is the control character c, see tree_forms.cpp.
std::string controls_back(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool moved = i + 2 < text.size() && text[i] == '\xee' &&
                       (text[i + 1] == '\x80' || text[i + 1] == '\x81');
    if (!moved) {
      out += text[i];
      continue;
    }
    out += static_cast<char>((text[i + 1] & 1) << 6 | (text[i + 2] & 0x3f));
    i += 2;
  }
  return out;
}

char separator(std::string_view text) {
  const std::string byte = from_utf8(controls_back(text), "ISO-8859-1");
  return byte.empty() ? '\0' : byte[0];
}

/// "03" of "BEG03" behind "BEG"; 0 where there is none.
std::size_t number_behind(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return 0;
  const std::string_view digits = name.substr(prefix.size());
  if (digits.size() < 2 || digits.size() > 5) return 0;
  std::size_t out = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') return 0;
    out = out * 10 + static_cast<std::size_t>(c - '0');
  }
  return out <= 65'000 ? out : 0;
}

class XmlTree {
 public:
  XmlTree(const std::string& name) : name_(name) {}

  Result<std::vector<FlatInterchange>> read(std::string_view text) {
    pugi::xml_document document;
    const auto parsed = document.load_buffer(text.data(), text.size(),
                                             pugi::parse_default | pugi::parse_ws_pcdata_single);
    if (!parsed) return wrong(name_, std::string("this is no XML: ") + parsed.description());
    std::vector<FlatInterchange> out;
    for (const pugi::xml_node node : document.child("edi").children("interchange")) {
      FlatInterchange& i = out.emplace_back();
      const auto given = [&](const char* name) { return node.attribute(name).as_string(); };
      i.family = std::string_view(given("standard")) == "edifact" ? Family::edifact : Family::x12;
      i.separators = {separator(given("element")),    separator(given("component")),
                      separator(given("repetition")), separator(given("segment")),
                      separator(given("release")),    separator(given("decimal"))};
      i.una = std::string_view(given("una")) == "yes";
      i.newlines = given("newlines");
      if (!inside(node, i)) return error_;
    }
    if (out.empty()) return wrong(name_, "there is no <interchange> in <edi>");
    return out;
  }

 private:
  bool inside(const pugi::xml_node& parent, FlatInterchange& out) {
    for (const pugi::xml_node node : parent.children()) {
      if (node.type() != pugi::node_element) continue;
      const std::string_view name = node.name();
      if (name == "group" || name == "transaction" || name == "loop") {
        if (!inside(node, out)) return false;
      } else if (!segment(node, out.segments.emplace_back())) {
        return false;
      }
    }
    return true;
  }

  bool segment(const pugi::xml_node& node, FlatSegment& out) {
    const std::string name = node.name();
    out.tag = name == "segment" ? node.attribute("tag").as_string() : name;
    for (const pugi::xml_node e : node.children()) {
      if (e.type() != pugi::node_element) continue;
      const std::size_t at = number_behind(e.name(), name);
      if (at == 0) {
        error_ = wrong(name_, "<" + std::string(e.name()) + "> is no element of <" + name + ">");
        return false;
      }
      if (out.elements.size() < at) out.elements.resize(at);
      if (!components(e, out.elements[at - 1].emplace_back())) return false;
    }
    return true;
  }

  bool components(const pugi::xml_node& e, std::vector<std::string>& out) {
    const auto child = std::find_if(
        e.begin(), e.end(), [](const pugi::xml_node& n) { return n.type() == pugi::node_element; });
    if (child == e.end()) {
      out.push_back(controls_back(e.child_value()));
      return true;
    }
    for (const pugi::xml_node c : e.children()) {
      if (c.type() != pugi::node_element) continue;
      const std::size_t at = number_behind(c.name(), e.name());
      if (at == 0) {
        error_ = wrong(name_, "<" + std::string(c.name()) + "> is no component of <" +
                                  std::string(e.name()) + ">");
        return false;
      }
      if (out.size() < at) out.resize(at);
      out[at - 1] = controls_back(c.child_value());
    }
    return true;
  }

  const std::string& name_;
  Error error_;
};

class JsonTree {
 public:
  JsonTree(const std::string& name) : name_(name) {}

  Result<std::vector<FlatInterchange>> read(std::string_view text) {
    boost::system::error_code bad;
    const json::value root = json::parse(text, bad);
    if (bad) return wrong(name_, "this is no JSON: " + bad.message());
    const json::value* all =
        root.is_object() ? root.get_object().if_contains("interchanges") : nullptr;
    if (all == nullptr || !all->is_array())
      return wrong(name_, "there is no list \"interchanges\"");
    std::vector<FlatInterchange> out;
    for (const json::value& one : all->get_array()) {
      if (!one.is_object()) return wrong(name_, "an interchange is no object");
      FlatInterchange& i = out.emplace_back();
      const auto given = [&](const char* name) { return text_of(one.get_object(), name); };
      i.family = given("standard") == "edifact" ? Family::edifact : Family::x12;
      i.separators = {separator(given("element")),    separator(given("component")),
                      separator(given("repetition")), separator(given("segment")),
                      separator(given("release")),    separator(given("decimal"))};
      i.una = given("una") == "yes";
      i.newlines = given("newlines");
      if (!inside(one.get_object(), i, 0)) return error_;
    }
    if (out.empty()) return wrong(name_, "the list \"interchanges\" is empty");
    return out;
  }

 private:
  static std::string text_of(const json::object& o, const char* name) {
    const json::value* v = o.if_contains(name);
    return v != nullptr && v->is_string() ? std::string(v->get_string()) : "";
  }

  bool no(const std::string& what) {
    error_ = wrong(name_, what);
    return false;
  }

  bool inside(const json::object& parent, FlatInterchange& out, int depth) {
    const json::value* all = parent.if_contains("segments");
    if (all == nullptr || !all->is_array() || depth > 64)
      return no("\"segments\" is no list, or lists are nested too deep");
    for (const json::value& one : all->get_array()) {
      if (one.is_object()) {
        if (!inside(one.get_object(), out, depth + 1)) return false;
      } else if (!one.is_array() || one.get_array().empty() || !one.get_array()[0].is_string()) {
        return no("a segment is a list that begins with its tag");
      } else if (!segment(one.get_array(), out.segments.emplace_back())) {
        return false;
      }
    }
    return true;
  }

  bool segment(const json::array& all, FlatSegment& out) {
    out.tag = all[0].get_string();
    for (std::size_t n = 1; n < all.size(); ++n) {
      auto& element = out.elements.emplace_back();
      const json::value* repeat =
          all[n].is_object() ? all[n].get_object().if_contains("repeat") : nullptr;
      if (repeat != nullptr && repeat->is_array()) {
        for (const json::value& one : repeat->get_array()) {
          if (!components(one, element.emplace_back())) return false;
        }
      } else if (!components(all[n], element.emplace_back())) {
        return false;
      }
    }
    return true;
  }

  bool components(const json::value& v, std::vector<std::string>& out) {
    if (v.is_string()) {
      out.emplace_back(v.get_string());
    } else if (v.is_null()) {
      out.emplace_back();
    } else if (v.is_array()) {
      for (const json::value& one : v.get_array()) {
        if (!one.is_string()) return no("a component is a text");
        out.emplace_back(one.get_string());
      }
    } else {
      return no("an element is a text, a list of components or {\"repeat\": […]}");
    }
    return true;
  }

  const std::string& name_;
  Error error_;
};

}  // namespace

Result<std::vector<FlatInterchange>> read_tree(std::string_view text, const std::string& name) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos) return wrong(name, "the input is empty");
  if (text[first] == '{') return JsonTree(name).read(text.substr(first));
  return XmlTree(name).read(text);
}

}  // namespace norekey::edi
