#include "edi/controls.hpp"

#include <string>

namespace norekey::edi {

void Controls::clear() {
  complete_ = true;
  last_begin_ = 1;
  last_end_ = 0;
  intervals_.clear();
  names_.clear();
}

bool Controls::add(std::string_view control) {
  std::uint64_t number = 0;
  bool digits = !control.empty() && control.size() <= 18;
  for (char c : control) {
    digits = digits && c >= '0' && c <= '9';
    if (digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  // "7" and "0007" are different texts, but one control number.
  if (digits) return add_number(number);
  const std::string name(control);
  if (names_.contains(name)) return false;
  if (names_.size() >= cap_) {
    complete_ = false;
    return true;
  }
  names_.insert(name);
  return true;
}

bool Controls::add_number(std::uint64_t number) {
  if (last_begin_ <= last_end_) {
    if (number >= last_begin_ && number <= last_end_) return false;
    if (number == last_end_ + 1 && !intervals_.contains(number)) {
      ++last_end_;
      return true;
    }
  }
  auto above = intervals_.upper_bound(number);
  if (above != intervals_.begin()) {
    auto below = std::prev(above);
    if (number <= below->second) return false;
    if (number == below->second + 1) {
      below->second = number;
      if (above != intervals_.end() && above->first == number + 1) {
        below->second = above->second;
        intervals_.erase(above);
      }
      return true;
    }
  }
  if (above != intervals_.end() && above->first == number + 1) {
    const std::uint64_t end = above->second;
    intervals_.erase(above);
    intervals_[number] = end;
    return true;
  }
  if (intervals_.size() >= cap_) {
    complete_ = false;
    return true;
  }
  if (last_begin_ <= last_end_) intervals_[last_begin_] = last_end_;
  last_begin_ = last_end_ = number;
  return true;
}

}  // namespace norekey::edi
