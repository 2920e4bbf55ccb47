/// tryton: the adapter for Tryton 6.0 over JSON-RPC. Made by app/registry.cpp; README.md says what
/// its documents hold. Tryton knows no unique reference: the flow looks before it sends again.
#pragma once
#include <memory>

#include "adapters/adapter.hpp"
#include "config/business.hpp"
#include "net/http_client.hpp"

namespace norekey::adapters::tryton {

/// `client`, `clock` outlive it. halt: url, database, login or password is not given.
Result<std::unique_ptr<Adapter>> make(const config::Erp& erp, net::Client& client,
                                      const Clock& clock, boost::asio::any_io_executor executor);

}  // namespace norekey::adapters::tryton
