/// channels: which channels a command means. Used by each subject's command, and before all of them
/// by run_command.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "flow/context.hpp"

namespace norekey::flow {

/// The one that is named, else all that `shows` says yes to and that are not in shadow. reject:
/// there is none of that name, or it is in shadow.
Result<std::vector<std::string>> channels_of(
    const Context& context, const std::string& named,
    const std::function<bool(const config::Outbound&)>& shows);

/// "shop" is "acme/shop", as no two channels have one name; what names none stays as it is.
std::string whole_channel(const Context& context, const std::string& named);

/// reject: `named` is no channel; "" is any.
Result<void> known_channel(const Context& context, const std::string& named);

/// reject, cause "shadow": a channel in shadow shows nothing of the ERP.
Error writes_nothing(const std::string& channel);

/// "acme/shop, acme/web".
std::string all_channels(const Context& context);

}  // namespace norekey::flow
