#include "config/yaml_syntax.hpp"

#include <algorithm>
#include <map>

#include "core/text.hpp"

namespace norekey::config {
namespace {

constexpr int kMostMistakes = 20;

/// One mistake: 1-based line and column.
struct Mistake {
  std::size_t line = 0, column = 0;
  std::string what, fix;
};

std::size_t indentation(const std::string& line) {
  return std::min(line.find_first_not_of(" \t"), line.size());
}

bool is_blank(const std::string& line) {
  const std::size_t at = indentation(line);
  return at == line.size() || line[at] == '#' || line[at] == '\r';
}

/// yaml-cpp repeats the character that it does not know, whatever it is.
std::string in_one_line(const std::string& text) {
  const std::string quoted = shown(text);
  return quoted.substr(1, quoted.size() - 2);
}

/// Where a quoted text ends that begins at `at`: behind its closing mark; npos: it is not closed.
/// YAML 1.2, sections 7.3.1 and 7.3.2.
std::size_t end_of_quoted(const std::string& text, std::size_t at) {
  const char mark = text[at];
  for (++at; at < text.size(); ++at) {
    if (mark == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == mark) {
      if (mark == '"' || at + 1 >= text.size() || text[at + 1] != '\'') return at + 1;
      ++at;
    }
  }
  return std::string::npos;
}

Mistake open_quote(std::size_t line, std::size_t column, char mark) {
  return {line, column, "not YAML: a quotation mark is opened here and not closed",
          std::string("close it with  ") + mark};
}

/// Quoted texts that take in the rest of the file, which yaml-cpp lets pass.
class OpenQuotes {
 public:
  explicit OpenQuotes(const std::string& text) : text_(text) {
    starts_.push_back(0);
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 1))
      starts_.push_back(at + 1);
  }

  std::optional<Mistake> find(const YAML::Node& node) {
    const YAML::Mark mark = node.Mark();
    if (mark.is_null()) return std::nullopt;
    if (node.IsScalar()) return at(mark);
    if (!seen_.emplace(mark.line, mark.column).second) return std::nullopt;  // an alias
    for (const auto& one : node) {
      auto found = node.IsMap() ? find(one.first) : find(one);
      if (!found && node.IsMap()) found = find(one.second);
      if (found) return found;
    }
    return std::nullopt;
  }

 private:
  std::optional<Mistake> at(const YAML::Mark& mark) const {
    const auto line = static_cast<std::size_t>(mark.line);
    const auto column = static_cast<std::size_t>(mark.column);
    if (line >= starts_.size()) return std::nullopt;
    const std::size_t begin = starts_[line] + column;
    if (begin >= text_.size() || (text_[begin] != '"' && text_[begin] != '\'')) return std::nullopt;
    if (end_of_quoted(text_, begin) != std::string::npos) return std::nullopt;
    return Mistake{line + 1, column + 1, "not YAML: a quotation mark is opened here and not closed",
                   std::string("close it with  ") + text_[begin]};
  }

  const std::string& text_;
  std::vector<std::size_t> starts_;
  std::set<std::pair<int, int>> seen_;
};

class Reader {
 public:
  Reader(const std::string& text, LeftOut& left_out)
      : lines_(split(text, '\n')), left_out_(left_out) {
    if (!lines_.empty() && lines_[0].rfind("\xEF\xBB\xBF", 0) == 0) lines_[0].erase(0, 3);
  }

  /// The tree, or the next mistake.
  std::optional<YAML::Node> read(Mistake& mistake) const {
    const std::string text = join(lines_, "\n");
    try {
      YAML::Node node = YAML::Load(text);
      const auto open = OpenQuotes(text).find(node);
      if (!open) return node;
      mistake = *open;
    } catch (const YAML::Exception& e) {
      mistake = mistake_of(e);
    }
    return std::nullopt;
  }

  /// The value of the mistake's line is left out, with the lines that are indented below it; where
  /// it was already, the whole line. A line that is indented with tabs stays, with blanks.
  void leave_out(const Mistake& mistake) {
    const std::size_t index = std::min(mistake.line, lines_.size()) - 1;
    std::string& line = lines_[index];
    if (tabs_of(line).find('\t') != std::string::npos) return indent_with_blanks(index);
    const std::size_t indent = indentation(line), colon = line.find(':');
    const bool again = !left_out_.lines.insert(static_cast<unsigned>(mistake.line)).second;
    const std::string key = key_of(line);
    if (!key.empty()) left_out_.keys.insert(key);
    if (const std::string above = key_above(index, indent); !above.empty())
      left_out_.keys.insert(above);
    line = again || key.empty() || colon < indent ? "" : line.substr(0, colon + 1);
    for (std::size_t i = index + 1; i < lines_.size(); ++i) {
      if (is_blank(lines_[i])) continue;
      if (indentation(lines_[i]) <= indent) break;
      left_out_.lines.insert(static_cast<unsigned>(i + 1));
      lines_[i].clear();
    }
  }

  bool was_left_out(const Mistake& mistake) const {
    return left_out_.lines.contains(static_cast<unsigned>(mistake.line));
  }

  bool is_empty_at(const Mistake& mistake) const {
    return mistake.line == 0 || mistake.line > lines_.size() || is_blank(lines_[mistake.line - 1]);
  }

 private:
  static std::string tabs_of(const std::string& line) { return line.substr(0, indentation(line)); }

