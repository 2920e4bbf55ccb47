/// report_json: statements and sums over many orders as every `--json` and the API show them.
#pragma once
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "credit/adoption.hpp"
#include "credit/audit.hpp"
#include "credit/contest.hpp"
#include "credit/replay.hpp"
#include "credit/statement.hpp"

namespace norekey::credit {

/// {rep, name, from, to, lines, totals}; net and cost only where they are in the lines.
boost::json::object to_json(const Statement& statement);
/// {orders, changed, reps, unused: [{rule, why}]}; at most 100 of the last.
boost::json::object to_json(const WhatIf& sums);
/// {from, to, reps}.
boost::json::object to_json(const Contest& counted);
/// {signed_up, active, helped, ways: [{way, orders, share, amounts: [{currency, amount, share}]}],
/// call_list, new_customers}.
boost::json::object to_json(const Adoption& figures);
/// {invoices, agree, unexplained, left_out, reps, differences}.
boost::json::object to_json(const Audit& made, const std::vector<std::string>& left_out);

/// Tables for a spreadsheet or a CRM, each with its heading.
std::string what_if_csv(const WhatIf& sums);      ///< rep,slot,now,then,difference,currency
std::string audit_reps_csv(const Audit& made);    ///< rep,erp,assignments,difference,currency
std::string audit_orders_csv(const Audit& made);  ///< what differs, by invoice
std::string ways_csv(const Adoption& figures);    ///< a row a way and currency
std::string call_list_csv(const Adoption& figures);

/// A line of the answer of `credit ledger`, back.
LedgerLine ledger_line_of(const boost::json::object& in);

/// With the currency's decimals, or more where the amount has more.
std::string money_text(const Decimal& amount, const std::string& currency);

}  // namespace norekey::credit
