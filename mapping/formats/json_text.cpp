/// The tree as JSON: elements of one name are a list; numbers and flags where the tree says so.
#include <algorithm>
#include <cstdio>
#include <map>

#include "core/decimal.hpp"
#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/names.hpp"
#include "mapping/path.hpp"

namespace norekey::mapping::formats {
namespace {

std::string json_quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      char code[8];
      std::snprintf(code, sizeof code, "\\u%04x", byte);
      out += code;
    } else {
      out += c;
    }
  }
  return out + "\"";
}

/// Whether it is a number as JSON writes it: no plus, no leading zero, digits around the point.
bool is_json_number(std::string_view t) {
  std::size_t i = !t.empty() && t[0] == '-' ? 1 : 0;
  const auto digits = [&] {
    const std::size_t from = i;
    while (i < t.size() && t[i] >= '0' && t[i] <= '9') ++i;
    return i - from;
  };
  const bool zero = i < t.size() && t[i] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (i < t.size() && t[i] == '.') {
    ++i;
    if (digits() == 0) return false;
  }
  if (i < t.size() && (t[i] == 'e' || t[i] == 'E')) {
    ++i;
    if (i < t.size() && (t[i] == '+' || t[i] == '-')) ++i;
    if (digits() == 0) return false;
  }
  return i == t.size();
}

class JsonWriter {
 public:
  explicit JsonWriter(const Format& format) : format_(format) {}

  Result<std::string> run(const Document& document) {
    const pugi::xml_node root = document.root();
    if (!root.first_child() && !root.first_attribute()) {
      out_ = "{}";  // a document is an object, also without any field
    } else if (auto put = value(root, 0); !put) {
      return put.error();
    }
    if (format_.kind == Kind::json) out_ += "\n";
    return std::move(out_);
  }

 private:
  static bool has(const pugi::xml_node& node, std::string_view word) {
    const std::string_view all = node.attribute("json").value();
    const auto at = all.find(word);
    return at != std::string_view::npos && (at == 0 || all[at - 1] == ' ') &&
           (at + word.size() == all.size() || all[at + word.size()] == ' ');
  }

  static bool named(const std::vector<std::string>& all, const char* name) {
    return std::find(all.begin(), all.end(), name) != all.end();
  }

  Result<void> value(const pugi::xml_node& node, int depth) {
    if (depth > kMostDepth)
      return Error{Fate::reject, "the document is nested too deeply", "at most 200 levels", {}, ""};
    if (std::string_view(node.attribute("null").value()) == "true") {
      out_ += "null";
      return {};
    }
    if (has(node, "array")) return items(node, depth);
    bool members = has(node, "object");
    for (const pugi::xml_attribute a : node.attributes())
      members = members || (std::string_view(a.name()) != "json");
    if (!members && is_leaf(node)) return leaf(node);
    return object(node, depth);
  }

  Result<void> leaf(const pugi::xml_node& node) {
    const std::string text = node.text().get();
    if (has(node, "flag")) {
      out_ += text == "true" ? "true" : "false";
    } else if (has(node, "number") || named(format_.numbers, node.name())) {
      if (text.empty()) {
        out_ += "null";
      } else if (is_json_number(text)) {
        out_ += text;
      } else {
        auto number = Decimal::parse(text);
        if (!number) {
          Error e = number.error();
          e.where.field = place_in_tree(node);
          return e;
        }
        out_ += number->str();
      }
    } else {
      out_ += json_quoted(text);
    }
    return {};
  }

  Result<void> items(const pugi::xml_node& node, int depth) {
    out_ += '[';
    bool any = false;
    for (const pugi::xml_node child : node.children()) {
      if (child.type() != pugi::node_element) continue;
      if (any) out_ += ',';
      any = true;
      line(depth + 1);
      if (auto put = value(child, depth + 1); !put) return put;
    }
    if (any) line(depth);
    out_ += ']';
    return {};
  }

  Result<void> object(const pugi::xml_node& node, int depth) {
    std::vector<std::pair<std::string, std::vector<pugi::xml_node>>> members;
    std::map<std::string, std::size_t> at;
    for (const pugi::xml_node child : node.children()) {
      if (child.type() != pugi::node_element) continue;
      const auto put = at.emplace(child.name(), members.size());
      if (put.second) members.emplace_back(child.name(), std::vector<pugi::xml_node>{});
      members[put.first->second].second.push_back(child);
    }
    out_ += '{';
    bool any = false;
    for (const pugi::xml_attribute a : node.attributes()) {
      const std::string_view name = a.name();
      if (name == "json" || name == "null") continue;
      member(any, std::string("@") + a.name(), depth);
      out_ += json_quoted(a.value());
    }
    for (const auto& [name, all] : members) {
      member(any, decode_name(name), depth);
      if (auto put = list_or_value(all, depth); !put) return put;
    }
    if (any) line(depth);
    out_ += '}';
    return {};
  }

  void member(bool& any, const std::string& name, int depth) {
    if (any) out_ += ',';
    any = true;
    line(depth + 1);
    out_ += json_quoted(name) + (format_.kind == Kind::json ? ": " : ":");
  }

  Result<void> list_or_value(const std::vector<pugi::xml_node>& all, int depth) {
    const bool list = all.size() > 1 || has(all.front(), "list") || has(all.front(), "none") ||
                      named(format_.lists, all.front().name());
    if (!list) return value(all.front(), depth + 1);
    out_ += '[';
    bool any = false;
    for (const pugi::xml_node& one : all) {
      if (has(one, "none")) continue;
      if (any) out_ += ',';
      any = true;
      line(depth + 2);
      if (auto put = value(one, depth + 2); !put) return put;
    }
    if (any) line(depth + 1);
    out_ += ']';
    return {};
  }

  void line(int depth) {
    if (format_.kind != Kind::json) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth) * 2, ' ');
  }

  const Format& format_;
  std::string out_;
};

}  // namespace

Result<std::string> write_json(const Document& document, const Format& format) {
  return JsonWriter(format).run(document);
}

}  // namespace norekey::mapping::formats
