/// receipt: each credited rep is told of an order's sales credit once the ERP holds it: by mail, by
/// webhook, or both. deliver.cpp makes the messages with what it settles; the step hands one over.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <vector>

#include "credit/receipt.hpp"
#include "flow/context.hpp"
#include "flow/facts.hpp"
#include "flow/work_order.hpp"
#include "net/mail.hpp"

namespace norekey::flow {

/// What one delivery means for the reps.
struct RepNews {
  const WorkOrder& work;
  const OrderFacts& order;
  const PartFacts& part;
  std::string entry;    ///< "order", "order changed", "order cancelled"
  std::string credits;  ///< JSON list of the sales credit it is about
  std::string former;   ///< of the revision before: a rep who had some and has none is told, too
};

/// A message for each credited rep and way; none where the company tells nobody. RepNews again with
/// the same content, a message is a duplicate.
std::vector<queue::Message> receipt_messages(const Route& route, const credit::Tables& tables,
                                             const RepNews& told);

/// Hands a mail to the company's mail server for a rep, whose address reps.csv has; `mail` comes
/// without from and to. Errors: as hand_over_receipt.
awaitable<Result<void>> mail_to_rep(Context& context, config::Receipts receipts, std::string rep,
                                    net::Mail mail);

/// Hands a mail, with its sender and address, to a mail server; answers the server's code (RFC
/// 5321). Errors: it cannot be reached, or its password cannot be read.
awaitable<Result<int>> hand_to_mail_server(Context& context, config::Receipts server,
                                           net::Mail mail);

/// Hands one over. retry: the mail server or the webhook cannot be reached now. reject: it refused
/// this one, or the rep's address in reps.csv cannot be used. At least once; a mail has the same
/// Message-ID each time.
awaitable<Result<Settlement>> hand_over_receipt(Context& context, const queue::Leased& receipt);

/// Whether the mail server answers, for `doctor`; "" = fine. Asks nothing else of it.
awaitable<Result<std::string>> greet_mail_server(Context& context, config::Receipts receipts);

/// {"key", "channel"}: the receipts of an order, newest last, with their signed blocks. reject:
/// nothing goes by that key.
awaitable<Result<boost::json::value>> credit_receipts(Context& context,
                                                      const boost::json::object& request);

/// {"company"}: the public key that receipts are checked with. "" = the only company that has one.
awaitable<Result<boost::json::value>> credit_receipt_key(Context& context,
                                                         const boost::json::object& request);

/// The key of a company's receipts. halt: none is configured, or it cannot be read.
Result<SigningKey> signing_key(const Setup& setup, const std::string& company);

}  // namespace norekey::flow
