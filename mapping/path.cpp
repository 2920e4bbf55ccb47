#include "mapping/path.hpp"

#include <array>

#include "core/text.hpp"
#include "mapping/names.hpp"

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

/// "row/Order No" as row/Order_x0020_No, its names written as elements are; "" where it is more
/// than names.
std::string as_names(const std::string& text) {
  if (text.find_first_of("[]()='\"$*|:,<>") != std::string::npos) return "";
  std::vector<std::string> out;
  for (const std::string& step : split(text, '/')) {
    const std::string name{trim(step)};
    if (name.empty()) return "";
    out.push_back(is_name(name) ? name : element_name(name));
  }
  return join(out, "/");
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

/// Calls `f` with each node that the steps lead to, the parent where the last one is an attribute.
template <class F>
void walk(const pugi::xml_node& at, const std::vector<std::string>& steps, std::size_t i,
          const F& f) {
  if (!at) return;
  if (i == steps.size() || steps[i][0] == '@') {
    f(at);
  } else if (steps[i] == ".") {
    walk(at, steps, i + 1, f);
  } else if (steps[i] == "..") {
    walk(at.parent(), steps, i + 1, f);
  } else {
    for (pugi::xml_node child = at.child(steps[i].c_str()); child;
         child = child.next_sibling(steps[i].c_str()))
      walk(child, steps, i + 1, f);
  }
}

/// Calls `f` with each text that a simple path leads to.
template <class F>
void walk_texts(const pugi::xml_node& from, const std::vector<std::string>& steps, const F& f) {
  const bool attribute = steps.back()[0] == '@';
  walk(from, steps, 0, [&](const pugi::xml_node& node) {
    if (!attribute) {
      f(node.text().get());
    } else if (const auto a = node.attribute(steps.back().c_str() + 1)) {
      f(a.value());
    }
  });
}

bool is_variable(std::string_view text) {
  if (text.size() < 2 || text[0] != '$') return false;
  for (const char c : text.substr(1)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-' || c == '.';
    if (!plain) return false;
  }
  return true;
}

std::string numbered(const pugi::xml_node& node) {
  std::size_t before = 0;
  for (pugi::xml_node n = node.previous_sibling(node.name()); n;
       n = n.previous_sibling(node.name()))
    ++before;
  if (before == 0 && !node.next_sibling(node.name())) return node.name();
  return std::string(node.name()) + "[" + std::to_string(before + 1) + "]";
}

pugi::xpath_node_set sorted(const pugi::xpath_query& query, const pugi::xml_node& at) {
  pugi::xpath_node_set out = query.evaluate_node_set(at);
  out.sort();
  return out;
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
  if (is_variable(out.text_)) {
    out.variable_ = out.text_.substr(1);
    return out;
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
    const std::string names = as_names(out.text_);
    return Error{Fate::halt,
                 "the path " + shown(out.text_) +
                     " is not XPath 1.0: " + lower(e.result().description()) + " (character " +
                     std::to_string(at + 1) + ")",
                 names.empty() ? "a path looks like buyer/account or charge[@type='freight']/amount"
                               : "where these are names of the source, write  " + names,
                 {},
                 ""};
  }
  return out;
}

const std::string* Scope::find(std::string_view name) const {
  for (const Scope* scope = this; scope != nullptr; scope = scope->outer) {
    for (auto one = scope->values.rbegin(); one != scope->values.rend(); ++one) {
      if (one->first == name) return &one->second;
    }
  }
  return nullptr;
}

Texts Path::select(const pugi::xml_node& at, const Scope* scope) const {
  Texts out;
  if (!variable_.empty()) {
    const std::string* value = scope == nullptr ? nullptr : scope->find(variable_);
    if (value != nullptr && !value->empty()) out.push_back(*value);
  } else if (query_ == nullptr) {
    walk_texts(at, steps_, [&](const char* text) { out.emplace_back(text); });
  } else if (query_->return_type() == pugi::xpath_type_node_set) {
    for (const pugi::xpath_node& found : sorted(*query_, at)) {
      out.emplace_back(found.attribute() ? found.attribute().value() : found.node().text().get());
    }
  } else {
    std::string value = query_->evaluate_string(at);
    if (!value.empty()) out.push_back(std::move(value));
  }
  return out;
}

std::size_t Path::take(const pugi::xml_node& at, const Scope* scope, std::string& first) const {
  if (query_ == nullptr && variable_.empty()) {
    std::size_t n = 0;
    walk_texts(at, steps_, [&](const char* text) {
      if (n++ == 0) first = text;
    });
    return n;
  }
  Texts all = select(at, scope);
  if (!all.empty()) first = std::move(all.front());
  return all.size();
}

bool Path::present(const pugi::xml_node& at, const Scope* scope) const {
  if (query_ != nullptr && query_->return_type() == pugi::xpath_type_boolean)
    return query_->evaluate_boolean(at);
  for (const std::string& one : select(at, scope)) {
    if (!one.empty()) return true;
  }
  for (const pugi::xml_node& node : nodes(at)) {
    if (node.find_child([](const pugi::xml_node& n) { return n.type() == pugi::node_element; }))
      return true;
  }
  return false;
}

std::vector<pugi::xml_node> Path::nodes(const pugi::xml_node& at) const {
  std::vector<pugi::xml_node> out;
  if (!variable_.empty()) return out;
  if (query_ == nullptr) {
    if (steps_.back()[0] != '@')
      walk(at, steps_, 0, [&](const pugi::xml_node& node) { out.push_back(node); });
  } else if (query_->return_type() == pugi::xpath_type_node_set) {
    for (const pugi::xpath_node& found : sorted(*query_, at)) {
      if (found.node()) out.push_back(found.node());
    }
  }
  return out;
}

std::vector<std::pair<std::string, pugi::xpath_node>> Path::places(const pugi::xml_node& at) const {
  std::vector<std::pair<std::string, pugi::xpath_node>> out;
  const auto add = [&](const pugi::xpath_node& found) {
    out.emplace_back(place_in_tree(found), found);
  };
  if (!variable_.empty()) return out;
  if (query_ == nullptr) {
    const bool attribute = steps_.back()[0] == '@';
    walk(at, steps_, 0, [&](const pugi::xml_node& node) {
      if (!attribute) {
        add(node);
      } else if (const auto a = node.attribute(steps_.back().c_str() + 1)) {
        add(pugi::xpath_node(a, node));
      }
    });
  } else if (query_->return_type() == pugi::xpath_type_node_set) {
    for (const pugi::xpath_node& found : sorted(*query_, at)) add(found);
  }
  return out;
}

std::string place_in_tree(const pugi::xpath_node& found) {
  std::string out;
  pugi::xml_node node = found.attribute() ? found.parent() : found.node();
  if (node && node.type() == pugi::node_pcdata) node = node.parent();
  for (; node && node.type() == pugi::node_element; node = node.parent())
    out = "/" + numbered(node) + out;
  return found.attribute() ? out + "/@" + found.attribute().name() : out;
}

}  // namespace norekey::mapping
