/// credit_import: what the ERP says of reps, customers and invoices, for the tables and the ledger
/// of sales credit. Asked for by command.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "flow/context.hpp"

namespace norekey::flow {

/// An ERP by its configured name.
using NamedErp = std::pair<std::string, std::shared_ptr<adapters::Adapter>>;

/// The one that is named, or with "" the only one. reject: none of that name, or several.
Result<NamedErp> named_erp(const Context& context, const std::string& name);

/// {"erp", "accounts", "reps"}: whose customers the ERP says they are, in our codes by these two
/// lookups (absent: customers, reps), beside the assignments in force: {"erp", "changes": [{what,
/// account, rep, was, why}], "same", "writes", "assignments", "reps", "not_on_the_web"}. Writes
/// nothing. reject: the ERP tells nothing of reps.
awaitable<Result<boost::json::value>> credit_import(Context& context,
                                                    const boost::json::object& request);

/// {"erp", "reps", "all", "who"}: the ERP's invoices that are new go into the ledger, and what its
/// commission records say is held against it: {"erp", "invoices", "posted", "agree", "beyond",
/// "rows": [{order, erp, invoice, line, base, rep, erp_base, erp_rep, why}]}; rows are those that
/// differ. Durable on return. reject: the ERP tells nothing of invoices.
awaitable<Result<boost::json::value>> credit_erp_invoices(Context& context,
                                                          const boost::json::object& request);

/// When each ERP is asked for its invoices again; absent: now.
using InvoicesDue = std::map<std::string, std::chrono::steady_clock::time_point>;

/// Takes the new invoices of the ERPs whose time has come; how many went into the ledger. What
/// differs is warned of in the log; an ERP that cannot be asked is asked again within a minute.
awaitable<std::int64_t> take_due_invoices(Context& context, InvoicesDue& due);

/// The same again and again, as often as each ERP's config says: a duty.
awaitable<void> keep_taking_invoices(Context& context);

}  // namespace norekey::flow
