/// condition: what `when` says: whether a field or a group is written at all.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "mapping/path.hpp"

namespace re2 {
class RE2;
}

namespace norekey::mapping {

/// One comparison. Numbers compare as exact decimals where both sides are numbers, blanks around
/// them left out; else = and != compare texts byte by byte. <, <=, >, >= take numbers or ISO days
/// and moments, and do not hold where a side is empty.
struct Comparison {
  Path path;
  std::string op;                     ///< "exists", "=", "!=", "<", "<=", ">", ">=", "in", "~"
  std::string value;                  ///< literal; "" for exists
  std::vector<std::string> values{};  ///< of `in`
  std::vector<std::optional<Decimal>> numbers{};      ///< of these, where they are
  std::optional<Path> other{};                        ///< right side in braces
  std::optional<Decimal> number{};                    ///< `value`, where it is one
  std::shared_ptr<const re2::RE2> pattern = nullptr;  ///< of `~`
};

class Condition {
 public:
  /// "po_number", "not po_number", "quantity > 0", "uom in ('EA', 'CT')", "sku ~ '^AB'",
  /// "quantity < {ordered_quantity}", joined with and, or, not and parentheses. halt: not of that
  /// form.
  static Result<Condition> compile(std::string_view text);

  /// A comparison holds where any of the nodes does; an absent one is the empty text. reject: what
  /// is to be compared by its order is neither a number nor a day; with the place of the condition.
  Result<bool> holds(const pugi::xml_node& at, const Scope* scope = nullptr) const;

  /// Every comparison in it, for the checker.
  const std::vector<Comparison>& comparisons() const { return all_; }
  const std::string& text() const { return text_; }

  Where where{};  ///< where the mapping says it; set by the loader

 private:
  friend class ConditionReader;
  enum class Op { compare, both, either, negate };
  struct Node {
    Op op;
    std::size_t left = 0, right = 0;  ///< nodes; of compare: the comparison's number
  };

  Result<bool> holds(std::size_t node, const pugi::xml_node& at, const Scope* scope) const;

  std::string text_;
  std::vector<Comparison> all_;
  std::vector<Node> nodes_;  ///< the last one is the whole
};

/// Whether it may be a number at all: a quick look that spares Decimal::parse its error.
bool may_be_number(std::string_view text);

}  // namespace norekey::mapping
