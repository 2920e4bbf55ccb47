/// geography: which territory an address lies in. Called by ladder; knows addresses and places, no
/// accounts.
#pragma once
#include "credit/ladder.hpp"

namespace norekey::credit {

struct Looked {
  std::vector<Hit> hits;       ///< nearest first, at the address that the policy names
  std::vector<Hit> elsewhere;  ///< at the sale's other addresses, for the explanation
  std::vector<const Assignment*> ambiguous;  ///< rules of a ZIP's counties that differ
  std::vector<std::string> flags;
  std::string address;  ///< "ship-to US 60614"; "" = none
};

/// `all`: false leaves out everything after the first hit.
Looked look_at_addresses(const Ask& ask, const Tables& tables, const Policy& policy, bool all);

}  // namespace norekey::credit
