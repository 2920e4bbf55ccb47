#include "mapping/condition.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <compare>

#include "core/text.hpp"
#include "core/time.hpp"
#include "mapping/pattern.hpp"

namespace norekey::mapping {
namespace {

std::optional<Decimal> number_of(std::string_view text) {
  text = trim(text);
  if (!may_be_number(text)) return std::nullopt;
  auto number = Decimal::parse(text);
  return number ? std::optional<Decimal>(*number) : std::nullopt;
}

/// An ISO day or a moment, which text order puts in order: order documents have moments in UTC.
bool is_day(std::string_view text) {
  if (text.size() < 10 || text[4] != '-' || !parse_date(text.substr(0, 10))) return false;
  return text.size() == 10 || text[10] == 'T' || text[10] == ' ';
}

bool by_order(std::string_view op) { return op[0] == '<' || op[0] == '>'; }

}  // namespace

/// Reads the text from left to right: or, and, not, parentheses, comparisons.
class ConditionReader {
 public:
  ConditionReader(std::string_view text, Condition& out) : text_(text), out_(out) {}

  Result<void> run() {
    auto whole = either(0);
    if (!whole) return whole.error();
    blanks();
    if (at_ < text_.size()) return bad("there is more behind its end");
    return {};
  }

 private:
  using Op = Condition::Op;
  static constexpr int kMostDepth = 50;

  Result<std::size_t> either(int depth) {
    if (depth > kMostDepth) return bad("it is nested too deeply");
    auto left = both(depth);
    while (left && word("or")) {
      auto right = both(depth);
      if (!right) return right;
      left = add({Op::either, *left, *right});
    }
    return left;
  }

  Result<std::size_t> both(int depth) {
    auto left = one(depth);
    while (left && word("and")) {
      auto right = one(depth);
      if (!right) return right;
      left = add({Op::both, *left, *right});
    }
    return left;
  }

  Result<std::size_t> one(int depth) {
    if (depth > kMostDepth) return bad("it is nested too deeply");
    blanks();
    if (word("not")) {
      auto inner = one(depth + 1);
      if (!inner) return inner;
      return add({Op::negate, *inner, 0});
    }
    if (at_ < text_.size() && text_[at_] == '(') {
      ++at_;
      auto inner = either(depth + 1);
      if (!inner) return inner;
      blanks();
      if (at_ >= text_.size() || text_[at_] != ')') return bad("a parenthesis is not closed");
      ++at_;
      return inner;
    }
    return comparison();
  }

  Result<std::size_t> comparison() {
    Comparison c;
    c.op = "exists";
    auto path = Path::compile(path_text());
    if (!path) {
      if (trim(text_).empty()) return bad("it is empty");
      return path.error();
    }
    c.path = std::move(*path);
    blanks();
    static constexpr std::array<std::string_view, 7> ops = {"!=", "<=", ">=", "=", "<", ">", "~"};
    for (const std::string_view op : ops) {
      if (text_.substr(at_, op.size()) != op) continue;
      at_ += op.size();
      c.op = op;
      if (auto read = right_side(c); !read) return read.error();
      break;
    }
    if (c.op == "exists" && word("in")) {
      c.op = "in";
      if (auto read = list(c); !read) return read.error();
    }
    out_.all_.push_back(std::move(c));
    return add({Op::compare, out_.all_.size() - 1, 0});
  }

  Result<void> right_side(Comparison& c) {
    blanks();
    if (at_ < text_.size() && text_[at_] == '{') {
      const std::size_t end = text_.find('}', at_);
      if (end == std::string_view::npos) return bad("a brace is not closed");
      auto path = Path::compile(text_.substr(at_ + 1, end - at_ - 1));
      if (!path) return path.error();
      c.other = std::move(*path);
      at_ = end + 1;
      if (c.op == "~") return bad("~ takes a pattern in quotes");
      return {};
    }
    auto value = literal();
    if (!value) return value.error();
    c.value = std::move(*value);
    if (c.op == "~") {
      auto pattern = compile_pattern(c.value);
      if (!pattern) return pattern.error();
      c.pattern = std::move(*pattern);
    } else {
      c.number = number_of(c.value);
      if (by_order(c.op) && !c.number && !is_day(trim(c.value)))
        return bad(c.op + " takes a number or a day, and " + shown(c.value) + " is neither");
    }
    return {};
  }

  Result<void> list(Comparison& c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != '(') return bad("in needs a list in parentheses");
    do {
      ++at_;
      blanks();
      auto value = literal();
      if (!value) return value.error();
      c.numbers.push_back(number_of(*value));
      c.values.push_back(std::move(*value));
      blanks();
    } while (at_ < text_.size() && text_[at_] == ',');
    if (at_ >= text_.size() || text_[at_] != ')') return bad("the list of in is not closed");
    ++at_;
    return {};
  }

