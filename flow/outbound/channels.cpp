#include "flow/outbound/channels.hpp"

#include "core/text.hpp"

namespace norekey::flow {
namespace {

std::vector<std::string> channel_names(const Context& context) {
  std::vector<std::string> out;
  for (const auto& one : context.setup->routes) out.push_back(one.first);
  return out;
}

}  // namespace

std::string all_channels(const Context& context) { return join(channel_names(context), ", "); }

std::string whole_channel(const Context& context, const std::string& named) {
  if (named.empty() || context.setup->routes.contains(named)) return named;
  for (const auto& [name, route] : context.setup->routes) {
    if (route.channel.name == named) return name;
  }
  return named;
}

Result<void> known_channel(const Context& context, const std::string& named) {
  if (named.empty() || context.setup->routes.contains(named)) return {};
  return Error{Fate::reject,
               "there is no channel " + shown(named) + did_you_mean(named, channel_names(context)),
               "use one of: " + all_channels(context),
               {},
               "usage"};
}

Error writes_nothing(const std::string& channel) {
  return {Fate::reject,
          "channel " + shown(channel) + " is in shadow: it writes nothing to the shop",
          "take  shadow: yes  away below it in channels.yaml, then: norekey apply; then, for what "
          "waits: norekey replay --cause shadow",
          {},
          "shadow"};
}

Result<std::vector<std::string>> channels_of(
    const Context& context, const std::string& named,
    const std::function<bool(const config::Outbound&)>& shows) {
  if (auto known = known_channel(context, named); !known) return known.error();
  std::vector<std::string> out;
  std::string silent;
  for (const auto& [name, route] : context.setup->routes) {
    if (named.empty() ? !shows(route.channel.outbound) : named != name) continue;
    if (route.channel.shadow)
      silent = name;
    else
      out.push_back(name);
  }
  if (silent.empty() || !out.empty()) return out;
  Error refused = writes_nothing(silent);
  refused.fix = "take  shadow: yes  away below it in channels.yaml, then: norekey apply";
  refused.cause = "usage";
  return refused;
}

}  // namespace norekey::flow
