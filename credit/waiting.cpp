#include "credit/waiting.hpp"

#include <algorithm>

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

}  // namespace norekey::credit
