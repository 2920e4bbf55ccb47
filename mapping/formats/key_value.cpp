/// key=value: one field a line; [line] begins an element that holds the fields below it.
#include "core/text.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/names.hpp"

namespace norekey::mapping::formats {
namespace {

/// Blanks, and the letters that stand for them behind a backslash.
constexpr std::string_view kBlanks = " \t\v\f", kBlankLetters = "stvf";

/// Blanks at an end would be cut off when it is read again.
std::string escaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool at_end = i == 0 || i + 1 == text.size();
    const std::size_t blank = at_end ? kBlanks.find(c) : std::string_view::npos;
    if (blank != std::string_view::npos) {
      out += {'\\', kBlankLetters[blank]};
    } else if (c == '\\') {
      out += "\\\\";
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

/// "name=value"; one that would look like [element] keeps its last bracket apart.
std::string pair_line(const std::string& name, std::string_view value) {
  std::string text = escaped(value);
  if (name.front() == '[' && !text.empty() && text.back() == ']')
    text.insert(text.size() - 1, "\\");
  return name + "=" + text;
}

Result<void> write_element(const pugi::xml_node& node, const std::string& path,
                           const std::string& end, int depth, std::string& out) {
  if (depth > kMostDepth)
    return Error{Fate::reject, "the document is nested too deeply", "at most 200 levels", {}, ""};
  for (const pugi::xml_attribute a : node.attributes())
    out += pair_line("@" + decode_name(a.name()), a.value()) + end;
  for (const pugi::xml_node child : node.children()) {
    if (child.type() == pugi::node_element && is_leaf(child) && !child.first_attribute())
      out += pair_line(decode_name(child.name()), child.text().get()) + end;
  }
  for (const pugi::xml_node child : node.children()) {
    if (child.type() != pugi::node_element || (is_leaf(child) && !child.first_attribute()))
      continue;
    const std::string name = decode_name(child.name());
    const std::string inner = path.empty() ? name : path + "/" + name;
    out += "[" + inner + "]" + end;
    if (auto put = write_element(child, inner, end, depth + 1, out); !put) return put;
  }
  return {};
}

/// The element that [line/component] begins: a new one below the last of those before.
pugi::xml_node begun(pugi::xml_node root, const std::string& path) {
  pugi::xml_node at = root;
  const std::vector<std::string> steps = split(path, '/');
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string name = encode_name(trim(steps[i]));
    pugi::xml_node last;
    if (i + 1 < steps.size()) {
      for (const pugi::xml_node child : at.children(name.c_str())) last = child;
    }
    at = last ? last : at.append_child(name.c_str());
  }
  return at;
}

}  // namespace

Result<std::string> write_key_value(const Document& document, const Format& format) {
  std::string out;
  const std::string end = format.line_end.empty() ? "\n" : format.line_end;
  if (auto put = write_element(document.root(), "", end, 0, out); !put) return put.error();
  return from_utf8(out, format.charset);
}

Result<Document> read_key_value(std::string_view bytes, const Format& format,
                                const std::string& root) {
  auto text = to_utf8(bytes, format.charset);
  if (!text) return text.error();
  if (auto fine = no_nul(*text); !fine) return fine.error();
  Document out;
  pugi::xml_node top = out.tree().append_child(root.c_str()), at = top;
  unsigned line = 0;
  std::string_view rest = *text;
  while (!rest.empty()) {
    ++line;
    const auto end = rest.find('\n');
    std::string_view one = trim(rest.substr(0, end));
    while (one.substr(0, 3) == "\xEF\xBB\xBF") one = trim(one.substr(3));
    rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
    if (one.empty() || one[0] == '#' || one[0] == ';') continue;
    const bool apart = one.size() > 1 && one[one.size() - 2] == '\\';
    if (one.front() == '[' && one.back() == ']' && !apart) {
      if (std::count(one.begin(), one.end(), '/') > kMostDepth)
        return Error{Fate::reject,
                     "the document is nested too deeply",
                     "at most 200 levels",
                     {"", line, 1, ""},
                     ""};
      at = one.size() == 2 ? top : begun(top, std::string(one.substr(1, one.size() - 2)));
      continue;
    }
    const auto equals = one.find('=');
    if (equals == std::string_view::npos || trim(one.substr(0, equals)).empty()) {
      return Error{Fate::reject,
                   "the line " + shown(one) + " is neither key=value nor [element]",
                   "write  key=value, or begin a comment with #",
                   {"", line, 1, ""},
                   ""};
    }
    const std::string name(trim(one.substr(0, equals)));
    const std::string value = unescaped(trim(one.substr(equals + 1)));
    if (name[0] == '@' && name.size() > 1) {
      at.append_attribute(encode_name(std::string_view(name).substr(1)).c_str())
          .set_value(value.c_str());
    } else {
      pugi::xml_node made = at.append_child(encode_name(name).c_str());
      if (!value.empty()) made.append_child(pugi::node_pcdata).set_value(value.c_str());
    }
  }
  return out;
}

}  // namespace norekey::mapping::formats
