/// recorded: a folder of orders recorded from a real Vendure shop, as a channel: for `./dev run`,
/// for trying a mapping on real orders, and for shadowing a shop that cannot be reached. One JSON
/// file an order, as Vendure's admin API answers.
#pragma once
#include <memory>
#include <string>

#include "config/business.hpp"
#include "connectors/connector.hpp"

namespace norekey::connectors::recorded {

/// Needs directory. halt: it is missing.
Result<std::unique_ptr<Connector>> make(const config::Channel& channel);

}  // namespace norekey::connectors::recorded
