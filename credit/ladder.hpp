/// ladder: for one line and one slot, which assignment decides, which lost and why nobody did.
/// Pure; called by resolve for each line.
#pragma once
#include <string>
#include <vector>

#include "credit/policy.hpp"
#include "credit/tables.hpp"

namespace norekey::credit {

/// What was asked for on a line.
struct Ask {
  const Sale& sale;
  const SaleLine& line;
  std::string product_line;  ///< the line's, or of one component of a kit
  std::string account;       ///< "" = a guest
  Slot slot = Slot::primary;
  Date day{}, known{};
};

/// One rung's answer: found several = a tie.
struct Hit {
  Rung rung = Rung::end;
  Found found;
  std::string where;     ///< "account:C100", "ship-to US 53703"
  const char* why = "";  ///< of a loser: why it did not decide, for people
};

/// Why the end of the ladder was reached, and what was noticed on the way.
struct Climb {
  std::vector<Hit> winners;                   ///< one; for overlays up to two; none = nobody
  std::vector<Hit> losers;                    ///< in force and fitting, further down or passed over
  std::vector<const Assignment*> candidates;  ///< of a tie
  std::vector<std::string> flags;
  bool registered = false;  ///< the account has a rep, or is named or territory by decision
  bool mentioned = false;   ///< an assignment of the account exists, whatever its dates
  bool named = false;
  std::string address;  ///< the one that geography looked at, for people; "" = none
};

/// `all`: false stops at the winner, for speed; losers are then not known.
Climb climb(const Ask& ask, const Tables& tables, const Policy& policy, bool all);

}  // namespace norekey::credit
