#include "mapping/condition.hpp"

#include <array>
#include <compare>

#include "core/decimal.hpp"
#include "core/text.hpp"

namespace norekey::mapping {
namespace {

/// Position of `what` outside quotes and brackets, from `from` on; npos where it is not.
std::size_t find_outside(std::string_view text, std::string_view what, std::size_t from = 0) {
  int depth = 0;
  char quote = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
      continue;
    }
    if (depth == 0 && i >= from && text.substr(i, what.size()) == what) return i;
    if (c == '\'' || c == '"') quote = c;
    if (c == '[' || c == '(') ++depth;
    if (c == ']' || c == ')') --depth;
  }
  return std::string_view::npos;
}

Error bad(std::string_view text) {
  return {Fate::halt,
          "the condition " + shown(text) + " cannot be read",
          "write  path,  not path,  path = 'text',  path > 0;  join them with and",
          {},
          ""};
}

Result<Comparison> read_comparison(std::string_view text) {
  static constexpr std::array<std::string_view, 6> ops = {"!=", "<=", ">=", "=", "<", ">"};
  text = trim(text);
  Comparison out;
  std::string_view left = text;
  out.op = "exists";
  std::size_t at = std::string_view::npos;
  for (const std::string_view op : ops) {
    const std::size_t found = find_outside(text, op);
    if (found < at) {
      at = found;
      out.op = op;
    }
  }
  if (at != std::string_view::npos) {
    left = text.substr(0, at);
    std::string_view right = trim(text.substr(at + out.op.size()));
    const bool literal =
        right.size() >= 2 && (right[0] == '\'' || right[0] == '"') && right.back() == right[0];
    if (literal) {
      right = right.substr(1, right.size() - 2);
    } else if (!Decimal::parse(right)) {
      return bad(text);
    }
    out.value = right;
  } else if (text.substr(0, 4) == "not ") {
    out.op = "not";
    left = text.substr(4);
  }
  auto path = Path::compile(left);
  if (!path) return path.error();
  out.path = std::move(*path);
  return out;
}

bool compare(const std::string& left, const std::string& op, const std::string& right) {
  const auto a = Decimal::parse(left), b = Decimal::parse(right);
  const std::strong_ordering order = a && b ? *a <=> *b : left <=> right;
  if (op == "=") return order == 0;
  if (op == "!=") return order != 0;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  if (op == ">") return order > 0;
  return order >= 0;
}

bool holds_one(const Comparison& c, const pugi::xml_node& at) {
  Texts found = c.path.select(at);
  bool any = false;
  for (const std::string& one : found) any = any || !one.empty();
  if (c.op == "exists") return any;
  if (c.op == "not") return !any;
  if (found.empty()) found.emplace_back();
  for (const std::string& one : found) {
    if (compare(one, c.op, c.value)) return true;
  }
  return false;
}

}  // namespace

Result<Condition> Condition::compile(std::string_view text) {
  Condition out;
  std::string_view rest = text;
  for (;;) {
    const std::size_t at = find_outside(rest, " and ");
    auto one = read_comparison(rest.substr(0, at));
    if (!one) return one.error();
    out.all_.push_back(std::move(*one));
    if (at == std::string_view::npos) return out;
    rest = rest.substr(at + 5);
  }
}

bool Condition::holds(const pugi::xml_node& at) const {
  for (const Comparison& c : all_) {
    if (!holds_one(c, at)) return false;
  }
  return true;
}

}  // namespace norekey::mapping
