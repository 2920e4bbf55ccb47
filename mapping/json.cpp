/// JSON to the tree, in one pass over the bytes, keeping the text of numbers.
#include <boost/json/basic_parser_impl.hpp>

#include "core/text.hpp"
#include "mapping/document.hpp"
#include "mapping/formats/charset.hpp"
#include "mapping/names.hpp"
#include "mapping/place.hpp"

namespace norekey::mapping {
namespace {

using boost::json::error_code;
using Text = boost::json::string_view;

constexpr std::size_t kMostDepth = 100;

/// Builds the tree while Boost.JSON reads. One frame an open object or array.
struct TreeBuilder {
  static constexpr std::size_t max_object_size = std::size_t(-1), max_array_size = std::size_t(-1),
                               max_key_size = 64 * 1024, max_string_size = std::size_t(-1);
  struct Frame {
    pugi::xml_node
        node;  ///< of an object: its element; of an array: the element that holds the repeated ones
    bool array = false;
    std::string name;  ///< of an array: what its elements are called
    bool any = false;  ///< of an array: it has elements
  };

  std::vector<Frame> frames;
  std::string key, text;
  bool nul = false, marks = false;

  pugi::xml_node open() {
    Frame& top = frames.back();
    top.any = true;
    pugi::xml_node out = top.node.append_child(top.array ? top.name.c_str() : key.c_str());
    if (marks && top.array) mark(out, "list");
    return out;
  }
  void mark(pugi::xml_node node, const char* word) const {
    if (!marks) return;
    pugi::xml_attribute a = node.attribute("json");
    if (!a) a = node.append_attribute("json");
    a.set_value(*a.value() == 0 ? word : (std::string(a.value()) + " " + word).c_str());
  }
  bool leaf(const std::string& value, const char* word = nullptr) {
    if (value.find('\0') != std::string_view::npos) {
      nul = true;
      return false;
    }
    pugi::xml_node node = frames.size() == 1 ? frames.back().node : open();
    if (!value.empty()) node.append_child(pugi::node_pcdata).set_value(value.c_str());
    if (word != nullptr) mark(node, word);
    text.clear();
    return true;
  }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    pugi::xml_node node = frames.size() == 1 && !frames.back().array ? frames.back().node : open();
    frames.push_back({node, false, "", false});
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    if (!frames.back().node.first_child()) mark(frames.back().node, "object");
    frames.pop_back();
    return true;
  }
  bool on_array_begin(error_code&) {
    Frame& top = frames.back();
    if (frames.size() == 1) {
      mark(top.node, "array");
      frames.push_back({top.node, true, "item", false});
    } else if (top.array) {
      pugi::xml_node inner = open();
      mark(inner, "array");
      frames.push_back({inner, true, "item", false});
    } else {
      frames.push_back({top.node, true, key, false});
    }
    return true;
  }
  bool on_array_end(std::size_t, error_code&) {
    Frame& ended = frames.back();
    if (marks && !ended.any && ended.name != "item")
      mark(ended.node.append_child(ended.name.c_str()), "none");
    frames.pop_back();
    return true;
  }
  bool on_key_part(Text s, std::size_t, error_code&) {
    text.append(s.data(), s.size());
    return true;
  }
  bool on_key(Text s, std::size_t, error_code&) {
    text.append(s.data(), s.size());
    if (text.find('\0') != std::string::npos) nul = true;
    key = encode_name(text);
    text.clear();
    return !nul;
  }
  bool on_string_part(Text s, std::size_t, error_code&) { return on_key_part(s, 0, ignored); }
  bool on_string(Text s, std::size_t, error_code&) {
    text.append(s.data(), s.size());
    return leaf(text);
  }
  bool on_number_part(Text s, error_code&) { return on_key_part(s, 0, ignored); }
  bool on_int64(std::int64_t, Text s, error_code&) { return number(s); }
  bool on_uint64(std::uint64_t, Text s, error_code&) { return number(s); }
  bool on_double(double, Text s, error_code&) { return number(s); }
  bool number(Text s) {
    text.append(s.data(), s.size());
    return leaf(text, "number");
  }
  bool on_bool(bool b, error_code&) { return leaf(b ? "true" : "false", "flag"); }
  bool on_null(error_code&) {
    pugi::xml_node node = frames.size() == 1 ? frames.back().node : open();
    node.append_attribute("null").set_value("true");
    return true;
  }
  bool on_comment_part(Text, error_code&) { return true; }
  bool on_comment(Text, error_code&) { return true; }

