#include "credit/assignment.hpp"

namespace norekey::credit {

const Assignment* Assignments::find(const std::string& at, const std::string& slot,
                                    Date day) const {
  const auto found = by_place_.find(slot + " " + at);
  if (found == by_place_.end()) return nullptr;
  for (const std::size_t i : found->second) {
    if (all_[i].covers(day)) return &all_[i];
  }
  return nullptr;
}

bool Assignments::mentions(const std::string& at, const std::string& slot) const {
  return by_place_.contains(slot + " " + at);
}

const Rep* Assignments::rep(const std::string& code) const {
  const auto found = reps_.find(code);
  return found == reps_.end() ? nullptr : &found->second;
}

}  // namespace norekey::credit
