/// Which bytes of a text a node was read from: the text is read again, only when somebody asks.
#include <algorithm>

#include "core/text.hpp"
#include "mapping/csv.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/formats/parts.hpp"
#include "mapping/names.hpp"

namespace norekey::mapping::formats {
namespace {

/// From the root's child down to the node: names, and which one of that name it is, from 0.
struct Way {
  std::vector<std::pair<std::string, std::size_t>> steps;
  std::string attribute;
};

Way way_to(const pugi::xpath_node& found) {
  Way out;
  pugi::xml_node node = found.attribute() ? found.parent() : found.node();
  if (found.attribute()) out.attribute = found.attribute().name();
  for (; node && node.parent() && node.parent().type() == pugi::node_element;
       node = node.parent()) {
    std::size_t before = 0;
    for (pugi::xml_node n = node.previous_sibling(node.name()); n;
         n = n.previous_sibling(node.name()))
      ++before;
    out.steps.insert(out.steps.begin(), {node.name(), before});
  }
  return out;
}

std::size_t mark_bytes(std::string_view text) {
  return text.substr(0, 3) == "\xEF\xBB\xBF" ? 3 : 0;
}

/// Walks a JSON text that is known to be well-formed.
class JsonWalker {
 public:
  explicit JsonWalker(std::string_view text) : text_(text), at_(mark_bytes(text)) {}

  std::optional<Range> find(const Way& way) {
    blanks();
    for (std::size_t i = 0; i < way.steps.size(); ++i) {
      if (!enter(way.steps[i].first, way.steps[i].second)) return std::nullopt;
    }
    if (!way.attribute.empty() && !enter(encode_name("@" + way.attribute), 0) &&
        !enter(way.attribute, 0))
      return std::nullopt;
    blanks();
    const std::size_t from = at_;
    skip();
    return Range{from, at_};
  }

 private:
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void blanks() { at_ = std::min(text_.find_first_not_of(" \t\r\n", at_), text_.size()); }

  /// Steps to the value of the nth element of that name. A member that is a list stands for its
  /// elements; a list in a list, and one at the top, has elements called item.
  bool enter(const std::string& name, std::size_t number) {
    blanks();
    if (here() == '[') return name == "item" && element(number);
    if (here() != '{') return false;
    ++at_;
    for (;;) {
      blanks();
      if (here() != '"') return false;
      const std::string key = string();
      blanks();
      ++at_;  // ':'
      blanks();
      const std::size_t value = at_;
      if (encode_name(key) == name) {
        if (here() == '[' ? element(number) : number-- == 0) return true;
        at_ = value;
        if (here() == '[') return false;
      }
      skip();
      blanks();
      if (here() != ',') return false;
      ++at_;
    }
  }

  bool element(std::size_t number) {
    ++at_;
    blanks();
    if (here() == ']') return false;
    for (; number > 0; --number) {
      skip();
      blanks();
      if (here() != ',') return false;
      ++at_;
      blanks();
    }
    return true;
  }

  /// The text of a string, without what escapes stand for but quotes and backslashes.
  std::string string() {
    std::string out;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
      if (at_ < text_.size()) out += text_[at_];
    }
    ++at_;
    return out;
  }

  void skip() {
    int depth = 0;
    do {
      blanks();
      const char c = here();
      if (c == '"') {
        string();
      } else if (c == '{' || c == '[') {
        ++depth;
        ++at_;
      } else if (c == '}' || c == ']') {
        --depth;
        ++at_;
      } else if (c == ',' || c == ':') {
        if (depth == 0) return;
        ++at_;
      } else {
        at_ = std::min(text_.find_first_of(" \t\r\n,:]}", at_), text_.size());
      }
    } while (depth > 0 && at_ < text_.size());
  }

  std::string_view text_;
  std::size_t at_;
};

std::optional<Range> in_csv(std::string_view text, const Format& format, const Way& way) {
  if (way.steps.size() != 2) return std::nullopt;
  CsvReader reader(text, format.separator, format.quote != "never");
  std::vector<std::string> fields, names;
  if (format.header) {
    auto head = reader.next(fields);
    if (!head || !*head) return std::nullopt;
    for (const std::string& name : fields) names.push_back(encode_name(trim(name)));
  }
  for (std::size_t seen = 0;;) {
    auto more = reader.next(fields);
    if (!more || !*more) return std::nullopt;
    const Record* record = record_of_row(fields, format);
    if (row_name(format, record) != way.steps[0].first || seen++ != way.steps[0].second) continue;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      std::string name = "c" + std::to_string(i + 1);
      if (i < names.size() && !names[i].empty()) name = names[i];
      if (!format.header && record != nullptr && i < record->columns.size())
        name = record->columns[i].name;
      if (name == way.steps[1].first)
        return Range{reader.places()[i].first, reader.places()[i].second};
    }
    return std::nullopt;
  }
}

std::optional<Range> in_fixed(std::string_view text, const Format& format, const Way& way) {
  if (way.steps.size() != 2) return std::nullopt;
  std::size_t at = format.charset == Charset::utf8 ? mark_bytes(text) : 0, seen = 0;
  for (unsigned number = 1; at < text.size(); ++number) {
    const auto record = next_fixed(text.substr(at), format, number);
    if (!record || record->bytes == 0) return std::nullopt;
    if (record->record != nullptr && record->record->name == way.steps[0].first &&
        seen++ == way.steps[0].second) {
      std::size_t from = at;
      for (const Column& column : record->record->columns) {
        std::size_t bytes = column.width;
        if (format.charset == Charset::utf8)
          bytes = first_characters(text.substr(from, record->bytes), column.width).size();
        if (column.name == way.steps[1].first) return Range{from, from + bytes};
        from += bytes;
      }
      return std::nullopt;
    }
    at += record->bytes;
  }
  return std::nullopt;
}

