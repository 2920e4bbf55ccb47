/// key=value: one field a line; [line] begins an element that holds the fields below it.
#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/names.hpp"
#include "mapping/path.hpp"

namespace norekey::mapping::formats {
namespace {

/// Blanks, and the letters that stand for them behind a backslash.
constexpr std::string_view kBlanks = " \t\v\f", kBlankLetters = "stvf";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

/// Blanks at an end would be cut off when it is read again; `apart` are further characters that
/// would be read as something else.
std::string escaped(std::string_view text, std::string_view apart = "") {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool at_end = i == 0 || i + 1 == text.size();
    const std::size_t blank = at_end ? kBlanks.find(c) : std::string_view::npos;
    if (blank != std::string_view::npos) {
      out += {'\\', kBlankLetters[blank]};
    } else if (c == '\\' || apart.find(c) != std::string_view::npos) {
      out += {'\\', c};
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += c;
    }
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    const std::size_t blank = kBlankLetters.find(c);
    out += c == 'n' ? '\n' : c == 'r' ? '\r' : blank != std::string_view::npos ? kBlanks[blank] : c;
  }
  return out;
}

/// Where `mark` stands without a backslash in front; npos where it does not.
std::size_t find_mark(std::string_view text, char mark) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == mark) return i;
    if (text[i] == '\\') ++i;
  }
  return std::string_view::npos;
}

/// Whether what follows `text` stands behind a backslash.
bool is_apart(std::string_view text) {
  const std::size_t last = text.find_last_not_of('\\');
  return (text.size() - (last == std::string_view::npos ? 0 : last + 1)) % 2 == 1;
}

/// A name in front of =, which must not be read as a comment, an attribute or the text itself.
std::string field_name(const std::string& name) {
  const bool told_apart = name == "." || begins(name, "#") || begins(name, ";") ||
                          begins(name, "@") || begins(name, kByteOrderMark);
  return (told_apart ? "\\" : "") + escaped(name, "=");
}

/// "name=value"; one that would look like [element] keeps its last bracket apart.
std::string pair_line(const std::string& name, std::string_view value) {
  std::string text = escaped(value);
  if (name.front() == '[' && !text.empty() && text.back() == ']')
    text.insert(text.size() - 1, "\\");
  return name + "=" + text;
}

/// The element's own text, without that of the elements in it.
std::string own_text(const pugi::xml_node& node) {
  std::string out;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_pcdata || child.type() == pugi::node_cdata) out += child.value();
  }
  return out;
}

/// Writes elements; what is written is read as the same tree, fields before the elements.
class Writer {
 public:
  explicit Writer(std::string end) : end_(std::move(end)) {}

  Result<void> element(const pugi::xml_node& node, const std::string& path, int depth) {
    if (depth > kMostDepth)
      return Error{Fate::reject, "the document is nested too deeply", "at most 200 levels", {}, ""};
    for (const pugi::xml_attribute a : node.attributes())
      out += pair_line("@" + escaped(decode_name(a.name()), "="), a.value()) + end_;
    if (const std::string text = own_text(node); !text.empty()) out += pair_line(".", text) + end_;
    for (const pugi::xml_node child : node.children()) {
      if (!is_field(child)) continue;
      const std::string name = decode_name(child.name());
      if (name.empty()) return no_name(child);
      out += pair_line(field_name(name), own_text(child)) + end_;
    }
    for (const pugi::xml_node child : node.children()) {
      if (child.type() != pugi::node_element || is_field(child)) continue;
      const std::string name = escaped(decode_name(child.name()), "/");
      if (name.empty()) return no_name(child);
      const std::string inner = path.empty() ? name : path + "/" + name;
      out += "[" + inner + "]" + end_;
      if (auto put = element(child, inner, depth + 1); !put) return put;
    }
    return {};
  }

  std::string out;

 private:
  static bool is_field(const pugi::xml_node& node) {
    return node.type() == pugi::node_element && is_leaf(node) && !node.first_attribute();
  }

  static Result<void> no_name(const pugi::xml_node& node) {
    return Error{Fate::reject,
                 "an element without a name cannot be written as key=value",
                 "give it a name in the mapping",
                 {"", 0, 0, place_in_tree(node)},
                 ""};
  }

