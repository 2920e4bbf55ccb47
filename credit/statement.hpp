/// statement: one rep's sales credit between two days, as text, CSV and HTML that prints well. What
/// a rep reads: wording.hpp's rules hold.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "credit/ledger.hpp"

namespace norekey::credit {

struct Statement {
  std::string rep, name, from, to;  ///< days, both included
  std::vector<LedgerLine> lines;    ///< of that rep, in ledger order
  bool with_cost = false;           ///< for readers who may know it, never for the rep
};

/// Sums by currency and kind ("order", "invoice"), in that order.
std::map<std::pair<std::string, std::string>, Decimal> totals_of(const Statement& statement);

std::string statement_text(const Statement& statement);
std::string statement_csv(const Statement& statement);
std::string statement_html(const Statement& statement);

}  // namespace norekey::credit
