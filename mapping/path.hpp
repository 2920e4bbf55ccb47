/// path: where a value comes from. XPath 1.0 for selection and strings only; simple paths are
/// compiled to child walks. `$name` reads what the mapping itself computed.
#pragma once
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.hpp"

namespace norekey::mapping {

/// What a path found: the text of each node.
using Texts = std::vector<std::string>;

/// Values that a mapping computed under a name (`let`), from the innermost group outwards.
struct Scope {
  const Scope* outer = nullptr;
  std::vector<std::pair<std::string, std::string>> values{};

  /// nullptr: there is none of that name.
  const std::string* find(std::string_view name) const;
};

class Path {
 public:
  /// halt: not XPath 1.0, or an XPath that computes with numbers (it would do so in binary floating
  /// point).
  static Result<Path> compile(std::string_view text);

  /// Text of every node it selects below `at`, in document order; one text for a string expression
  /// ("" gives none).
  Texts select(const pugi::xml_node& at, const Scope* scope = nullptr) const;

  /// How many nodes it selects, and the text of the first. Costs no allocation for a simple path.
  std::size_t take(const pugi::xml_node& at, const Scope* scope, std::string& first) const;

  /// Whether any of its nodes holds a text or an element; of an XPath that says yes or no
  /// (starts-with, contains), what it says.
  bool present(const pugi::xml_node& at, const Scope* scope) const;

  /// The elements it selects, for `each`. Attributes and text are not elements.
  std::vector<pugi::xml_node> nodes(const pugi::xml_node& at) const;

  /// The places of the nodes it selects, such as /order/line[2]/sku, and the nodes; for explaining.
  std::vector<std::pair<std::string, pugi::xpath_node>> places(const pugi::xml_node& at) const;

  const std::string& text() const { return text_; }

  Where where{};  ///< where the mapping says it; set by the loader

  /// "net" of `$net`; "" where it is no such path.
  const std::string& variable() const { return variable_; }

  /// The names it walks through where it is a simple path; empty for an XPath. For the checker's
  /// suggestions.
  const std::vector<std::string>& steps() const { return steps_; }

 private:
  std::string text_, variable_;
  std::vector<std::string>
      steps_;  ///< "buyer", "account"; the last may be "@name"; ".." goes up, "." stays
  std::shared_ptr<const pugi::xpath_query> query_;  ///< nullptr for a simple path
};

/// Where a node stands, such as /order/line[2]/sku or /order/charge/@type. Numbers only where there
/// are several.
std::string place_in_tree(const pugi::xpath_node& node);

}  // namespace norekey::mapping
