/// fake_shop: a shop in memory that fails on purpose, where a real one cannot be made to.
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "connectors/connector.hpp"

namespace norekey::flow {

using boost::asio::awaitable;

/// A shop whose orders are made of "SKU quantity price" lines; the payload is the order's own tree
/// as XML.
class FakeShop : public connectors::Connector {
 public:
  std::map<std::string, Order> orders;
  std::vector<connectors::Notice> notices;
  struct Cancelled {
    Instant at;
    std::string by, reason;
  };
  std::map<std::string, Cancelled> cancelled;  ///< what its history says of cancelled orders
  std::map<std::string, std::string> shelf;    ///< what it shows of each SKU
  std::set<std::string> refuses;               ///< SKUs that it refuses, one by one
  std::map<std::string, Error> poison;         ///< SKUs that make a whole batch fail
  std::map<std::string, connectors::StatusRecord> board;  ///< what each order shows of the ERP
  std::map<std::string, std::string> tags;                ///< the prices of each SKU, as JSON
  std::map<std::string, std::set<std::string>> ended;     ///< groups without a price, by SKU
  int priced = 0;                                         ///< how often a SKU was given prices
  int told = 0;                                           ///< how often an order was told of
  std::optional<Error> busy;                              ///< what it answers to every push
  int pushes = 0;
  std::optional<Error> down;
  std::optional<Instant> signs_at;  ///< its webhooks' time; five minutes off is too old
  mutable int torn = 0;             ///< so many payloads show an order half changed

  Order& put(const std::string& number, std::vector<std::pair<std::string, std::string>> lines,
             const std::string& account = "C100");

  Result<std::vector<connectors::Trigger>> receive(const net::Request& request,
                                                   Instant) const override;
  awaitable<Result<connectors::Page>> poll(std::string cursor, Instant) override;
  std::string cursor_from(Instant) const override;
  awaitable<Result<connectors::Payload>> fetch(std::string order) override;
  Result<std::optional<Order>> normalise(const connectors::Payload& payload) const override;
  awaitable<Result<void>> acknowledge(connectors::Notice notice) override;
  awaitable<Result<connectors::WebPage>> placed(Instant since, std::string) override;
  awaitable<Result<std::vector<connectors::Pushed>>> push(connectors::Batch batch) override;
  awaitable<Result<std::string>> greet() override;
};

}  // namespace norekey::flow
