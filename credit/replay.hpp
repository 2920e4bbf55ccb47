/// replay: stored sales decided again with draft assignments: what-if. Pure; the sales come from
/// the store. audit.hpp does the same with the ERP's invoices.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "credit/policy.hpp"
#include "credit/tables.hpp"

namespace norekey::credit {

/// Everything that was ever written down is known by then: what is recorded later and reaches back
/// counts, as it does once the entries are booked again.
inline constexpr Date kEver{std::chrono::year(9999), std::chrono::December, std::chrono::day(31)};

/// Per rep, slot and currency: what it is now and what it would be.
struct Difference {
  Decimal now, then;
};
using RepSlot = std::tuple<std::string, std::string, std::string>;  ///< rep, slot, currency

/// A row of the draft that decided nothing, and why.
struct UnusedRow {
  std::string id, why;
};

/// Adds up sales decided by two sets of tables. The draft counts as if it were approved: what waits
/// for somebody's approval in it takes the place of what it overlaps.
class WhatIf {
 public:
  WhatIf(const Tables& now, const Tables& then, const Policy& policy);
  WhatIf(const WhatIf&) = delete;
  WhatIf& operator=(const WhatIf&) = delete;

  void add(const Sale& sale);

  std::int64_t orders() const { return orders_; }
  std::int64_t changed() const { return changed_; }
  const std::map<RepSlot, Difference>& sums() const { return sums_; }

  /// The rows that the draft has new or changed and that decided none of the orders, by id; none
  /// where there were no orders.
  std::vector<UnusedRow> unused() const;

 private:
  const Tables& now_;
  std::optional<Tables> approved_;  ///< the draft, where something in it waits for approval
  const Tables& then_;
  const Policy policy_;
  std::int64_t orders_ = 0, changed_ = 0;
  std::map<RepSlot, Difference> sums_;
  std::unordered_map<std::string, const Assignment*> fresh_;  ///< those that decided nothing so far
  std::set<Date> days_;                                       ///< of the orders
};

}  // namespace norekey::credit
