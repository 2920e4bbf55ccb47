/// digest: once a day each rep is told of the day's sales credit: what was credited, what waits,
/// what is nobody's yet. A duty; `norekey credit digest` shows what would be sent.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "flow/context.hpp"

namespace norekey::flow {

/// Makes the digests of a company due now: a message "digest" for each rep with an email and
/// something to tell, once a day. Durable on return; the number of messages. Errors: the store's.
awaitable<Result<std::int64_t>> make_digests(Context& context, std::string company);

/// The step "digest": hands one to the mail server. Errors: as hand_over_receipt.
awaitable<Result<Settlement>> hand_over_digest(Context& context, const queue::Leased& digest);

/// Each company's digests at its time of day.
awaitable<void> keep_digesting(Context& context);

/// {"company", "rep"}: what each rep, or one, would be told now. reject: no such company or rep.
awaitable<Result<boost::json::value>> credit_digest(Context& context,
                                                    const boost::json::object& request);

}  // namespace norekey::flow
