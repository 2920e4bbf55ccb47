/// owners: the ERP's own say of whose customer it is, beside the assignments in force: what would
/// change in assignments.csv and reps.csv. Pure; the ERP's codes are ours already.
#pragma once
#include <string>
#include <vector>

#include "credit/tables.hpp"

namespace norekey::credit {

struct ErpRep {
  std::string rep, name;
  bool active = true;
};

/// The first that counts on a day is the account's.
struct ErpOwner {
  std::string account, rep;
  std::optional<Date> from, until;  ///< half-open
};

struct OwnerChange {
  std::string what;  ///< "new", "changed", "ended", "new rep", "kept", "left out"
  std::string account, rep, was, why;
};

struct Owners {
  std::string assignments, reps;  ///< the tables' new texts; as they were where nothing changes
  std::vector<OwnerChange> changes;
  std::int64_t same = 0;  ///< accounts for which both say the same

  /// Whether anything would be written.
  bool writes() const;
};

/// Rows that an import made (their id begins with "ERP-") follow the ERP from `today` on; what
/// people wrote stays, and is told where the ERP says otherwise. Nothing reaches into the past. A
/// rep that has left gets no account. `reps_csv` "": reps are not kept, none are added.
Owners take_owners(const std::string& assignments_csv, const std::string& reps_csv,
                   const Tables& now, const std::vector<ErpRep>& reps,
                   const std::vector<ErpOwner>& owners, Date today);

}  // namespace norekey::credit
