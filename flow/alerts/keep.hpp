/// keep: the duty that looks, remembers and has people told. One daemon of all on the store has it;
/// what only another can see (its disk, who does not answer it) that one puts into the store, so
/// that one teller knows all and tells each thing once.
#pragma once
#include <vector>

#include "flow/alerts/episode.hpp"
#include "flow/alerts/rules.hpp"
#include "flow/context.hpp"

namespace norekey::flow {

/// One look: what is wrong now becomes part of what is remembered, and the news become messages, in
/// one transaction, durable on return. Answers the news. Errors: the store's; then nothing is
/// remembered, and the next look sees it anew.
awaitable<Result<std::vector<NewsItem>>> look_for_alerts(Context& context);

/// What this daemon alone sees is put into the store for the one that has the duty, where it
/// changed or a minute ago. Errors: the store's.
awaitable<Result<void>> tell_own_alerts(Context& context);

/// What is remembered, by fingerprint. Errors: the store's.
awaitable<Result<Episodes>> remembered_alerts(Context& context);

/// When somebody is told, as configured; whether it is quiet now.
AlertTerms alert_terms(const Setup& setup, Instant now);

/// Again and again, every 15 s; less often where a look takes long.
awaitable<void> keep_alerting(Context& context);

/// Who told of it; also the key of what another daemon sees.
std::string daemon_name(const Context& context);

}  // namespace norekey::flow
