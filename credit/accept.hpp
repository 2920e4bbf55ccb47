/// accept: which assignments may be in force beside each other. The table loader and the cases of
/// `norekey credit eval` share it, so that both refuse the same.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "credit/assignment.hpp"

namespace norekey::credit {

struct Refusal {
  std::string id;
  std::string flag;  ///< ASSIGN_SPLIT_NOT_100, ASSIGN_OVERLAP, ASSIGN_AMBIGUOUS_LOCAL_TIME
  std::string what, fix;
  std::string account;  ///< of its place; "" = none
  unsigned line = 0;
};

/// A pool whose shares are not 100 %, or weights that are all 0. nullopt: the shares are fine.
std::optional<Refusal> wrong_total(const Assignment& draft);

struct Accepted {
  std::vector<Assignment> kept;
  std::vector<Refusal> refused;
};

/// Refuses pools that are not 100 % and whoever overlaps one of equal rank at the same place and
/// slot without superseding it. The earlier recorded one stays, then the earlier begun, then the
/// smaller id: the order of `drafts` does not matter. Backdated ones without an approver are kept
/// as pending.
Accepted accept(std::vector<Assignment> drafts);

}  // namespace norekey::credit
