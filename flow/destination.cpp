#include "flow/destination.hpp"

#include <algorithm>

namespace norekey::flow {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr int kBreaker = 5;  // failures in a row, from which on one call is tried at a time
constexpr seconds kFirstRest{1}, kLongestRest{300};

}  // namespace

const char* name_of(Standing standing) {
  switch (standing) {
    case Standing::paused:
      return "paused";
    case Standing::closed:
      return "closed";
    case Standing::resting:
      return "resting";
    case Standing::trial:
      return "trial";
    default:
      return "open";
  }
}

Standing Destination::standing(Instant now) const {
  if (terms_.paused || pause(now) != nullptr) return Standing::paused;
  if (terms_.closed.closed_until(now, terms_.zone)) return Standing::closed;
  if (now < rest_) return Standing::resting;
  return failures_ >= kBreaker ? Standing::trial : Standing::open;
}

microseconds Destination::interval() const {
  return microseconds(std::chrono::minutes(1)) / terms_.per_minute;
}

int Destination::tokens(Instant now) const {
  if (terms_.per_minute == 0) return terms_.at_once;
  const auto free = now - std::max(earned_, now - terms_.burst * interval());
  // Each call moves `earned_` on by one interval; it may run ahead of the time by none, and lag
  // behind by the burst.
  return static_cast<int>(std::max<std::int64_t>(free / interval(), 0));
}

int Destination::allowance(Instant now) const {
  const auto how = standing(now);
  if (how == Standing::trial) return running_ == 0 ? std::min(1, tokens(now)) : 0;
  if (how != Standing::open) return 0;
  return std::max(std::min(terms_.at_once - running_, tokens(now)), 0);
}

bool Destination::full(Instant now) const {
  const auto how = standing(now);
  if (tokens(now) == 0) return false;
  return (how == Standing::open && running_ >= terms_.at_once) ||
         (how == Standing::trial && running_ > 0);
}

Instant Destination::next(Instant now) const {
  if (terms_.paused) return Instant::max();
  if (const Pause* held = pause(now)) return held->until;
  if (const auto until = terms_.closed.closed_until(now, terms_.zone)) return *until;
  if (now < rest_) return rest_;
  if (tokens(now) == 0) return earned_ + interval();
  return full(now) ? Instant::max() : now;
}

void Destination::start(Instant now) {
  ++running_;
  if (terms_.per_minute == 0) return;
  earned_ = std::max(earned_, now - terms_.burst * interval()) + interval();
}

void Destination::answered() { failures_ = 0; }

void Destination::failed(Instant now, seconds asked, int chance) {
  auto longest = microseconds(kFirstRest);
  for (int i = 0; i < failures_ && longest < kLongestRest; ++i) longest *= 2;
  longest = std::min(longest, microseconds(kLongestRest));
  ++failures_;
  const auto rest = std::max(longest * chance / 1000, microseconds(asked));
  rest_ = std::max(rest_, now + rest);
}

void Destination::ended() { running_ = std::max(running_ - 1, 0); }

}  // namespace norekey::flow
