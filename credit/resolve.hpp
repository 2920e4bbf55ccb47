/// resolve: who has the sales credit of a sale, by which rule, and which rules lost. Pure; it never
/// fails: UNASSIGNED is an answer. The daemon, `credit eval` and `credit what-if` all come here.
#pragma once
#include <string>
#include <vector>

#include "core/order.hpp"
#include "credit/policy.hpp"
#include "credit/tables.hpp"

namespace norekey::credit {

/// One who has a share of a line's slot.
struct Holder {
  std::string rep;   ///< "UNASSIGNED" and "HOUSE" too
  Decimal weight;    ///< of all holders' weights
  std::string rule;  ///< assignment, LADDER_END, P0.helper, quote:NO, rep_code:X
  std::string via;   ///< "successor:ANA", "inactive:ANA"; "" = direct
};

/// One slot of one line, or of one component of a kit.
struct Split {
  Slot slot = Slot::primary;
  int line = 0;
  std::string component;
  Decimal base;           ///< what is split
  Decimal percent = 100;  ///< of the base that is given out: overlay and helper have any
  std::vector<Holder> holders;
  bool margin = false;  ///< invoices share gross margin, not `base`'s net merchandise
};

bool same_holders(const Split& a, const Split& b);

/// "REP02 60 %, REP03 40 % (follows ANA)", for people.
std::string holders_text(const Split& split);

/// What each holder of `split` has of `base`, which need not be its own: largest remainder, ties to
/// the earlier seat.
std::vector<Decimal> amounts_of(const Split& split, const Decimal& base, int exponent);

/// A rule that was looked at and did not decide.
struct Lost {
  std::string rule, rep, why;
};

/// Everything decided about a sale, as known on one day.
struct Decision {
  Date day{};  ///< business date of the sale
  std::string account, account_how;
  bool inferred = false;
  std::vector<Split> splits;  ///< by line, component, slot
  std::vector<std::string> flags;
  std::vector<Lost> losing;
  std::vector<std::string> candidates;  ///< of ties
  std::map<std::string, Decimal> excluded;
  std::vector<Decimal> line_discounts;  ///< one a line; empty = no header discount
  Decimal base;                         ///< sum of the lines that carry sales credit
  int exponent = 2;
  std::string proposed_rep;       ///< to be registered for the account; "" = none
  std::vector<std::string> told;  ///< sentences for people, by line and slot
};

/// `on`: the business date that dates are taken at. `known`: what was written down until then.
/// `all` false: no losers and no sentences, for speed.
Decision decide(const Sale& sale, const Tables& tables, const Policy& policy, Date on, Date known,
                bool all = true);

/// Where a share is no whole cent: "line 1: ANA 6.01 (of 6.006), BEN 4.00 (of 4.004)".
std::vector<std::string> rounding_told(const Decision& decided);

/// The sale's business date in the policy's zone.
Date business_date(Instant at, const Policy& policy);

/// What the flow needs of a decision on an order.
struct Resolution {
  std::vector<SalesCredit> credits;  ///< by line, slot, seat
  std::vector<std::string> flags;
  std::vector<DocumentRep> reps;  ///< what the ERP is told: primary, largest base first
  std::string inside;             ///< the inside rep with the largest base; "" = none
  std::string explain;            ///< for people: winner, losers and why
  Decimal base;                   ///< sum of the lines that carry sales credit
};

Resolution resolve(const Order& order, const Tables& tables, const Policy& policy);

/// Puts sales credit that was decided later in the place of what the tables say.
void let_stand(std::vector<SalesCredit> credits, const Policy& policy, Resolution& out);

/// "sales credit REP01 100 %, inside REP04": the note where people look.
std::string note_of(const Resolution& resolution);

}  // namespace norekey::credit
