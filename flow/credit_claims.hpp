/// credit_claims: somebody says that an order's sales credit is theirs, a manager decides, and the
/// ledger follows. Kind "claim", key = identity/number.
#pragma once
#include "flow/credit_kept.hpp"

namespace norekey::flow {

/// What people ruled on the order, as the ledger takes it. Errors: the store's.
awaitable<Result<std::vector<credit::Ruling>>> rulings_of(Context& context, std::string identity);

/// {"key", "channel", "to": "ANA 60, BEN 40", "line", "why", "who"}: a claim that waits. reject:
/// unknown reps, shares that are not 100, no such line, too late (claim-days), no reason.
awaitable<Result<boost::json::value>> credit_claim(Context& context,
                                                   const boost::json::object& request);

/// {"open": true}: claims, newest first.
awaitable<Result<boost::json::value>> credit_claims(Context& context,
                                                    const boost::json::object& request);

/// {"id", "uphold": true or false, "why", "who"}: decided once; upheld claims are in the ledger on
/// return. reject: no such claim, decided already, no reason, or whoever claimed it decides.
awaitable<Result<boost::json::value>> credit_decide(Context& context,
                                                    const boost::json::object& request);

}  // namespace norekey::flow
