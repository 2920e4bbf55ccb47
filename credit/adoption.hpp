/// adoption: who orders on the web, how, and whom to call. From what is kept with each order, so it
/// knows the orders that came this way, not those that were typed into the ERP. Pure.
#pragma once
#include <boost/json.hpp>
#include <map>
#include <string>
#include <vector>

#include "credit/policy.hpp"
#include "credit/sale.hpp"

namespace norekey::credit {

/// One way of ordering: self-service, assisted, quoted, EDI.
struct Way {
  std::int64_t orders = 0;
  std::map<std::string, Decimal> amounts;  ///< net merchandise, by currency
};

/// What a way is of all, in percent with one decimal; the ways add up to 100.0 exactly.
struct WayShare {
  std::string way;
  std::int64_t orders = 0;
  Decimal share;
  struct Money {
    std::string currency;
    Decimal amount, share;  ///< of all orders in that currency
  };
  std::vector<Money> amounts{};
};

/// What is known of an order besides the sale.
struct OrderedBy {
  std::string name;  ///< of the customer; "" = not known
  std::string reps;  ///< primary slot, as it stands: "REP01, REP02"; "" = nobody
};

/// From what `credit standing` answers of an order.
OrderedBy ordered_by(const boost::json::object& answer);

/// A customer for the call list, with what a call needs.
struct Called {
  std::string account;
  OrderedBy by{};  ///< the last order
  int days = 0;    ///< since the last order, or since the first where they are new
  int usual = 0;   ///< days between two orders; 0 where they are new
};

class Adoption {
 public:
  explicit Adoption(Date today) : today_(today) {}

  /// `identity`: of the order; "" = nothing more will be known of it.
  void add(const Sale& sale, const Policy& policy, const std::string& identity = "");

  /// The last orders of the customers on the call list: what is known of them is wanted.
  std::vector<std::string> wanted() const;
  void know(const std::string& identity, OrderedBy by);

  std::int64_t signed_up() const { return static_cast<std::int64_t>(web_days_.size()); }
  std::int64_t active() const;  ///< at least two orders in the last 30 days
  std::int64_t helped() const { return helped_; }
  const std::map<std::string, Way>& ways() const { return ways_; }
  std::vector<WayShare> shares() const;

  /// Accounts that are late against the rhythm of their own orders.
  std::vector<Called> overdue() const;

  /// Accounts whose first order on the web is at most 30 days old: a call may keep them.
  std::vector<Called> newcomers() const;

 private:
  struct Last {
    Instant at{};
    std::string identity;
  };
  Called called(const std::string& account, int days, int usual) const;

  Date today_;
  std::map<std::string, std::vector<Date>> days_,  ///< account -> days of its orders
      web_days_;                                   ///< of those from the web
  std::map<std::string, Last> last_;               ///< account -> its last order
  std::map<std::string, OrderedBy> known_;         ///< identity -> what is known of it
  std::map<std::string, Way> ways_;
  std::int64_t helped_ = 0;
};

}  // namespace norekey::credit
