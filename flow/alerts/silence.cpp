#include "flow/alerts/silence.hpp"

#include <algorithm>

namespace norekey::flow {
namespace {

constexpr std::chrono::days kSilenceWeek{7};
constexpr int kMostWeeks = 4;

std::int64_t orders_between(const OrdersByTime& orders, Instant from, Instant to) {
  std::int64_t out = 0;
  for (auto one = orders.lower_bound(from); one != orders.end() && one->first + kPulse <= to; ++one)
    out += one->second;
  return out;
}

}  // namespace

Silence silence_of(const OrdersByTime& orders, Instant now, const SilenceTerms& terms) {
  Silence out;
  if (orders.empty()) return out;
  out.since = std::min<Instant>(orders.rbegin()->first + kPulse, now);
  const Instant begun = orders.begin()->first;
  const auto gap = now - out.since;
  if (gap < terms.least || out.since - begun < 2 * kSilenceWeek) return out;
  // The first week whose same time lies before the silence.
  int week = static_cast<int>((gap + kSilenceWeek - std::chrono::microseconds{1}) / kSilenceWeek);
  for (; static_cast<int>(out.before.size()) < kMostWeeks; ++week) {
    const auto from = days_before(out.since, 7 * week, terms.zone);
    const auto to = days_before(now, 7 * week, terms.zone);
    if (!from || !to || *from < begun) break;
    out.before.push_back(orders_between(orders, *from, *to));
  }
  if (out.before.size() < 2) {
    out.rhythm = Rhythm::unknown;
    return out;
  }
  std::vector<std::int64_t> sorted = out.before;
  std::sort(sorted.begin(), sorted.end());
  const std::int64_t usual = sorted.size() > 2 ? sorted[1] : sorted[0];
  if (usual >= terms.orders) out.rhythm = Rhythm::silent;
  return out;
}

}  // namespace norekey::flow
