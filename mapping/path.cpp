#include "mapping/path.hpp"

#include <array>

#include "core/text.hpp"

namespace norekey::mapping {
namespace {

bool is_name(std::string_view s) {
  if (s == "." || s == "..") return true;
  if (s.empty()) return false;
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
  };
  for (std::size_t i = 0; i < s.size(); ++i) {
    const bool more = (s[i] >= '0' && s[i] <= '9') || s[i] == '-' || s[i] == '.';
    if (!letter(s[i]) && (i == 0 || !more)) return false;
  }
  return true;
}

/// The steps of a path made of names only; empty where it is more than that.
std::vector<std::string> simple_steps(std::string_view text) {
  std::vector<std::string> steps = split(text, '/');
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const bool attribute = i + 1 == steps.size() && steps[i].size() > 1 && steps[i][0] == '@';
    if (!is_name(attribute ? std::string_view(steps[i]).substr(1) : std::string_view(steps[i])))
      return {};
  }
  return steps;
}

/// The text without its string literals, so that operators can be looked for.
std::string without_literals(std::string_view text) {
  std::string out;
  char quote = 0;
  for (const char c : text) {
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if (c == '\'' || c == '"') {
      quote = c;
      out += "''";
    } else {
      out += c;
    }
  }
  return out;
}

/// The part of an XPath that would compute with numbers; "" where there is none.
std::string numeric_part(std::string_view text) {
  const std::string bare = without_literals(text);
  static constexpr std::array<std::string_view, 12> parts = {
      "<",     ">",    "+",       " - ",    " * ",    " div ",
      " mod ", "sum(", "number(", "count(", "floor(", "ceiling("};
  for (const std::string_view part : parts) {
    if (bare.find(part) != std::string::npos) return std::string(trim(part));
  }
  const auto round_at = bare.find("round(");
  return round_at != std::string::npos ? "round(" : "";
}

void walk(const pugi::xml_node& at, const std::vector<std::string>& steps, std::size_t i,
          std::vector<pugi::xml_node>& out) {
  if (!at) return;
  if (i == steps.size() || steps[i][0] == '@') {
    out.push_back(at);
  } else if (steps[i] == ".") {
    walk(at, steps, i + 1, out);
  } else if (steps[i] == "..") {
    walk(at.parent(), steps, i + 1, out);
  } else {
    for (const pugi::xml_node child : at.children(steps[i].c_str())) walk(child, steps, i + 1, out);
  }
}

}  // namespace

Result<Path> Path::compile(std::string_view text) {
  Path out;
  out.text_ = std::string(trim(text));
  if (out.text_.empty()) {
    return Error{Fate::halt,
                 "the path is empty",
                 "name an element of the source, such as buyer/account",
                 {},
                 ""};
  }
  out.steps_ = simple_steps(out.text_);
  if (!out.steps_.empty()) return out;
  if (const std::string part = numeric_part(out.text_); !part.empty()) {
    return Error{Fate::halt,
                 "the path " + shown(out.text_) + " computes with numbers (" + part +
                     "), which XPath does in binary floating point",
                 "select with the path, and compute with sum, times, divide, when",
                 {},
                 ""};
  }
  try {
    auto query = std::make_shared<pugi::xpath_query>(out.text_.c_str());
    if (query->return_type() == pugi::xpath_type_number) {
      return Error{Fate::halt,
                   "the path " + shown(out.text_) +
                       " gives a number of XPath's, which is binary floating point",
                   "write numbers with value, and compute with sum, times, divide",
                   {},
                   ""};
    }
    out.query_ = std::move(query);
  } catch (const pugi::xpath_exception& e) {
    const auto at = e.result().offset;
    return Error{Fate::halt,
                 "the path " + shown(out.text_) +
                     " is not XPath 1.0: " + lower(e.result().description()) + " (character " +
                     std::to_string(at + 1) + ")",
                 "a path looks like buyer/account or charge[@type='freight']/amount",
                 {},
                 ""};
  }
  return out;
}

Texts Path::select(const pugi::xml_node& at) const {
  Texts out;
  if (query_ == nullptr) {
    std::vector<pugi::xml_node> found;
    walk(at, steps_, 0, found);
    const bool attribute = steps_.back()[0] == '@';
    for (const pugi::xml_node& node : found) {
      if (!attribute) {
        out.emplace_back(node.text().get());
      } else if (const auto a = node.attribute(steps_.back().c_str() + 1)) {
        out.emplace_back(a.value());
      }
    }
    return out;
  }
  if (query_->return_type() == pugi::xpath_type_node_set) {
    for (const pugi::xpath_node& found : query_->evaluate_node_set(at)) {
      out.emplace_back(found.attribute() ? found.attribute().value() : found.node().text().get());
    }
    return out;
  }
  std::string value = query_->evaluate_string(at);
  if (!value.empty()) out.push_back(std::move(value));
  return out;
}

std::vector<pugi::xml_node> Path::nodes(const pugi::xml_node& at) const {
  std::vector<pugi::xml_node> out;
  if (query_ == nullptr) {
    if (steps_.back()[0] != '@') walk(at, steps_, 0, out);
  } else if (query_->return_type() == pugi::xpath_type_node_set) {
    for (const pugi::xpath_node& found : query_->evaluate_node_set(at)) {
      if (found.node()) out.push_back(found.node());
    }
  }
  return out;
}

}  // namespace norekey::mapping
