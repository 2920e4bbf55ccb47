/// context: what every step of the flow works with. One thread uses it; nothing in it is locked.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "core/time.hpp"
#include "flow/destination.hpp"
#include "flow/log.hpp"
#include "flow/metrics.hpp"
#include "flow/setup.hpp"
#include "flow/turns.hpp"
#include "mapping/explain.hpp"
#include "mapping/lookups.hpp"
#include "queue/open.hpp"

namespace norekey::flow {

using boost::asio::awaitable;

struct Outbox;       ///< flow/outbound/stock.hpp
struct StatusBox;    ///< flow/outbound/status.hpp
struct PriceBox;     ///< flow/outbound/prices.hpp
struct AlertMemory;  ///< flow/alerts/memory.hpp

/// The machine and the program around the flow: what is watched and what links begin with.
struct Premises {
  std::string host;         ///< the machine's name
  std::string state_dir;    ///< whose disk is watched; "" = none is
  std::string certificate;  ///< the HTTP server's; "" = plain HTTP
  std::string console_url;  ///< "https://norekey.example", without a slash; "" = there are no pages
};

/// Whether this daemon lives: kept by the worker and by app/serve, read by the heartbeat.
struct Life {
  bool ready = false;                              ///< started, and not stopping
  std::chrono::steady_clock::time_point worked{};  ///< when the worker last looked for work
};

struct Context {
  queue::Store& store;
  queue::Journal& journal;
  queue::Index& index;
  queue::Upkeep& upkeep;
  const Clock& clock;
  Log& log;
  Metrics& metrics;
  Kinds kinds;
  Surroundings surroundings;
  std::string directory;                            ///< of the drafts
  std::shared_ptr<const Setup> setup;               ///< the active bundle; replaced as a whole
  mapping::Lookups lookups;                         ///< the store's rows, kept in step with it
  std::map<std::string, Destination> destinations;  ///< by name: "erp/acme", "shop/acme/shop"
  /// What each channel was last made to show: "acme/shop/stock".
  std::map<std::string, std::shared_ptr<Outbox>> outboxes{};
  std::map<std::string, std::string> stamps{};  ///< of the last changes it knows; flow/in_step.hpp
  std::map<std::string, Pause> pauses{};        ///< people's, by destination; see flow/pause.hpp
  std::function<void()> look_again{};  ///< the worker's: a destination may take more or less now
  std::map<std::string, std::shared_ptr<StatusBox>> status_boxes{};  ///< by channel
  std::map<std::string, std::shared_ptr<PriceBox>> price_boxes{};
  Premises premises{};
  Life life{};
  std::shared_ptr<AlertMemory> alert_memory{};
  std::set<std::string> codes_under_way{};  ///< made by plans that are not settled yet
  Turns turns{};                            ///< of people's changes: "user/ann", "lookup/items"
  /// The machine's, which may have been set since the start; nullptr = `clock`.
  const Clock* wall = nullptr;

  const Route* route(const std::string& channel) const {
    const auto found = setup->routes.find(channel);
    return found == setup->routes.end() ? nullptr : &found->second;
  }
};

/// How a step ends: the outcome of the lease and what commits with it.
struct Settlement {
  queue::Outcome outcome;
  queue::Effects effects;
  std::vector<mapping::Created> created{};  ///< rows among the effects, see flow/created.hpp
  std::shared_ptr<void> making{};           ///< their keys are under way for as long as this lives
};

/// A message of a channel that the active bundle does not have: halt, kept until it is there again.
Error no_channel(const std::string& name);

/// Done, with one step told.
Settlement done(std::string stage, std::string text, std::string detail = "");

}  // namespace norekey::flow
