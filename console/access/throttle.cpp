#include "console/access/throttle.hpp"

#include <algorithm>

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

/// What is full again says nothing; where nothing is, the one that is first.
void Throttle::make_room(Instant now) {
  std::erase_if(until_, [now](const auto& one) { return one.second <= now; });
  if (until_.size() < kMostKeys) return;
  until_.erase(std::min_element(until_.begin(), until_.end(),
                                [](const auto& a, const auto& b) { return a.second < b.second; }));
}

}  // namespace norekey::console
