/// credit_commands: what the store knows of sales credit, for the command line and the console.
/// Sums over many orders are made by whoever asks, so that nothing blocks the daemon.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "flow/context.hpp"

namespace norekey::flow {

/// {"key", "channel"}: what is in the ledger for the order, and how it is decided. reject: nothing
/// goes by that key.
awaitable<Result<boost::json::value>> credit_explain(Context& context,
                                                     const boost::json::object& request);

/// {"heads": [{company, entries, hash, at, signature}]}: follows each company's chain, past the
/// heads that were kept of it: {"companies": [{company, entries, head, finding, keep}]}; `keep` is
/// the head as it is now, signed where the company has a signing key.
awaitable<Result<boost::json::value>> credit_verify(Context& context,
                                                    const boost::json::object& request);

/// {"company", "after", "rep", "from", "to", "cost", "who"}: a page of the ledger's lines; "next" 0
/// = the last one. reject: "cost" is for those whom the company names.
awaitable<Result<boost::json::value>> credit_ledger(Context& context,
                                                    const boost::json::object& request);

/// {"key", "events": [{type, no, at, line, amount, refers}]}: the ERP's invoices, returns and
/// cancellations of one order go into the ledger by the order's own split; a document that is there
/// already is passed over. {"order", "posted", "entries", "flags", "refused": [{what, fix}]}: the
/// last one only where some were not taken, see credit/documents.hpp. Durable on return. reject: no
/// such order, or several.
awaitable<Result<boost::json::value>> credit_post(Context& context,
                                                  const boost::json::object& request);

/// {"company", "period"}: what belongs to that month counts from now on in the next open one.
awaitable<Result<boost::json::value>> credit_close(Context& context,
                                                   const boost::json::object& request);

/// {"after", "since"}: a page of kept sales, each with its "identity", and "next" "" = the last
/// one.
awaitable<Result<boost::json::value>> credit_sales(Context& context,
                                                   const boost::json::object& request);

/// The active bundle's files that decide sales credit: name -> text.
awaitable<Result<boost::json::value>> credit_tables(Context& context,
                                                    const boost::json::object& request);

}  // namespace norekey::flow