  /// A text in quotes, or a number.
  Result<std::string> literal() {
    if (at_ < text_.size() && (text_[at_] == '\'' || text_[at_] == '"')) {
      const std::size_t end = text_.find(text_[at_], at_ + 1);
      if (end == std::string_view::npos) return bad("a quote is not closed");
      std::string out(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      return out;
    }
    const std::size_t from = at_;
    while (at_ < text_.size() && text_.find_first_of(" \t\n,)", at_) != at_) ++at_;
    const std::string word_(text_.substr(from, at_ - from));
    if (word_.empty()) return bad("its right side is missing");
    if (!Decimal::parse(word_)) return bad("the text " + shown(word_) + " needs quotes");
    return word_;
  }

  /// A path ends at an operator, at and, or, in, or at a parenthesis that it did not open.
  std::string_view path_text() {
    const std::size_t from = at_;
    int depth = 0;
    char quote = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if (c == '[' || c == '(') {
        ++depth;
      } else if (c == ']' || (c == ')' && depth > 0)) {
        --depth;
      } else if (depth == 0) {
        const bool keyword =
            (c == ' ' || c == '\t' || c == '\n') && (starts("and") || starts("or") || starts("in"));
        if (keyword || c == ')' || std::string_view("=<>~").find(c) != std::string_view::npos ||
            text_.substr(at_, 2) == "!=")
          break;
      }
    }
    return trim(text_.substr(from, at_ - from));
  }

  /// Whether the word stands behind the blanks at the present place.
  bool starts(std::string_view keyword) const {
    const std::size_t from = text_.find_first_not_of(" \t\n", at_);
    if (from == std::string_view::npos || text_.substr(from, keyword.size()) != keyword)
      return false;
    const std::size_t end = from + keyword.size();
    return end >= text_.size() || text_.find_first_of(" \t\n(", end) == end;
  }

  bool word(std::string_view keyword) {
    if (!starts(keyword)) return false;
    at_ = text_.find_first_not_of(" \t\n", at_) + keyword.size();
    return true;
  }

  void blanks() { at_ = std::min(text_.find_first_not_of(" \t\n", at_), text_.size()); }

  std::size_t add(Condition::Node node) {
    out_.nodes_.push_back(node);
    return out_.nodes_.size() - 1;
  }

  Error bad(const std::string& why) const {
    return {Fate::halt,
            "the condition " + shown(text_) + " cannot be read: " + why,
            "write  path,  path = 'text',  path > 0,  path in ('A', 'B'),  path ~ '^A';  join "
            "them with and, or, not",
            {},
            ""};
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Condition& out_;
};

namespace {

bool by_op(const std::string& op, std::strong_ordering order) {
  if (op == "=") return order == 0;
  if (op == "!=") return order != 0;
  if (op == "<") return order < 0;
  if (op == "<=") return order <= 0;
  if (op == ">") return order > 0;
  return order >= 0;
}

/// What cannot be compared by its order, and what could be.
Error no_order(const Comparison& c, const std::string& left, const std::string& right) {
  const bool is_left = !number_of(left) && !is_day(left);
  const std::string at = is_left || !c.other ? c.path.text() : c.other->text();
  const std::string& text = is_left || !c.other ? left : right;
  return {Fate::reject,
          at + " is " + shown(text) + ", which cannot be compared by " + c.op + " with " +
              shown(is_left || !c.other ? right : left),
          "correct it at the source: both sides are numbers, or days such as 2026-03-10",
          {},
          ""};
}

Result<bool> compare(const std::string& left, const Comparison& c, const std::string& right) {
  const std::optional<Decimal> b = c.other ? number_of(right) : c.number;
  if (b) {
    if (const auto a = number_of(left)) return by_op(c.op, *a <=> *b);
  }
  if (!by_order(c.op)) return by_op(c.op, left <=> right);
  const std::string_view one = trim(left), other = trim(right);
  if (one.empty() || other.empty()) return false;
  if (is_day(one) && is_day(other)) return by_op(c.op, one <=> other);
  return no_order(c, left, right);
}

bool is_in(const std::string& text, const Comparison& c) {
  if (std::find(c.values.begin(), c.values.end(), text) != c.values.end()) return true;
  const auto number = number_of(text);
  return number && std::find(c.numbers.begin(), c.numbers.end(), number) != c.numbers.end();
}

Result<bool> holds_one(const Comparison& c, const pugi::xml_node& at, const Scope* scope) {
  if (c.op == "exists") return c.path.present(at, scope);
  std::string first;
  const std::size_t n = c.path.take(at, scope, first);
  Texts found;
  if (n > 1) {
    found = c.path.select(at, scope);
  } else {
    found.push_back(std::move(first));  // an absent node is the empty text
  }
  std::string right = c.value;
  if (c.other) c.other->take(at, scope, right);
  for (const std::string& one : found) {
    Result<bool> holds = c.op == "in"  ? Result<bool>(is_in(one, c))
                         : c.op == "~" ? Result<bool>(RE2::PartialMatch(one, *c.pattern))
                                       : compare(one, c, right);
    if (!holds || *holds) return holds;
  }
  return false;
}

}  // namespace

bool may_be_number(std::string_view text) {
  return !text.empty() && text.size() <= 40 &&
         text.find_first_not_of("0123456789.+-eE") == std::string_view::npos;
}

Result<Condition> Condition::compile(std::string_view text) {
  Condition out;
  out.text_ = text;
  if (auto read = ConditionReader(text, out).run(); !read) return read.error();
  return out;
}

Result<bool> Condition::holds(const pugi::xml_node& at, const Scope* scope) const {
  auto out = holds(nodes_.size() - 1, at, scope);
  if (out) return out;
  Error e = out.error();
  e.where = where;
  return e;
}

Result<bool> Condition::holds(std::size_t i, const pugi::xml_node& at, const Scope* scope) const {
  const Node& node = nodes_[i];
  if (node.op == Op::compare) return holds_one(all_[node.left], at, scope);
  auto left = holds(node.left, at, scope);
  if (!left) return left;
  if (node.op == Op::negate) return !*left;
  if (*left == (node.op == Op::either)) return left;
  return holds(node.right, at, scope);
}

}  // namespace norekey::mapping
