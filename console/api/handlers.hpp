/// handlers: what each operation of the API does, one file a subject. Listed in ../routes.cpp.
#pragma once
#include "console/call.hpp"

namespace norekey::console::api {

inline constexpr std::size_t kMostShown = 1 << 20;  ///< bytes of a document, for reading

// session.cpp
awaitable<Result<Reply>> whoami(Call& call);
awaitable<Result<Reply>> sign_in(Call& call);
awaitable<Result<Reply>> sign_out(Call& call);
awaitable<Result<Reply>> change_password(Call& call);
awaitable<Result<Reply>> begin_totp(Call& call);
awaitable<Result<Reply>> confirm_totp(Call& call);
awaitable<Result<Reply>> end_totp(Call& call);
awaitable<Result<Reply>> set_up(Call& call);

// oidc.cpp
awaitable<Result<Reply>> oidc_start(Call& call);
awaitable<Result<Reply>> oidc_callback(Call& call);

// today.cpp
awaitable<Result<Reply>> today(Call& call);
awaitable<Result<Reply>> events(Call& call);

// messages.cpp
awaitable<Result<Reply>> messages(Call& call);
awaitable<Result<Reply>> message(Call& call);
awaitable<Result<Reply>> message_document(Call& call);
awaitable<Result<Reply>> orders(Call& call);
awaitable<Result<Reply>> trace(Call& call);
awaitable<Result<Reply>> explain(Call& call);

// exceptions.cpp
awaitable<Result<Reply>> causes(Call& call);
awaitable<Result<Reply>> parked(Call& call);
awaitable<Result<Reply>> replay(Call& call);
awaitable<Result<Reply>> ignore(Call& call);
awaitable<Result<Reply>> resend(Call& call);
awaitable<Result<Reply>> assign(Call& call);

// lookups.cpp
awaitable<Result<Reply>> lookups(Call& call);
awaitable<Result<Reply>> lookup_rows(Call& call);
awaitable<Result<Reply>> lookup_history(Call& call);
awaitable<Result<Reply>> set_lookup_row(Call& call);
awaitable<Result<Reply>> import_lookup(Call& call);
awaitable<Result<Reply>> export_lookup(Call& call);

// mappings.cpp
awaitable<Result<Reply>> mappings(Call& call);
awaitable<Result<Reply>> mapping(Call& call);
awaitable<Result<Reply>> draft_mapping(Call& call);
awaitable<Result<Reply>> discard_draft(Call& call);
awaitable<Result<Reply>> try_mapping(Call& call);
awaitable<Result<Reply>> diff_mapping(Call& call);
awaitable<Result<Reply>> bundles(Call& call);
awaitable<Result<Reply>> check(Call& call);
awaitable<Result<Reply>> apply(Call& call);
awaitable<Result<Reply>> rollback(Call& call);

// sync.cpp
awaitable<Result<Reply>> sync_standing(Call& call);
awaitable<Result<Reply>> sync(Call& call);
awaitable<Result<Reply>> reconcile(Call& call);
awaitable<Result<Reply>> shadow(Call& call);

// credit.cpp
awaitable<Result<Reply>> credit_explain(Call& call);
awaitable<Result<Reply>> credit_statement(Call& call);
awaitable<Result<Reply>> credit_what_if(Call& call);
awaitable<Result<Reply>> credit_assignments(Call& call);
awaitable<Result<Reply>> credit_reentries(Call& call);
awaitable<Result<Reply>> decide_reentry(Call& call);
awaitable<Result<Reply>> credit_claims(Call& call);
awaitable<Result<Reply>> credit_claim(Call& call);
awaitable<Result<Reply>> decide_claim(Call& call);
awaitable<Result<Reply>> credit_causes(Call& call);
awaitable<Result<Reply>> credit_adoption(Call& call);
awaitable<Result<Reply>> credit_contest(Call& call);
awaitable<Result<Reply>> credit_receipts(Call& call);
awaitable<Result<Reply>> credit_verify(Call& call);
awaitable<Result<Reply>> credit_reps(Call& call);
awaitable<Result<Reply>> credit_unassigned(Call& call);

// partners.cpp
awaitable<Result<Reply>> partners(Call& call);
awaitable<Result<Reply>> partners_due(Call& call);

// destinations.cpp
awaitable<Result<Reply>> destinations(Call& call);
awaitable<Result<Reply>> pause(Call& call);
awaitable<Result<Reply>> resume(Call& call);
awaitable<Result<Reply>> doctor(Call& call);

// users.cpp
awaitable<Result<Reply>> users(Call& call);
awaitable<Result<Reply>> add_user(Call& call);
awaitable<Result<Reply>> change_user(Call& call);
awaitable<Result<Reply>> remove_user(Call& call);
awaitable<Result<Reply>> tokens(Call& call);
awaitable<Result<Reply>> add_token(Call& call);
awaitable<Result<Reply>> remove_token(Call& call);
awaitable<Result<Reply>> audit(Call& call);

// alerts.cpp
awaitable<Result<Reply>> alerts(Call& call);
awaitable<Result<Reply>> alert_rules(Call& call);
awaitable<Result<Reply>> alert_ways(Call& call);
awaitable<Result<Reply>> test_alerts(Call& call);

}  // namespace norekey::console::api