/// Whether an attribute declares a namespace.
bool declares(std::string_view name) { return name == "xmlns" || name.starts_with("xmlns:"); }

/// Walks the tags of an XML text that is known to be well-formed. Elements go by their number among
/// their siblings, attributes by theirs in the element: prefixes of the format may stand in the
/// tree for those of the sender.
class XmlWalker {
 public:
  explicit XmlWalker(std::string_view text) : text_(text) {}

  /// Between its start and its end tag; of an attribute between its quotes.
  std::optional<Range> find(const std::vector<std::size_t>& way,
                            std::optional<std::size_t> attribute) {
    std::optional<std::size_t> content;
    while ((at_ = text_.find('<', at_)) < text_.size()) {
      const std::size_t tag = at_;
      if (pass("<!--", "-->") || pass("<![CDATA[", "]]>") || pass("<?", "?>")) continue;
      const bool closes = text_.substr(tag, 2) == "</";
      if (closes && count_.empty()) return std::nullopt;
      if (closes && content && open_.size() == way.size()) return Range{*content, tag};
      if (closes) {
        if (!open_.empty()) open_.pop_back();
        count_.pop_back();
      } else {
        enter();
      }
      const bool found = !closes && open_ == way;
      if (found && attribute) return in_tag(*attribute);
      to_tag_end();
      if (found) content = at_;
      if (closes || text_[at_ - 2] != '/') continue;
      if (found) return Range{at_, at_};
      if (!open_.empty()) open_.pop_back();
      count_.pop_back();
    }
    return std::nullopt;
  }

 private:
  bool pass(std::string_view open, std::string_view close) {
    if (text_.substr(at_, open.size()) != open) return false;
    at_ = std::min(text_.find(close, at_), text_.size() - close.size()) + close.size();
    return true;
  }

  /// The root has no number: a way begins below it.
  void enter() {
    if (!count_.empty()) open_.push_back(count_.back()++);
    count_.push_back(0);
  }

  void to_tag_end() {
    for (char quote = 0; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        ++at_;
        return;
      }
    }
  }

  /// The attribute of that number, declarations of namespaces left out.
  std::optional<Range> in_tag(std::size_t attribute) {
    constexpr std::string_view blanks = " \t\r\n";
    at_ = text_.find_first_of(" \t\r\n>", at_);
    for (;;) {
      const std::size_t name = text_.find_first_not_of(blanks, at_);
      const std::size_t end = text_.find_first_of(" \t\r\n=/>", name);
      const std::size_t open = text_.find_first_of("'\">", end);
      if (open >= text_.size() || text_[open] == '>') return std::nullopt;
      const std::size_t close = text_.find(text_[open], open + 1);
      if (close == std::string_view::npos) return std::nullopt;
      if (!declares(text_.substr(name, end - name)) && attribute-- == 0)
        return Range{open + 1, close};
      at_ = close + 1;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<std::size_t> open_, count_;
};

std::optional<Range> in_xml(std::string_view text, const pugi::xpath_node& found) {
  std::vector<std::size_t> way;
  pugi::xml_node node = found.attribute() ? found.parent() : found.node();
  if (node.type() != pugi::node_element) node = node.parent();
  for (; node.parent().type() == pugi::node_element; node = node.parent()) {
    std::size_t before = 0;
    for (pugi::xml_node n = node.previous_sibling(); n; n = n.previous_sibling())
      before += n.type() == pugi::node_element ? 1 : 0;
    way.insert(way.begin(), before);
  }
  if (!found.attribute()) return XmlWalker(text).find(way, std::nullopt);
  std::size_t number = 0;
  for (const pugi::xml_attribute a : found.parent().attributes()) {
    if (a == found.attribute()) break;
    number += declares(a.name()) ? 0 : 1;
  }
  return XmlWalker(text).find(way, number);
}

/// Formats whose reader tells of each value it reads.
std::optional<Range> as_read(std::string_view text, const Format& format, const Way& way) {
  std::optional<Range> out;
  const auto seen = [&](const pugi::xpath_node& node, Range range) {
    const Way here = way_to(node);
    if (!out && here.steps == way.steps && here.attribute == way.attribute) out = range;
  };
  const auto read = format.kind == Kind::sql ? read_sql(text, format, "d", seen)
                                             : read_key_value(text, format, "d", seen);
  if (!read || !out) return std::nullopt;
  if (format.charset == Charset::utf8) return out;
  const auto utf8 = to_utf8(text, format.charset).value();  // a character is one byte of the text
  const auto bytes = [&](std::size_t at) {
    return count_characters(std::string_view(utf8).substr(0, at));
  };
  return Range{bytes(out->from), bytes(out->to)};
}

}  // namespace

std::optional<Range> locate(std::string_view text, const Format& format,
                            const pugi::xpath_node& node) {
  if (!node) return std::nullopt;
  switch (format.kind) {
    case Kind::json:
    case Kind::json_lines:
      return JsonWalker(text).find(way_to(node));
    case Kind::csv:
      return in_csv(text, format, way_to(node));
    case Kind::fixed:
      return in_fixed(text, format, way_to(node));
    case Kind::xml:
      return in_xml(text, node);
    case Kind::key_value:
    case Kind::sql:
      break;
  }
  return as_read(text, format, way_to(node));
}

}  // namespace norekey::mapping::formats
