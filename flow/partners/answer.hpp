/// answer: what we write to a partner: our documents through a mapping, in an interchange of ours.
/// The 855 or ORDRSP leaves when the sale is made.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// A "notice" of a partner's order: its answer as a "document" message, in the partner's order.
awaitable<Result<Settlement>> answer_order(Context& context, Route route,
                                           const queue::Leased& notice);

/// A "document" message: mapped, given its control number, checked against the standard and the
/// partner's guides, and handed to put_file. reject: it cannot be mapped, or it is not valid.
awaitable<Result<Settlement>> send_document(Context& context, const queue::Leased& leased);

/// A "document" message: `source`, a tree in our terms, through the mapping of that file name.
/// `due`: what is no longer due about `key` once it is sent; "" = nothing.
queue::Message document_message(const Route& route, std::string key, std::string identity,
                                const std::string& mapping, std::string source,
                                const std::string& due = "");

/// What an answer says beside the order itself.
struct AnswerFacts {
  std::string erp_number;
  bool change = false;                         ///< it answers an 860 or ORDCHG
  bool refused = false;                        ///< which could no longer be made in the ERP
  std::map<std::string, std::string> changes;  ///< by the partner's line: "added", "changed", …
  std::map<std::string, Decimal> backordered;  ///< by the partner's line, in its unit
  std::optional<Date> promised;                ///< when the ERP lets the rest leave
};

/// The order's answer as mappings see it (docs/edi.md): one line for each line of the partner's
/// order, whatever it was split into.
mapping::Document order_answer(const Order& order, const AnswerFacts& facts, Instant now);

/// One set, as a mapping makes it, in an interchange from us to the partner. reject: it is no set,
/// or holds what cannot be written.
Result<std::string> enclose(const mapping::Document& set, const config::Partner& partner,
                            std::uint64_t control, Instant now);

}  // namespace norekey::flow
