#include "edi/controls.hpp"

#include <optional>
#include <string>

namespace norekey::edi {

void Controls::clear() {
  complete_ = true;
  last_begin_ = 1;
  last_end_ = 0;
  intervals_.clear();
  names_.clear();
}

namespace {

/// "7" and "0007" are different texts, but one control number. nullopt: a name.
std::optional<std::uint64_t> number_of(std::string_view control) {
  if (control.empty() || control.size() > 18) return std::nullopt;
  std::uint64_t number = 0;
  for (char c : control) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

}  // namespace

bool Controls::contains(std::string_view control) const {
  if (!complete_) return true;
  const auto number = number_of(control);
  if (!number) return names_.contains(std::string(control));
  if (*number >= last_begin_ && *number <= last_end_) return true;
  const auto above = intervals_.upper_bound(*number);
  return above != intervals_.begin() && *number <= std::prev(above)->second;
}

bool Controls::add(std::string_view control) {
  if (const auto number = number_of(control)) return add_number(*number);
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
