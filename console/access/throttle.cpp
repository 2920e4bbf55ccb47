#include "console/access/throttle.hpp"

#include <algorithm>
#include <vector>

namespace norekey::console {
namespace {

constexpr std::size_t kMostKeys = 10'000;

}  // namespace

std::chrono::seconds Throttle::wait(const std::string& key, Instant now) const {
  const auto found = until_.find(key);
  if (found == until_.end()) return std::chrono::seconds{0};
  const auto over = found->second - now - every_ * (burst_ - 1);
  if (over <= std::chrono::microseconds{0}) return std::chrono::seconds{0};
  return std::chrono::ceil<std::chrono::seconds>(over);
}

void Throttle::wrong(const std::string& key, Instant now) {
  if (until_.size() >= kMostKeys && !until_.contains(key)) make_room(now);
  Instant& until = until_[key];
  until = std::max(until, now) + every_;
}

/// What is full again says nothing; where nothing is, the half that would be so first.
void Throttle::make_room(Instant now) {
  std::erase_if(until_, [now](const auto& one) { return one.second <= now; });
  if (until_.size() < kMostKeys) return;
  std::vector<Instant> all;
  for (const auto& one : until_) all.push_back(one.second);
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  std::erase_if(until_, [middle](const auto& one) { return one.second <= *middle; });
}

}  // namespace norekey::console
