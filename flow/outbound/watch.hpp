/// watch: the duty of asking an ERP again and again what has changed for one channel. Started by
/// the daemon for each channel whose config says so.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// Until the channel is gone from the bundle or shows no stock any more.
awaitable<void> keep_watching(Context& context, std::string channel);

/// Whether there is anything to watch for.
bool watches(const Context& context, const std::string& channel);

}  // namespace norekey::flow
