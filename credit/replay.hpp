/// replay: sales decided again: with draft assignments (what-if), with the ERP's invoices (audit),
/// and counted (adoption). Pure; what is compared comes from the store or a file.
#pragma once
#include <boost/json.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "credit/policy.hpp"
#include "credit/tables.hpp"

namespace norekey::credit {

/// Per rep, slot and currency: what it is now and what it would be.
struct Difference {
  Decimal now, then;
};
using RepSlot = std::tuple<std::string, std::string, std::string>;  ///< rep, slot, currency

/// Adds up sales decided by two sets of tables.
class WhatIf {
 public:
  WhatIf(const Tables& now, const Tables& then, const Policy& policy)
      : now_(now), then_(then), policy_(policy) {}

  void add(const Sale& sale);

  std::int64_t orders() const { return orders_; }
  std::int64_t changed() const { return changed_; }
  const std::map<RepSlot, Difference>& sums() const { return sums_; }

 private:
  const Tables& now_;
  const Tables& then_;
  const Policy policy_;
  std::int64_t orders_ = 0, changed_ = 0;
  std::map<RepSlot, Difference> sums_;
};

/// One invoice of the ERP: to whom it says it belongs.
struct ErpInvoice {
  std::string number, rep;
  Sale sale;
  unsigned line = 0;
};

/// invoice,date,order,account,rep,amount,currency[,ship_to,country,postal,state,product_line,
/// contract,channel]; rows of one invoice are its lines. Findings: rows that cannot be read.
std::vector<ErpInvoice> read_invoices(const std::string& csv, config::Findings& findings);

/// order,type,no,date[,line,amount,refers,cost]: the ERP's documents, by order, as events of a
/// case. Findings: rows that cannot be read; they are left out.
std::vector<std::pair<std::string, boost::json::array>> read_documents(const std::string& csv,
                                                                       config::Findings& findings);

/// What differs on one invoice, and the rule that explains it.
struct AuditLine {
  std::string invoice, order, erp_rep, rep, rule, why;
  Decimal amount;
};

struct Audit {
  std::int64_t invoices = 0, agree = 0;
  std::map<std::pair<std::string, std::string>, Difference> by_rep;  ///< rep, currency: ERP, rules
  std::vector<AuditLine> differences;
  std::int64_t unexplained = 0;  ///< invoices whose difference no rule and no gap explains
};

Audit audit(const std::vector<ErpInvoice>& invoices, const Tables& tables, const Policy& policy);

/// Who orders on the web, and how.
class Adoption {
 public:
  explicit Adoption(Date today) : today_(today) {}

  void add(const Sale& sale, const Policy& policy);

  std::int64_t signed_up() const { return static_cast<std::int64_t>(web_days_.size()); }
  std::int64_t active() const;  ///< at least two orders in the last 30 days
  std::int64_t helped() const { return helped_; }
  const std::map<std::string, std::int64_t>& ways() const { return ways_; }

  /// Accounts that are late against the rhythm of their own orders: account, days since the last
  /// order, usual days between two.
  std::vector<std::tuple<std::string, int, int>> overdue() const;

  /// Accounts whose first order is at most 30 days old, and how old: a call may keep them.
  std::vector<std::pair<std::string, int>> newcomers() const;

 private:
  Date today_;
  std::map<std::string, std::vector<Date>> days_,  ///< account -> days of its orders
      web_days_;                                   ///< of those from the web
  std::map<std::string, std::int64_t> ways_;
  std::int64_t helped_ = 0;
};

}  // namespace norekey::credit
