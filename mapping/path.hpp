/// path: where a value comes from. XPath 1.0 for selection and strings only; simple paths are
/// compiled to child walks.
#pragma once
#include <memory>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace norekey::mapping {

/// What a path found: the text of each node.
using Texts = std::vector<std::string>;

class Path {
 public:
  /// halt: not XPath 1.0, or an XPath that computes with numbers (it would do so in binary floating
  /// point).
  static Result<Path> compile(std::string_view text);

  /// Text of every node it selects below `at`, in document order; one text for a string expression
  /// ("" gives none).
  Texts select(const pugi::xml_node& at) const;

  /// The elements it selects, for `each`. Attributes and text are not elements.
  std::vector<pugi::xml_node> nodes(const pugi::xml_node& at) const;

  const std::string& text() const { return text_; }

  /// The names it walks through where it is a simple path; empty for an XPath. For the checker's
  /// suggestions.
  const std::vector<std::string>& steps() const { return steps_; }

 private:
  std::string text_;
  std::vector<std::string>
      steps_;  ///< "buyer", "account"; the last may be "@name"; ".." goes up, "." stays
  std::shared_ptr<const pugi::xpath_query> query_;  ///< nullptr for a simple path
};

}  // namespace norekey::mapping
