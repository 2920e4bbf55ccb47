/// intake: what comes in is on disk in the journal before it is answered. Webhooks and polls meet
/// in one kind of message.
#pragma once
#include <string>

#include "flow/context.hpp"
#include "net/http.hpp"

namespace norekey::flow {

/// POST /hooks/COMPANY/CHANNEL. 200 after the journal has it; 401 not authentic; 400 not
/// understood; 404 no such channel; 503 with Retry-After where the store cannot take it now.
/// Nothing is journalled that was not authentic.
awaitable<net::Response> take_webhook(Context& context, net::Request request);

/// One poll of a channel: its triggers and the new cursor are stored in one transaction. Returns
/// whether more waits.
awaitable<Result<bool>> poll_once(Context& context, std::string channel);

/// Polls a channel for as long as it is in the active bundle: every `poll-every`, at once where
/// more waits, backing off after failures. Ends with the daemon.
awaitable<void> keep_polling(Context& context, std::string channel);

/// Kind and key of a channel's cursor among the records.
std::string cursor_key(const std::string& channel);

}  // namespace norekey::flow
