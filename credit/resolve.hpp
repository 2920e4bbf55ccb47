/// resolve: who has the sales credit of an order, by which rule, and which rules lost. A pure
/// function; it never fails: UNASSIGNED is an answer.
#pragma once
#include <string>
#include <vector>

#include "core/order.hpp"
#include "credit/assignment.hpp"

namespace norekey::credit {

/// What a company decided about sales credit.
struct Policy {
  std::string zone = "UTC";         ///< of business dates
  std::string house_rep = "HOUSE";  ///< the rep code that the ERP gets where nobody is credited
};

/// A rule that was looked at for a slot.
struct Considered {
  std::string rule;  ///< assignment, or the place where none was
  std::string why;   ///< "won", "no assignment there", "ended 2026-03-01", "a nearer rule won"
};

struct Resolution {
  std::vector<SalesCredit> credits;  ///< by line, slot, seat
  std::vector<std::string> flags;    ///< UNASSIGNED, ASSIGNMENT_GAP, REP_INACTIVE, GUEST
  std::vector<DocumentRep> reps;     ///< what the ERP is told: primary, largest base first
  std::string inside;                ///< the inside rep with the largest base; "" = none
  std::string explain;               ///< for people: winner, losers and why
  Decimal base;                      ///< sum of the lines that carry sales credit
};

Resolution resolve(const Order& order, const Assignments& assignments, const Policy& policy);

/// "sales credit REP01 100 %, inside REP04": the note where people look.
std::string note_of(const Resolution& resolution);

}  // namespace norekey::credit
