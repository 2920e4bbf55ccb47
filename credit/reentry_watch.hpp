/// reentry_watch: which of the ERP's manual orders are web orders entered again. Brings pairs
/// together by customer family, time and PO, and gives each order at most one partner.
#pragma once
#include <vector>

#include "credit/reentry.hpp"

namespace norekey::credit {

/// A web order and the manual order (or two, where it was entered as two) that it became.
struct Reentry {
  std::size_t web = 0;
  std::vector<std::size_t> manual;
  Compared compared;
};

/// Rule links and open duplicates first, then the likeliest reviews; one to one, 1:2 for an order
/// entered as two.
std::vector<Reentry> watch(const std::vector<WebOrder>& web, const std::vector<ManualOrder>& manual,
                           const ReentryFacts& facts);

}  // namespace norekey::credit
