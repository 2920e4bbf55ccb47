/// contest: who brought customers to the web between two days. From what was kept with each order
/// and what stands of it in the ledger; `norekey credit contest` shows it.
#pragma once
#include <boost/json.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "credit/frozen.hpp"

namespace norekey::credit {

/// What stands of one order's sales credit in the ledger, later decisions and cancellations
/// included: slot and rep -> amount, without those that were taken back whole.
using Held = std::map<std::pair<Slot, std::string>, Decimal>;

/// From what `credit standing` answers of an order; nullopt = nothing is booked yet.
std::optional<Held> held_of(const boost::json::object& answer);

/// The split as it was decided with the order.
Held held_at_first(const Frozen& sale);

/// The reps of one slot who have something, those without a rep left out.
std::set<std::string> reps_of(const Held& held, Slot slot);

/// One rep's figures. Amounts: primary slot, as it stands.
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

  /// Every sale, those from before `from` too: they tell who is new. `held`: what stands of it;
  /// nullopt = nothing is booked yet, it counts as it was decided. An order that was cancelled
  /// whole counts for nobody.
  void add(const Frozen& sale, const std::optional<Held>& held = {});

  /// An order of the web between the two days: what stands of it is wanted.
  bool within(const Frozen& sale) const;

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
