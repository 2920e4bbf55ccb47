/// rule: what a mapping file says, compiled. Made by load.cpp, carried out by apply.cpp; the steps'
/// meaning is in steps.cpp.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "mapping/condition.hpp"
#include "mapping/lookups.hpp"
#include "mapping/path.hpp"

namespace norekey::mapping {

/// A piece of a text template: literal text, or a path in braces.
using TextPart = std::variant<std::string, Path>;

struct StepKind;

/// One thing that happens to a value. Which members count is the kind's affair (steps.cpp).
struct Step {
  const StepKind* kind = nullptr;
  Where where;
  std::string text, other;
  int number = 0, digits = 0;
  bool flag = false;
  std::map<std::string, std::string> table;
  std::vector<std::pair<std::string, std::string>> pairs;
  std::vector<std::string> texts;
  std::vector<std::shared_ptr<const re2::RE2>> patterns;
  std::optional<Path> path, second;
  std::optional<Decimal> decimal;
  Rounding rounding = Rounding::half_up;
  Spelling spelling = Spelling::exact;
};

struct Rule;

/// `sum` of what a rule gives at each node.
struct SumEach {
  Path each;
  std::optional<Condition> when;
  std::shared_ptr<const Rule> rule;
};

/// `allocate`: this node's part of an amount that belongs to all nodes of the group.
struct Allocation {
  Path amount;               ///< all its nodes are added
  std::optional<Path> over;  ///< weight of each node; nullopt = the same for each
  int digits = 2;
};

/// `sequence`: counts what is written, over all groups that name it.
struct Sequence {
  std::string name;
  int start = 1, by = 1;
};

/// `create`: a code for what no lookup knows yet, and the lookup row that keeps it from being made
/// twice.
struct Creation {
  std::string lookup;
  std::vector<Path> key;
  std::vector<TextPart> code;
};

/// One target field: where its value comes from and, in this order, what happens to it.
struct Rule {
  std::string target;  ///< element name, or "@name"
  Where where;
  // The source, one of:
  std::vector<Path> from;               ///< the first that has a text
  std::optional<std::string> constant;  ///< `value`
  std::vector<TextPart> text;
  std::vector<Path> sum;    ///< all nodes of all paths, added
  std::vector<Path> key;    ///< parts of a lookup's key, joined with '/'
  std::vector<Path> count;  ///< how many nodes
  std::vector<Path> join;   ///< all nodes' texts, with `with` between them
  std::vector<Rule> first;  ///< the first whose `when` holds and that gives a value
  std::shared_ptr<const SumEach> sum_each;
  std::shared_ptr<const Allocation> allocate;
  std::shared_ptr<const Sequence> sequence;
  std::shared_ptr<const Creation> create;
  // What happens to it:
  std::optional<Condition> when;
  bool trim = true;
  std::string with = ", ";
  std::vector<Step> steps;
  std::string type;  ///< of the target, for JSON: "number", "whole", "flag"; "" = text
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
  std::optional<Path> each, at;
  std::optional<Condition> when;
  bool flat = false;      ///< no element of its own: fields go into the one around it
  std::vector<Rule> let;  ///< values under a name, for all fields below
  std::vector<Field> fields;
};

}  // namespace norekey::mapping
