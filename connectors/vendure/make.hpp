/// make: a connector to a Vendure shop (vendure.io, admin API). Called by app/registry; see
/// connectors/connector.hpp.
#pragma once
#include <memory>

#include "config/business.hpp"
#include "connectors/connector.hpp"
#include "net/http_client.hpp"

namespace norekey::connectors::vendure {

/// `client` outlives the connector. halt: a key of the channel is missing or does not fit, or a
/// secret cannot be read.
Result<std::unique_ptr<Connector>> make(const config::Channel& channel, net::Client& client);

}  // namespace norekey::connectors::vendure
