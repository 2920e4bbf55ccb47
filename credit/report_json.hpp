/// report_json: statements and sums over many orders as every `--json` and the API show them.
#pragma once
#include <boost/json/object.hpp>

#include "credit/contest.hpp"
#include "credit/replay.hpp"
#include "credit/statement.hpp"

namespace norekey::credit {

/// {rep, name, from, to, lines, totals}; net and cost only where they are in the lines.
boost::json::object to_json(const Statement& statement);
/// {orders, changed, reps}.
boost::json::object to_json(const WhatIf& sums);
/// {from, to, reps}.
boost::json::object to_json(const Contest& counted);
/// {signed_up, active, helped, ways, call_list, new_customers}.
boost::json::object to_json(const Adoption& figures);

/// A line of the answer of `credit ledger`, back.
LedgerLine ledger_line_of(const boost::json::object& in);

/// With the currency's decimals, or more where the amount has more.
std::string money_text(const Decimal& amount, const std::string& currency);

}  // namespace norekey::credit
