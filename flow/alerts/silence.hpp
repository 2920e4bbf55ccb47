/// silence: is a channel silent against its own rhythm? Compares the time since its last order with
/// the same time of the week in the weeks before, so that a night or a weekend without orders is
/// usual where it always was. Pure; rules.cpp gives it what the store counted.
#pragma once
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "core/time.hpp"

namespace norekey::flow {

/// Orders taken in, by the five minutes in which they were; without those in which there were none.
using OrdersByTime = std::map<Instant, std::int64_t>;

inline constexpr std::chrono::minutes kPulse{5};

struct SilenceTerms {
  std::int64_t orders = 10;                                 ///< so many usually came in that time
  std::chrono::microseconds least = std::chrono::hours{1};  ///< and it lasts so long at least
  std::string zone = "UTC";                                 ///< whose clock people order by
};

enum class Rhythm {
  usual,    ///< nothing unusual, too little history, or a channel that seldom has orders
  silent,   ///< orders usually came in the time since the last one
  unknown,  ///< it has been silent for so long that there is nothing to compare with any more
};

struct Silence {
  Rhythm rhythm = Rhythm::usual;
  Instant since{};  ///< the end of the five minutes with the last order; epoch: there was none
  /// Orders in the same time one week before, two, and so on: at most four weeks, skipping those
  /// that would reach into the silence itself.
  std::vector<std::int64_t> before;
};

/// Silent: in all of the weeks before but one (in both, where there are two) at least
/// `terms.orders` came in the time that now brought none. One week may be a holiday. Never with
/// less than two weeks of history.
Silence silence_of(const OrdersByTime& orders, Instant now, const SilenceTerms& terms);

}  // namespace norekey::flow
