/// begin: where the orders of a channel count from that has no date to begin with. The flow keeps
/// the moment of the first start before it asks the shop for the first time: it may be long before
/// an answer comes, and what is placed meanwhile is ours.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/time.hpp"

namespace norekey::connectors {

inline constexpr std::string_view kBegun = "begun=";

/// The first cursor of such a channel: "begun=2026-11-30T12:00:00Z", by the daemon's clock.
inline std::string begun_at(Instant start) { return std::string(kBegun) + to_string(start); }

/// nullopt: another cursor.
inline std::optional<Instant> begun(std::string_view cursor) {
  if (!cursor.starts_with(kBegun)) return std::nullopt;
  const auto start = parse_instant(cursor.substr(kBegun.size()));
  return start ? std::optional(*start) : std::nullopt;
}

}  // namespace norekey::connectors
