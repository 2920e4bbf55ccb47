/// rule: what a mapping file says, compiled. Made by load.cpp, carried out by apply.cpp.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "mapping/condition.hpp"
#include "mapping/path.hpp"

namespace norekey::mapping {

/// A piece of a text template: literal text, or a path in braces.
using TextPart = std::variant<std::string, Path>;

/// One step of exact arithmetic.
struct Arithmetic {
  std::string op;  ///< "times", "divide", "plus", "minus"
  std::variant<Decimal, Path> operand;
};

/// One target field: where its value comes from and, in this order, what happens to it.
struct Rule {
  std::string target;  ///< element name, or "@name"
  Where where;
  // The source, one of:
  std::vector<Path> from;               ///< the first that has a text
  std::optional<std::string> constant;  ///< `value`
  std::vector<TextPart> text;
  std::vector<Path> sum;  ///< all nodes of all paths, added
  std::vector<Path> key;  ///< parts of a lookup's key, joined with '/'
  // The steps:
  std::optional<Condition> when;
  bool trim = true;
  std::map<std::string, std::string> table;  ///< `map`: codes written into the mapping
  std::string lookup;
  std::vector<Arithmetic> arithmetic;
  std::optional<int> round;  ///< digits after the point
  Rounding rounding = Rounding::half_up;
  std::string date, zone;
  bool upper = false, lower = false;
  int max = 0;       ///< characters; 0 = any
  bool cut = false;  ///< longer texts are cut to `max`; else they are an error
  std::optional<std::string>
      empty;  ///< where the source has no value; nothing else happens to it then
  std::optional<std::string>
      fallback;  ///< `default`: where the source has no value, or a code is not found
  bool required = false;
};

struct Group;
using Field = std::variant<Rule, Group>;

/// An element with fields below it, once, or once for each node of `each`.
struct Group {
  std::string target;
  Where where;
  std::optional<Path> each;
  std::optional<Condition> when;
  std::vector<Field> fields;
};

}  // namespace norekey::mapping
