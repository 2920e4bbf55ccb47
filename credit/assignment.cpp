#include "credit/assignment.hpp"

#include <algorithm>
#include <functional>

namespace norekey::credit {

const char* name_of(Slot slot) {
  static constexpr const char* names[] = {"primary", "inside", "overlay", "helper"};
  return names[static_cast<std::size_t>(slot)];
}

std::optional<Slot> parse_slot(std::string_view name) {
  for (const Slot slot : kSlots) {
    if (name == name_of(slot)) return slot;
  }
  return std::nullopt;
}

bool overlap(const Assignment& a, const Assignment& b) {
  const bool apart = (a.until && *a.until <= b.from) || (b.until && *b.until <= a.from);
  return !apart;
}

Assignments::Assignments(std::vector<Assignment> all) : all_(std::move(all)) {
  index_places();
  index_postal();
}

void Assignments::index_places() {
  std::size_t size = 16;
  while (size < all_.size() * 2) size *= 2;
  buckets_.assign(size, 0);
  next_.assign(all_.size(), 0);
  for (std::size_t i = 0; i < all_.size(); ++i) {
    std::uint32_t& head = buckets_[std::hash<std::string_view>{}(all_[i].place.key) & (size - 1)];
    next_[i] = head;
    head = static_cast<std::uint32_t>(i + 1);
    const Rung rung = all_[i].place.rung;
    const auto slot = static_cast<std::size_t>(all_[i].slot);
    any_[slot] = on_rung_[slot][static_cast<std::size_t>(rung)] = true;
    has_regions_ =
        has_regions_ || rung == Rung::county || rung == Rung::state || rung == Rung::country;
  }
}

void Assignments::index_postal() {
  std::map<std::string, std::vector<std::uint32_t>> by_country;
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const Rung rung = all_[i].place.rung;
    if (rung == Rung::postal_exact || rung == Rung::postal_area)
      by_country[all_[i].place.area.country].push_back(static_cast<std::uint32_t>(i));
  }
  for (auto& [country, rules] : by_country) {
    const auto area = [this](std::uint32_t i) -> const PostalArea& { return all_[i].place.area; };
    std::vector<std::uint64_t> bounds;
    for (const std::uint32_t i : rules) {
      bounds.push_back(area(i).first);
      bounds.push_back(area(i).last + 1);
    }
    std::sort(bounds.begin(), bounds.end());
    bounds.erase(std::unique(bounds.begin(), bounds.end()), bounds.end());
    std::vector<Segment>& segments = postal_[country];
    for (const std::uint64_t first : bounds) segments.push_back({first, {}});
    std::stable_sort(rules.begin(), rules.end(), [&](std::uint32_t a, std::uint32_t b) {
      return area(a).width < area(b).width;
    });
    for (const std::uint32_t i : rules) {
      auto at = std::lower_bound(bounds.begin(), bounds.end(), area(i).first) - bounds.begin();
      for (; bounds[static_cast<std::size_t>(at)] <= area(i).last; ++at)
        segments[static_cast<std::size_t>(at)].rules.push_back(i);
    }
  }
}

void Assignments::each_at(std::string_view key, Slot slot, Found& out) const {
  if (buckets_.empty()) return;
  std::uint32_t at = buckets_[std::hash<std::string_view>{}(key) & (buckets_.size() - 1)];
  for (; at != 0; at = next_[at - 1]) {
    const Assignment& one = all_[at - 1];
    if (one.slot == slot && one.place.key == key) out.push_back(&one);
  }
}

bool Assignments::any_at(std::string_view key, Slot slot) const {
  if (buckets_.empty()) return false;
  std::uint32_t at = buckets_[std::hash<std::string_view>{}(key) & (buckets_.size() - 1)];
  for (; at != 0; at = next_[at - 1]) {
    const Assignment& one = all_[at - 1];
    if (one.slot == slot && one.place.key == key) return true;
  }
  return false;
}

Found Assignments::choose(const Found& candidates, Date day, Date known, Found* outranked) {
  Found live;
  for (const Assignment* one : candidates) {
    if (!one->pending && one->covers(day) && one->known(known)) live.push_back(one);
  }
  if (live.size() < 2) return live;
  Found kept;
  for (const Assignment* one : live) {
    const bool superseded = std::any_of(live.begin(), live.end(), [&](const Assignment* other) {
      return other != one && other->replaces(one->id) && !one->replaces(other->id);
    });
    if (!superseded) kept.push_back(one);
  }
  const auto rank = [](const Assignment* a) {
    return a->priority ? static_cast<long long>(*a->priority) : 1LL << 40;
  };
  long long best = 1LL << 41;
  for (const Assignment* one : kept) best = std::min(best, rank(one));
  std::erase_if(kept, [&](const Assignment* one) {
    if (rank(one) != best && outranked != nullptr) outranked->push_back(one);
    return rank(one) != best;
  });
  std::sort(kept.begin(), kept.end(),
            [](const Assignment* a, const Assignment* b) { return a->id < b->id; });
  return kept;
}

Found Assignments::at(std::string_view key, Slot slot, Date day, Date known,
                      Found* outranked) const {
  Found all;
  each_at(key, slot, all);
  return choose(all, day, known, outranked);
}

Found Assignments::at_postal(const PostalCode& code, Rung rung, Slot slot, Date day, Date known,
                             Found* outranked) const {
  const auto country = postal_.find(code.country);
  if (country == postal_.end() || code.code.empty()) return {};
  const std::vector<Segment>& segments = country->second;
  auto at = std::upper_bound(
      segments.begin(), segments.end(), postal_number(code.code),
      [](std::uint64_t number, const Segment& segment) { return number < segment.first; });
  if (at == segments.begin()) return {};
  --at;
  Found same_width, nearest;
  const auto choose_width = [&] {
    Found chosen = choose(same_width, day, known, outranked);
    same_width.clear();
    if (nearest.empty()) {
      nearest = std::move(chosen);
    } else if (outranked != nullptr) {
      outranked->insert(outranked->end(), chosen.begin(), chosen.end());
    }
  };
  std::uint64_t width = 0;
  for (const std::uint32_t i : at->rules) {  // narrowest first
    const Assignment& one = all_[i];
    if (one.place.rung != rung || one.slot != slot || !one.place.area.covers(code)) continue;
    if (!same_width.empty() && one.place.area.width != width) {
      choose_width();
      if (!nearest.empty() && outranked == nullptr) return nearest;
    }
    width = one.place.area.width;
    same_width.push_back(&one);
  }
  choose_width();
  return nearest;
}

}  // namespace norekey::credit
