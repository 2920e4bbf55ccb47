/// audit: the ERP's invoices through the assignments: each rep's figure against the ERP's, and what
/// explains every difference. Pure; `norekey credit audit` shows it.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "credit/replay.hpp"

namespace norekey::credit {

/// One invoice of the ERP: to whom it says it belongs. Its rows that differ in rep and amount alone
/// are one line, which the assignments split themselves.
struct ErpInvoice {
  std::string number;
  std::map<std::string, Decimal> reps;  ///< what the ERP gives each of them; "" = nobody
  Sale sale;
  unsigned line = 0;  ///< of its first row
};

/// How the ERP's codes and money are read.
struct ErpWords {
  std::function<std::string(const std::string&)> rep, account;  ///< our code for the ERP's
  std::string currency = "USD";                                 ///< where a row names none
};

struct ErpInvoices {
  std::vector<ErpInvoice> all;
  std::vector<std::string> left_out;  ///< numbers of invoices with a row that cannot be read
};

/// invoice,date,order,account,rep,amount[,currency,kind,ship_to,country,postal,state,product_line,
/// contract,channel]. Findings: rows that cannot be read, and rows of one invoice that disagree in
/// what belongs to the whole invoice; such an invoice is left out whole.
ErpInvoices read_invoices(const std::string& csv, const ErpWords& words,
                          config::Findings& findings);

/// What the ERP gives one and the assignments give another, and the rule that explains it.
struct AuditLine {
  std::string invoice, order, erp_rep, rep, rule, why, currency;
  Decimal amount;
  bool explained = true;
};

struct Audit {
  std::int64_t invoices = 0, agree = 0;
  std::map<std::pair<std::string, std::string>, Difference> by_rep;  ///< rep, currency: ERP, rules
  std::vector<AuditLine> differences;  ///< for each invoice they add up to what differs on it
  std::int64_t unexplained = 0;        ///< differences that no rule decided
};

/// Sums are compared, by invoice and rep. Explained is what a rule of the tables decided: it gives
/// the amount to another, two rules tie, the rep whom a rule names has left, a rule has ended, the
/// kind carries no sales credit, a cent was rounded. Where no rule covers the order at all, the
/// difference is unexplained.
Audit audit(const std::vector<ErpInvoice>& invoices, const Tables& tables, const Policy& policy);

}  // namespace norekey::credit
