/// in_step: what one daemon of several changes for all (the active bundle, rows of lookups), the
/// others take over. Changes leave a stamp in the store; whoever has another one reads them again.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

inline constexpr const char* kBundleStamp = "bundle";
inline constexpr const char* kLookupsStamp = "lookups";

/// Adds the stamp of a change to the effects that carry it out. This daemon knows it already.
void stamp(Context& context, queue::Effects& effects, const char* what);

/// Takes over what another daemon changed. true: there was something. Errors: the store's; halt:
/// the other daemon's bundle cannot be used by this version; the one before stays in force.
awaitable<Result<bool>> catch_up(Context& context);

/// Again and again; for stores that several daemons share.
awaitable<void> keep_in_step(Context& context);

}  // namespace norekey::flow
