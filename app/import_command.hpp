/// import_command: `norekey credit import`: whose customers the ERP says they are, into the tables.
#pragma once
#include <string>

namespace norekey::app {

struct ImportWish {
  std::string erp, accounts, reps, why;
  bool dry_run = false, as_json = false;
  bool accept = false;  ///< also where many accounts would have nobody any more
};

/// Shows what would change; without dry_run writes assignments.csv and reps.csv in `directory` and
/// activates them as `norekey apply` does. What is in force stays where there is a finding: the
/// files are put back. Returns the exit code.
int import_owners(const std::string& directory, const ImportWish& wish);

}  // namespace norekey::app