  const std::string end_;
};

/// Reads line by line; `seen` is told where each value stands.
class Reader {
 public:
  Reader(pugi::xml_node top, const SeenValue& seen) : top_(top), at_(top), seen_(seen) {}

  /// `from`: offset of the line.
  Result<void> line(std::string_view whole, std::size_t from) {
    ++number_;
    std::string_view one = trim(whole);
    while (begins(one, kByteOrderMark)) one = trim(one.substr(3));
    if (one.empty() || one[0] == '#' || one[0] == ';') return {};
    if (one.front() == '[' && one.back() == ']' && !is_apart(one.substr(0, one.size() - 1)))
      return begin(one.substr(1, one.size() - 2));
    const std::size_t equals = find_mark(one, '=');
    const std::string_view name = trim(one.substr(0, equals));
    if (equals == std::string_view::npos || name.empty()) {
      return refused("the line " + shown(one) + " is neither key=value nor [element]",
                     "write  key=value, or begin a comment with #");
    }
    const auto offset = static_cast<std::size_t>(one.data() - whole.data()) + equals + 1;
    field(name, unescaped(trim(one.substr(equals + 1))),
          {from + offset, from + whole.size() - (!whole.empty() && whole.back() == '\r' ? 1 : 0)});
    return {};
  }

 private:
  void field(std::string_view name, const std::string& value, Range range) {
    if (name[0] == '@' && name.size() > 1) {
      auto made = at_.append_attribute(encode_name(unescaped(name.substr(1))).c_str());
      made.set_value(value.c_str());
      if (seen_) seen_(pugi::xpath_node(made, at_), range);
      return;
    }
    const bool own = name == ".";
    pugi::xml_node made = own ? at_ : at_.append_child(encode_name(unescaped(name)).c_str());
    if (!value.empty()) made.append_child(pugi::node_pcdata).set_value(value.c_str());
    if (seen_) seen_(made, range);
  }

  /// [line/component] begins a new element below the last of those before.
  Result<void> begin(std::string_view whole) {
    at_ = top_;
    std::string_view path = whole;
    if (path.empty()) return {};
    for (int depth = 0;; ++depth) {
      if (depth > kMostDepth)
        return refused("the document is nested too deeply", "at most 200 levels");
      const std::size_t end = find_mark(path, '/');
      const std::string_view step = trim(path.substr(0, end));
      if (step.empty())
        return refused("the line " + shown("[" + std::string(whole) + "]") + " has an empty name",
                       "write the elements' names with one / between them");
      const std::string name = encode_name(unescaped(step));
      const bool last = end == std::string_view::npos;
      pugi::xml_node there;
      if (!last) {
        for (const pugi::xml_node child : at_.children(name.c_str())) there = child;
      }
      at_ = there ? there : at_.append_child(name.c_str());
      if (last) return {};
      path.remove_prefix(end + 1);
    }
  }

  Error refused(std::string what, std::string fix) const {
    return {Fate::reject, std::move(what), std::move(fix), {"", number_, 1, ""}, ""};
  }

  pugi::xml_node top_, at_;
  const SeenValue& seen_;
  unsigned number_ = 0;
};

}  // namespace

Result<std::string> write_key_value(const Document& document, const Format& format) {
  Writer writer(format.line_end.empty() ? "\n" : format.line_end);
  if (auto put = writer.element(document.root(), "", 0); !put) return put.error();
  return from_utf8(writer.out, format.charset);
}

Result<Document> read_key_value(std::string_view bytes, const Format& format,
                                const std::string& root, const SeenValue& seen) {
  auto text = whole_utf8(bytes, format.charset);
  if (!text) return text.error();
  Document out;
  Reader reader(out.tree().append_child(root.c_str()), seen);
  const std::string_view all = *text;
  for (std::size_t at = 0; at < all.size();) {
    const std::size_t end = std::min(all.find('\n', at), all.size());
    if (auto read = reader.line(all.substr(at, end - at), at); !read) return read.error();
    at = end + 1;
  }
  return out;
}

}  // namespace norekey::mapping::formats
