#include "credit/waiting.hpp"

#include <algorithm>
#include <map>

namespace norekey::credit {
namespace {

/// Waits because of its date, not because it is an exception that nobody approved.
bool reaches_back(const Assignment& one) {
  return one.pending && !one.approved_override && one.place.rung != Rung::channel;
}

}  // namespace

std::optional<Tables> with_waiting_approved(const Tables& tables, Date day) {
  const auto& all = tables.assignments.all();
  const bool any = std::any_of(all.begin(), all.end(), [&](const Assignment& one) {
    return reaches_back(one) && one.covers(day);
  });
  if (!any) return std::nullopt;
  std::vector<Assignment> approved = all;
  for (Assignment& one : approved) {
    if (!reaches_back(one)) continue;
    one.approved_by = "preview";
    one.pending = false;
    one.recorded.reset();
    for (Assignment& other : approved) {
      if (&other == &one || other.slot != one.slot || other.place.key != one.place.key) continue;
      if (!other.replaces(one.id)) one.supersedes.push_back(other.id);
    }
  }
  return tables.with(std::move(approved));
}

std::optional<Tables> with_all_approved(const Tables& draft) {
  const std::vector<Assignment>& all = draft.assignments.all();
  if (std::none_of(all.begin(), all.end(), [](const Assignment& one) { return one.pending; }))
    return std::nullopt;
  std::map<std::pair<Slot, std::string>, std::vector<std::size_t>> waiting;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].pending) waiting[{all[i].slot, all[i].place.key}].push_back(i);
  }
  std::vector<Assignment> approved = all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto here = waiting.find({all[i].slot, all[i].place.key});
    if (here == waiting.end()) continue;
    for (const std::size_t w : here->second) {
      const bool earlier = !all[i].pending || i < w;
      if (i == w || !earlier || all[i].priority != all[w].priority) continue;
      if (!all[i].replaces(all[w].id)) approved[w].supersedes.push_back(all[i].id);
    }
  }
  for (Assignment& one : approved) {
    if (one.pending) one.approved_by = "what-if";
    one.pending = false;
  }
  return draft.with(std::move(approved));
}

}  // namespace norekey::credit
