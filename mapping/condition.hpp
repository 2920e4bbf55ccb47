/// condition: what `when` says: whether a field or a group is written at all.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mapping/path.hpp"

namespace norekey::mapping {

/// One comparison. Numbers compare as exact decimals where both sides are numbers, else texts
/// compare byte by byte.
struct Comparison {
  Path path;
  std::string op;     ///< "exists", "not", "=", "!=", "<", "<=", ">", ">="
  std::string value;  ///< literal; "" for exists and not
};

class Condition {
 public:
  /// "po_number", "not po_number", "quantity > 0", "charge/@type = 'freight' and tax != 0". halt:
  /// not of that form.
  static Result<Condition> compile(std::string_view text);

  /// Holds for a comparison where any of the nodes does; an absent one is the empty text.
  bool holds(const pugi::xml_node& at) const;

  const std::vector<Comparison>& comparisons() const { return all_; }

 private:
  std::vector<Comparison> all_;
};

}  // namespace norekey::mapping
