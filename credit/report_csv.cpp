/// The sums over many orders as CSV, for spreadsheets and the CRM.
#include "credit/report_json.hpp"
#include "credit/wording.hpp"
#include "mapping/csv.hpp"

namespace norekey::credit {

std::string what_if_csv(const WhatIf& sums) {
  std::string out = mapping::csv_record({"rep", "slot", "now", "then", "difference", "currency"});
  for (const auto& [who, amounts] : sums.sums()) {
    const auto& [rep, slot, currency] = who;
    out += mapping::csv_record({rep_for_people(rep), slot, money_text(amounts.now, currency),
                                money_text(amounts.then, currency),
                                money_text(amounts.then - amounts.now, currency), currency});
  }
  return out;
}

std::string audit_reps_csv(const Audit& made) {
  std::string out = mapping::csv_record({"rep", "erp", "assignments", "difference", "currency"});
  for (const auto& [who, sums] : made.by_rep)
    out += mapping::csv_record({who.first, money_text(sums.now, who.second),
                                money_text(sums.then, who.second),
                                money_text(sums.then - sums.now, who.second), who.second});
  return out;
}

std::string audit_orders_csv(const Audit& made) {
  std::string out = mapping::csv_record({"invoice", "order", "in_erp", "by_assignments", "amount",
                                         "currency", "rule", "explained", "why"});
  for (const AuditLine& one : made.differences)
    out += mapping::csv_record({one.invoice, one.order, one.erp_rep, rep_for_people(one.rep),
                                money_text(one.amount, one.currency), one.currency,
                                rule_for_people(one.rule), one.explained ? "yes" : "no", one.why});
  return out;
}

std::string ways_csv(const Adoption& figures) {
  std::string out = mapping::csv_record(
      {"way", "orders", "share of orders", "amount", "currency", "share of amount"});
  for (const WayShare& one : figures.shares()) {
    for (const WayShare::Money& money : one.amounts)
      out += mapping::csv_record({one.way, std::to_string(one.orders), one.share.str(),
                                  money_text(money.amount, money.currency), money.currency,
                                  money.share.str()});
  }
  return out;
}

std::string call_list_csv(const Adoption& figures) {
  std::string out =
      mapping::csv_record({"account", "name", "rep", "reason", "days since the last order",
                           "usual days between orders", "days since the first order"});
  for (const Called& one : figures.overdue())
    out += mapping::csv_record({one.account, one.by.name, one.by.reps, "overdue",
                                std::to_string(one.days), std::to_string(one.usual), ""});
  for (const Called& one : figures.newcomers())
    out += mapping::csv_record({one.account, one.by.name, one.by.reps, "new on the web", "", "",
                                std::to_string(one.days)});
  return out;
}

}  // namespace norekey::credit
