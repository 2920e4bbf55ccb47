/// work_order: what a "part" message says besides its document: which part of which order, and what
/// to do with it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/time.hpp"

namespace norekey::flow {

/// The meta of a "part" message, JSON in the journal.
struct WorkOrder {
  std::string identity, number;  ///< the order, and its web number
  int part = 1;
  std::int64_t revision = 0;  ///< of the order
  bool cancel = false;
  bool unmapped =
      false;  ///< the body is the order's tree: its lines could not be mapped with the others
  bool reps_only = false;     ///< decided later: only the reps and notes in the ERP follow
  std::string former;         ///< of reps_only: the sales credit before, as `credits`
  std::string note;           ///< "sales credit REP01 100 %"
  std::string credits;        ///< JSON list: slot, line, rep, amount, rule
  std::string day, currency;  ///< business date and currency of the order, for the ledger
  Instant placed{};
  std::vector<std::string> erp_items;  ///< in shadow: of charges that the ERP reckons by itself
};

std::string to_json(const WorkOrder&);

/// reject: not written by this program.
Result<WorkOrder> work_order(const std::string& json);

}  // namespace norekey::flow
