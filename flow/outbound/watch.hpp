/// watch: the duty of asking an ERP again and again what has changed for one channel. Started by
/// the daemon for each channel and subject that its config names.
#pragma once
#include <string>
#include <vector>

#include "flow/context.hpp"

namespace norekey::flow {

/// Subjects of a channel that there is anything to watch for: "stock", "statuses", "prices";
/// "documents" of an EDI partner. None in shadow.
std::vector<std::string> watched_subjects(const Context& context, const std::string& channel);

/// One look at a subject. What the ERP gives and cannot be used (a file cut off) is asked about in
/// `norekey parked` until a look ends well: what the shop shows stays as it is meanwhile. Gives how
/// many changed, or the look's error.
awaitable<Result<std::int64_t>> watch_once(Context& context, std::string channel,
                                           std::string subject);

/// Until the channel is gone from the bundle or no longer shows the subject.
awaitable<void> keep_watching(Context& context, std::string channel, std::string subject);

}  // namespace norekey::flow
