/// setup: a bundle made ready to run: connectors, adapters, mappings, assignments. Built whole or
/// not at all.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "config/bundle.hpp"
#include "config/business.hpp"
#include "connectors/connector.hpp"
#include "credit/resolve.hpp"
#include "flow/outbound/stock_rules.hpp"
#include "flow/partners/connector.hpp"
#include "mapping/mapping.hpp"
#include "net/http_client.hpp"

namespace norekey::flow {

/// What every connector and adapter is made with.
struct Surroundings {
  net::Client& client;
  const Clock& clock;
  boost::asio::any_io_executor executor;
};

using MakeConnector = std::function<Result<std::unique_ptr<connectors::Connector>>(
    const config::Channel&, const Surroundings&)>;
using MakeAdapter = std::function<Result<std::unique_ptr<adapters::Adapter>>(const config::Erp&,
                                                                             const Surroundings&)>;

/// The kinds there are: filled by hand in app/registry.cpp.
struct Kinds {
  std::map<std::string, MakeConnector> connectors;
  std::map<std::string, MakeAdapter> adapters;
};

/// One channel's way to its ERP.
struct Route {
  std::string name;  ///< "acme/shop"
  config::Channel channel;
  config::Company company;
  config::Erp erp;
  std::shared_ptr<connectors::Connector> connector;
  std::shared_ptr<adapters::Adapter> adapter;
  std::shared_ptr<const mapping::Mapping> mapping;
  std::shared_ptr<const Partner> partner;  ///< null: a web shop

  credit::Policy policy;
  std::optional<config::Receipts> receipts;  ///< how the company's reps are told; nullopt: not
};

struct Setup {
  std::string bundle;                                              ///< its hash
  std::map<std::string, Route> routes;                             ///< by name
  std::map<std::string, std::shared_ptr<adapters::Adapter>> erps;  ///< by configured name
  std::map<std::string, config::Duration> invoices_every;          ///< by ERP: those that are asked
  std::map<std::string, config::Receipts> receipts;                ///< by company
  config::Alerts alerts;                           ///< what counts as wrong, and who is told
  std::string alerts_zone = "UTC";                 ///< of quiet hours, and of times in mails
  credit::Tables sales_credit;                     ///< assignments, reps and accounts
  std::map<std::string, mapping::Lookup> lookups;  ///< as the bundle's files have them
  StockTable stock;                                ///< stock.csv
  std::map<std::string, std::shared_ptr<const mapping::Mapping>> mappings;  ///< by file name
};

/// What a company's settings say about sales credit.
credit::Policy policy_of(const config::Company& company);

/// All findings in one run; nullptr where there are errors. Does not reach out to anything.
std::shared_ptr<const Setup> make_setup(const config::Bundle& bundle, const std::string& directory,
                                        const Kinds& kinds, const Surroundings& surroundings,
                                        config::Findings& findings);

}  // namespace norekey::flow
