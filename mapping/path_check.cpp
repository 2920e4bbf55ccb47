#include "mapping/path_check.hpp"

#include <algorithm>

namespace norekey::mapping {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

class Follower {
 public:
  Follower(std::string_view text, const Unknown& unknown) : text_(text), unknown_(unknown) {}

  /// An expression up to `end` (a bracket) or the end of the text.
  Standing expression(const Standing& from, char end, int depth) {
    Standing first;
    bool any = false, operand = false;
    while (at_ < text_.size() && text_[at_] != end) {
      const char c = text_[at_];
      if (c == '\'' || c == '"') {
        at_ = std::min(text_.find(c, at_ + 1), text_.size() - 1) + 1;
        operand = true;
      } else if (c == '(' && depth < 50) {
        ++at_;
        Standing inner = expression(from, ')', depth + 1);
        ++at_;
        if (!any) first = std::move(inner);
        any = operand = true;
      } else if (c >= '0' && c <= '9') {
        while (at_ < text_.size() && (is_name_char(text_[at_]))) ++at_;
        operand = true;
      } else if (begins_path(operand)) {
        Standing one = path(from, depth);
        if (!any) first = std::move(one);
        any = operand = true;
      } else {
        operand = operand && (c == ' ' || c == '\t' || c == '\n');
        if (is_name_char(c)) {  // and, or, div, mod
          while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
          operand = false;
        } else {
          ++at_;
        }
      }
    }
    return first;
  }

 private:
  bool begins_path(bool operand) const {
    const char c = text_[at_];
    if (c == '/' || c == '@' || c == '.') return true;
    return !operand && (c == '*' || is_name_char(c));
  }

  Standing path(const Standing& from, int depth) {
    Standing at = from;
    bool known = !from.empty();
    if (text_[at_] == '/') {
      at.resize(std::min<std::size_t>(at.size(), 1));
      ++at_;
      if (at_ < text_.size() && text_[at_] == '/') known = false;  // anywhere below
      if (known) {                                                 // the root element's own name
        while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
        predicates(at, depth);
        if (at_ >= text_.size() || text_[at_] != '/') return at;
        ++at_;
      }
    }
    for (;;) {
      if (!step(at, known, depth)) return {};
      predicates(known ? at : Standing{}, depth);
      if (at_ >= text_.size() || text_[at_] != '/') break;
      ++at_;
      if (at_ < text_.size() && text_[at_] == '/') {
        known = false;
        ++at_;
      }
    }
    return known ? at : Standing{};
  }

  /// false where the path cannot be followed any further.
  bool step(Standing& at, bool& known, int depth) {
    const std::size_t from = at_;
    if (at_ < text_.size() && text_[at_] == '@') ++at_;
    if (at_ < text_.size() && text_[at_] == '*') {
      ++at_;
      known = false;
      return true;
    }
    while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
    const std::string name(text_.substr(from, at_ - from));
    if (name.empty()) {
      if (at_ < text_.size()) ++at_;
      return false;
    }
    if (at_ < text_.size() && text_[at_] == '(') {  // a function, or text()
      ++at_;
      const bool node_test = name == "text" || name == "node" || name == "comment";
      expression(node_test ? Standing{} : at, ')', depth + 1);
      if (at_ < text_.size()) ++at_;
      if (!node_test) known = false;
      return true;
    }
    if (!known || name == ".") return true;
    if (name == "..") {
      if (at.size() > 1) at.pop_back();
      return true;
    }
    if (name.find("::") != std::string::npos) {
      known = false;
      return true;
    }
    const Shape* next = at.back()->child(name);
    if (next == nullptr) {
      unknown_(name, *at.back());
      known = false;
      return true;
    }
    at.push_back(next);
    return true;
  }

  void predicates(const Standing& at, int depth) {
    while (at_ < text_.size() && text_[at_] == '[' && depth < 50) {
      ++at_;
      expression(at, ']', depth + 1);
      if (at_ < text_.size()) ++at_;
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  const Unknown& unknown_;
};

}  // namespace

Standing follow(std::string_view path, const Standing& from, const Unknown& unknown) {
  return Follower(path, unknown).expression(from, '\0', 0);
}

}  // namespace norekey::mapping
