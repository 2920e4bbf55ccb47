/// due: what a partner and we owe each other, and until when: his 997 or CONTRL to what we sent,
/// our answer to his order. Kept as records, listed by `norekey edi due`.
#pragma once
#include <boost/json/array.hpp>

#include "flow/context.hpp"

namespace norekey::edi {
struct Set;
}

namespace norekey::flow {

/// One thing owed.
struct Due {
  std::string channel;
  std::string what;   ///< "855", "997"
  std::string about;  ///< the order's identity, or the control number of what was sent
  std::string by;     ///< "us", "partner"
  Instant since{}, until{};
  std::string state = "open";  ///< "open", "done", "rejected"
};

queue::Record to_record(const Due& due);

/// Our answer to an order; `about` = its identity.
Due answer_due(const Route& route, const std::string& identity, Instant now);
/// A document that an event in the ERP asks for, "ship notice", "invoice", "inventory" or "price
/// list"; `about` = its key.
Due document_due(const Route& route, const std::string& what, const std::string& about,
                 Instant now);
/// The stock that is told next, `after` the last time; `about` ends in "/next".
Due next_inventory_due(const Route& route, Instant now, config::Duration after);
/// Their acknowledgement of what we sent under a control number.
Due acknowledgement_due(const Route& route, const std::string& document, std::uint64_t control,
                        Instant now);

bool is_acknowledgement(const edi::Set& set);

/// What an acknowledgement says of one thing we sent.
struct Said {
  std::string control;
  bool accepted = false;
  std::string why;  ///< the segments that say what is wrong
};

/// Of a set that is an acknowledgement, with its envelope.
std::vector<Said> said_in(const std::string& text);

/// What it is about is no longer due. Steps and records go to `out`. Returns a sentence for each
/// document of ours that is rejected: that is for a person.
awaitable<std::vector<std::string>> settle_acknowledged(Context& context, std::string channel,
                                                        std::vector<Said> all, Settlement& out);

/// All that is open and that the config still asks for, the most urgent first; `overdue` marked.
/// `all`: what is settled too.
awaitable<Result<boost::json::array>> list_due(Context& context, bool all);

}  // namespace norekey::flow
