/// finding: what is remembered of an order that was entered again in the ERP: one record a web
/// order, kind "reentry", key = identity. One reader and writer.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/time.hpp"
#include "queue/message.hpp"

namespace norekey::flow {

struct ReentryFinding {
  std::string identity, channel, company, web;
  std::vector<std::string>
      erp;            ///< numbers of the orders that people entered; two for a halved one
  std::string state;  ///< "kept", "asked", "open", "same", "different": see reentry_state
  std::string why;    ///< evidence, for the person who decides
  Decimal net;        ///< of what was entered, merchandise only
  std::string currency;
  std::string entered_by, cancelled_by;  ///< "" = not known, or forgotten
  std::string cause = "not said";        ///< one of reentry_causes()
  std::string who, because;              ///< whose decision, and their reason
  bool booked = false;  ///< its sales credit stands in the ledger on the ERP's number
  std::string credits;  ///< JSON list of what was entered there
  std::string day;      ///< business date that it counts on: the web order's
  Instant found{};
};

queue::Record to_record(const ReentryFinding&);

/// nullopt: not written by this program.
std::optional<ReentryFinding> reentry_finding(const queue::Record&);

/// What people call a state: "sales credit kept", "is it the same order?", "both open", "the same
/// order", "another order".
std::string reentry_state(const std::string& state);

/// Why orders are re-entered, as the weekly report groups them; the last one is "not said".
const std::vector<std::string>& reentry_causes();

/// The cause that a reason typed in the shop speaks of.
std::string reentry_cause_of(const std::string& typed);

}  // namespace norekey::flow
