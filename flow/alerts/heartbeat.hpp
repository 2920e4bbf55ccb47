/// heartbeat: while this daemon is ready it asks an outside address again and again; whoever stands
/// behind it raises the alarm where it is not asked any more. Each daemon for itself: of several on
/// one store a dead one is noticed where {host} in the address gives each its own; without it the
/// address is asked as long as one of them lives.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// Ready: started, the store answers, and the worker has looked for work within a minute.
awaitable<bool> is_alive(Context& context);

/// The address with {host} filled in.
std::string heartbeat_url(const config::Heartbeat& heartbeat, const std::string& host);

/// One beat, where this daemon is alive; false: it is not, and nobody was asked. What came of it
/// stands in the memory; its failing and its coming back are logged once each.
awaitable<bool> beat_once(Context& context);

awaitable<void> keep_beating(Context& context);

}  // namespace norekey::flow