  error_code ignored;
};

std::string lower_first(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return text;
}

/// \uD800 to \uDFFF, which mean something in pairs only (RFC 8259, section 8.2).
bool is_half_a_pair(std::string_view text) {
  return text.size() == 6 && text.starts_with("\\u") && (text[2] == 'd' || text[2] == 'D') &&
         std::string_view("89abcdefABCDEF").find(text[3]) != std::string_view::npos;
}

/// Where \uD800 or the like stands alone shortly before `at`; npos where none does. Its other half
/// may have been read up to the first wrong digit.
std::size_t half_before(std::string_view text, std::size_t at) {
  for (std::size_t i = at < 17 ? 0 : at - 17; i < at; ++i) {
    if (!is_half_a_pair(text.substr(i, 6))) continue;
    const bool first = std::string_view("89abAB").find(text[i + 3]) != std::string_view::npos;
    const std::string_view next = text.substr(std::min(i + 6, text.size()), 6);
    const bool paired = first && is_half_a_pair(next) &&
                        std::string_view("cdefCDEF").find(next[3]) != std::string_view::npos;
    if (!paired && i + 11 >= at) return i;
    if (paired) i += 11;
  }
  return std::string_view::npos;
}

/// Why it cannot be read beyond `at`.
std::string why_not(std::string_view text, std::size_t at) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) return "the document is empty";
  if (at >= text.size()) return "the document ends in the middle";
  if (const auto half = half_before(text, at); half != std::string_view::npos)
    return shown(text.substr(half, 6)) + " is half of a surrogate pair";
  const auto c = static_cast<unsigned char>(text[at]);
  if (c == '\n' || c == '\r') return "a line break inside a text, which is written \\n";
  if (c < 0x20)
    return "a control character inside a text, which is written \\u00" + to_hex(text.substr(at, 1));
  if (c >= 0x80) return "a letter stands outside a text";
  return shown(text.substr(at, 1)) + " is not expected here";
}

}  // namespace

Result<Document> from_json(std::string_view text, std::string_view root, JsonMarks marks) {
  if (auto fine = formats::no_utf16(text); !fine) return fine.error();
  if (text.starts_with("\xEF\xBB\xBF")) {  // a byte order mark counts as blanks: places stay
    std::string blank(text);
    blank.replace(0, 3, "   ");
    return from_json(blank, root, marks);
  }
  if (const auto at = invalid_utf8(text); at != std::string_view::npos) {
    return Error{Fate::reject, "not JSON: a byte that is not UTF-8", "have the sender use UTF-8",
                 place_of(text, at), ""};
  }
  Document out;
  boost::json::parse_options options;
  options.max_depth = kMostDepth;
  boost::json::basic_parser<TreeBuilder> parser(options);
  parser.handler().frames.push_back(
      {out.tree().append_child(std::string(root).c_str()), false, "", false});
  parser.handler().marks = marks == JsonMarks::kept;
  error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (parser.handler().nul) {
    return Error{Fate::reject, "a character U+0000 cannot be part of a document",
                 "remove it at the source", place_of(text, read), ""};
  }
  if (ec) {
    const bool ours = ec != boost::json::error::too_deep && ec != boost::json::error::key_too_large;
    return Error{Fate::reject,
                 "not JSON: " + (ours ? why_not(text, read) : lower_first(ec.message())),
                 "ask the sender, or open the file in an editor", place_of(text, read), ""};
  }
  const auto rest = text.find_first_not_of(" \t\r\n", read);
  if (rest != std::string_view::npos) {
    return Error{Fate::reject, "not JSON: there is more after the end of the document",
                 "ask the sender, or open the file in an editor", place_of(text, rest), ""};
  }
  return out;
}

}  // namespace norekey::mapping
