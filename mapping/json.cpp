/// JSON to the tree, in one pass over the bytes, keeping the text of numbers.
#include <boost/json/basic_parser_impl.hpp>

#include "core/text.hpp"
#include "mapping/document.hpp"
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
  };

  std::vector<Frame> frames;
  std::string key, text;
  bool nul = false;

  pugi::xml_node open() {
    Frame& top = frames.back();
    return top.node.append_child(top.array ? top.name.c_str() : key.c_str());
  }
  bool leaf(std::string_view value) {
    if (value.find('\0') != std::string_view::npos) {
      nul = true;
      return false;
    }
    pugi::xml_node node = frames.size() == 1 ? frames.back().node : open();
    if (!value.empty()) node.append_child(pugi::node_pcdata).set_value(std::string(value).c_str());
    text.clear();
    return true;
  }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) {
    pugi::xml_node node = frames.size() == 1 && !frames.back().array ? frames.back().node : open();
    frames.push_back({node, false, ""});
    return true;
  }
  bool on_object_end(std::size_t, error_code&) {
    frames.pop_back();
    return true;
  }
  bool on_array_begin(error_code&) {
    Frame& top = frames.back();
    if (frames.size() == 1) {
      frames.push_back({top.node, true, "item"});
    } else if (top.array) {
      frames.push_back({open(), true, "item"});
    } else {
      frames.push_back({top.node, true, key});
    }
    return true;
  }
  bool on_array_end(std::size_t, error_code&) {
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
    return leaf(text);
  }
  bool on_bool(bool b, error_code&) { return leaf(b ? "true" : "false"); }
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

}  // namespace

Result<Document> from_json(std::string_view text, std::string_view root) {
  if (const auto at = invalid_utf8(text); at != std::string_view::npos) {
    return Error{Fate::reject, "not JSON: a byte that is not UTF-8", "have the sender use UTF-8",
                 place_of(text, at), ""};
  }
  Document out;
  boost::json::parse_options options;
  options.max_depth = kMostDepth;
  boost::json::basic_parser<TreeBuilder> parser(options);
  parser.handler().frames.push_back(
      {out.tree().append_child(std::string(root).c_str()), false, ""});
  error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (parser.handler().nul) {
    return Error{Fate::reject, "a character U+0000 cannot be part of a document",
                 "remove it at the source", place_of(text, read), ""};
  }
  if (ec) {
    return Error{Fate::reject, "not JSON: " + lower_first(ec.message()),
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
