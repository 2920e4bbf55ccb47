/// credit_commands: `norekey credit …` where more than one answer of the daemon, or none, is
/// needed. Sums over many orders are made here, beside the daemon, not in it.
#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace norekey::app {

/// `credit eval`: answers a file of cases ("-" = standard input) on standard output, its bad lines
/// on standard error. All of these return the exit code.
int eval_cases(const std::string& cases, const std::string& policy_file);

/// `credit explain` and `credit verify` as people read them.
std::string explain_text(const boost::json::value& answer);
std::string verify_text(const boost::json::value& answer);

/// `credit statement`: `format` is text, csv, html or json; both days are included. `with_cost`:
/// for those whom the company lets know it.
int print_statement(const std::string& directory, const std::string& rep, const std::string& from,
                    const std::string& to, const std::string& format, const std::string& company,
                    bool with_cost);

/// `credit what-if`: stored orders placed since `since` ("90d" or a date; "" = all) decided by the
/// tables in force and by `assignments`. `format` here and below: text, csv or json.
int what_if(const std::string& directory, const std::string& assignments, const std::string& since,
            const std::string& format);

/// What `credit audit` was asked.
struct AuditWish {
  std::string invoices;        ///< the file
  std::string reps, accounts;  ///< lookups from our codes to the ERP's; "" = reps, customers
  std::string format;
  std::string of;  ///< as csv: "reps" or "differences"
};

/// `credit audit`: the ERP's invoices through the drafts in `directory`; needs no daemon.
int audit_invoices(const std::string& directory, const AuditWish& wish);

/// `credit invoices`: the ERP's documents into the ledger, order by order.
int post_documents(const std::string& directory, const std::string& file, bool as_json);

/// `credit invoices --from`: the same as the ERP tells it, and its commission records against the
/// ledger.
int post_from_erp(const std::string& directory, const std::string& erp, const std::string& reps,
                  bool all, bool as_json);

/// `credit contest`: who brought customers to the web between two days, both included.
int contest(const std::string& directory, const std::string& from, const std::string& to,
            const std::string& format);

/// `credit adoption`: who orders on the web, how, and who is late against their own rhythm. `of`:
/// as csv, "call-list" or "ways".
int adoption(const std::string& directory, const std::string& format, const std::string& of);

}  // namespace norekey::app
