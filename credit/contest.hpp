/// contest: who brought customers to the web between two days. From what was kept with each order;
/// `norekey credit contest` shows it.
#pragma once
#include <map>
#include <set>
#include <string>
#include <vector>

#include "credit/frozen.hpp"

namespace norekey::credit {

/// One rep's figures. Amounts: primary slot, by the split as it was decided.
struct Standing {
  std::string rep;
  std::int64_t signed_up = 0;  ///< customers whose first web order is within the time
  std::int64_t active = 0;     ///< customers with at least two orders in its last 30 days
  std::int64_t helped = 0;     ///< orders placed for a customer by the rep
  std::int64_t orders = 0;
  std::map<std::string, Decimal> amounts;  ///< by currency
  int rank = 0;                            ///< equal figures share one
};

class Contest {
 public:
  /// Whole business dates, both included.
  Contest(Date from, Date to) : from_(from), to_(to) {}

  /// Every sale, those from before `from` too: they tell who is new.
  void add(const Frozen& sale);

  /// By signed_up, then active, then helped, then orders.
  std::vector<Standing> standings() const;

  Date from() const { return from_; }
  Date to() const { return to_; }

 private:
  struct Customer {
    Date first{};
    std::set<std::string> first_reps;               ///< who had the first order
    std::map<std::string, std::vector<Date>> days;  ///< rep -> days of orders within the time
  };

  Date from_, to_;
  std::map<std::string, Customer> customers_;
  std::map<std::string, Standing> reps_;
};

}  // namespace norekey::credit