  /// As lines with the same tabs were, else as the line before, or below it where that opens a
  /// block: so that what stands beside and below it keeps its place.
  void indent_with_blanks(std::size_t index) {
    std::string& line = lines_[index];
    const std::string tabs = tabs_of(line);
    auto known = blanks_.find(tabs);
    if (known == blanks_.end()) known = blanks_.emplace(tabs, meant_indentation(index)).first;
    line = std::string(known->second, ' ') + line.substr(tabs.size());
    left_out_.lines.insert(static_cast<unsigned>(index + 1));
  }

  std::size_t meant_indentation(std::size_t index) const {
    std::size_t before = index;
    while (before > 0 && is_blank(lines_[before - 1])) --before;
    if (before == 0) return 0;
    const std::string& line = lines_[before - 1];
    const std::size_t indent = indentation(line);
    if (!trim(line).ends_with(":")) return indent;
    for (std::size_t i = index + 1; i < lines_.size(); ++i) {
      if (is_blank(lines_[i]) || tabs_of(lines_[i]).find('\t') != std::string::npos) continue;
      return indentation(lines_[i]) > indent ? indentation(lines_[i]) : indent + 2;
    }
    return indent + 2;
  }

  static std::string key_of(const std::string& line) {
    const std::size_t indent = indentation(line), colon = line.find(':');
    return colon == std::string::npos || colon < indent
               ? ""
               : std::string(trim(line.substr(indent, colon - indent)));
  }

  /// The key that the line stands below, which may have no value now.
  std::string key_above(std::size_t index, std::size_t indent) const {
    for (std::size_t i = index; i-- > 0;) {
      if (!is_blank(lines_[i]) && indentation(lines_[i]) < indent) return key_of(lines_[i]);
    }
    return "";
  }

  Mistake mistake_of(const YAML::Exception& e) const {
    const std::size_t line = static_cast<std::size_t>(std::max(e.mark.line, 0)) + 1;
    if (const std::size_t tab = indented_with_tab(line))
      return {tab, 1, "not YAML: the line is indented with a tab", "indent with blanks"};
    const bool list = e.msg == YAML::ErrorMsg::END_OF_SEQ_FLOW;
    if (list || e.msg == YAML::ErrorMsg::END_OF_MAP_FLOW) {
      if (auto open = open_bracket(line, list ? '[' : '{')) return *open;
    }
    return {line, static_cast<std::size_t>(std::max(e.mark.column, 0)) + 1,
            "not YAML: " + in_one_line(e.msg), "check the indentation and the quotes here"};
  }

  /// The line at which reading failed, or the one before, where a tab indents it; 0 = neither. YAML
  /// 1.2, section 6.1.
  std::size_t indented_with_tab(std::size_t failed) const {
    for (std::size_t i = failed < 2 ? 0 : failed - 2; i < std::min(failed, lines_.size()); ++i) {
      if (lines_[i].substr(0, lines_[i].find_first_not_of(" \t")).find('\t') != std::string::npos)
        return i + 1;
    }
    return 0;
  }

  /// The last bracket or quotation mark up to the line where reading failed that nothing closes on
  /// its own line.
  std::optional<Mistake> open_bracket(std::size_t failed, char bracket) const {
    for (std::size_t i = std::min(failed, lines_.size()); i-- > 0;) {
      const std::size_t at = open_in(lines_[i], bracket);
      if (at == std::string::npos) continue;
      const char mark = lines_[i][at];
      if (mark != bracket) return open_quote(i + 1, at + 1, mark);
      return Mistake{i + 1, at + 1,
                     std::string("not YAML: '") + bracket + "' is opened here and not closed",
                     std::string("close it with  ") + (bracket == '[' ? ']' : '}')};
    }
    return std::nullopt;
  }

  static std::size_t open_in(const std::string& line, char bracket) {
    std::vector<std::size_t> open;
    char before = ':';  // the last that was no blank: a quoted text begins behind one of these
    for (std::size_t at = 0; at < line.size(); ++at) {
      const char c = line[at];
      if (c == '#' && (at == 0 || line[at - 1] == ' ')) break;
      if ((c == '"' || c == '\'') && std::string_view(":[{,-").find(before) != std::string::npos) {
        const std::size_t end = end_of_quoted(line, at);
        if (end == std::string::npos) return at;
        at = end - 1;
      } else if (c == bracket) {
        open.push_back(at);
      } else if (c == (bracket == '[' ? ']' : '}') && !open.empty()) {
        open.pop_back();
      }
      if (c != ' ') before = c;
    }
    return open.empty() ? std::string::npos : open.back();
  }

  std::vector<std::string> lines_;
  std::map<std::string, std::size_t> blanks_;  ///< what tabs in front of a line stand for
  LeftOut& left_out_;
};

}  // namespace

std::optional<YAML::Node> parse_yaml(const std::string& text, const std::string& file,
                                     std::vector<Error>& errors, LeftOut& left_out) {
  Reader reader(text, left_out);
  for (int told = 0; told <= kMostMistakes;) {
    Mistake mistake;
    if (auto node = reader.read(mistake)) return node;
    if (!reader.was_left_out(mistake)) {
      if (++told > kMostMistakes) break;
      errors.push_back(
          {Fate::halt,
           mistake.what,
           mistake.fix,
           {file, static_cast<unsigned>(mistake.line), static_cast<unsigned>(mistake.column), ""},
           ""});
    }
    if (reader.is_empty_at(mistake)) return std::nullopt;
    reader.leave_out(mistake);
  }
  return std::nullopt;
}

}  // namespace norekey::config
