/// explain: what else comes of carrying a mapping out: where each value came from, and the codes
/// that were made for what was not known yet. Costs nothing where nobody asks.
#pragma once
#include <pugixml.hpp>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace norekey::mapping {

/// A value of the source that counted for a field.
struct SourceValue {
  std::string path;  ///< /order/line[2]/sku; "$net" for a value of the mapping
  std::string value;
  pugi::xpath_node node{};
};

/// One step and what came of it.
struct StepTold {
  std::string step;  ///< "lookup items", "round 2"
  Where where;
  std::string result;
};

/// One field of the result.
struct FieldTold {
  std::string field;   ///< /sale/line[2]/price
  Where where;         ///< of its rule
  std::string source;  ///< "from sku", "text Web {number}"
  std::vector<SourceValue> values;
  std::vector<StepTold> steps;
  std::string result;
  std::string error;  ///< why it has none
  pugi::xpath_node made{};
};

/// A code made by `create`, to be put into its lookup.
struct Created {
  std::string lookup, key, value;
};

/// What a run is asked for, and what it answers.
struct Run {
  bool explain = false;
  std::string key;  ///< the delivery key, `$key`; "" = that of the order's first part
  std::vector<FieldTold> told;
  std::vector<Created> created;
};

/// Whether the path of a field is meant by what a person typed: "price", "line/price" (of every
/// line), "line[2]/price", "/sale/line[2]/price".
bool is_meant(const std::string& field, const std::string& typed);

}  // namespace norekey::mapping
