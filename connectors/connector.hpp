/// Connector: one kind of web shop. Called by flow/; knows no ERP and no queue. A webhook is a
/// trigger, not a truth. Each rule here is a test in tests/connectors/conformance.hpp, run for
/// every connector.
#pragma once
#include <boost/asio/awaitable.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "connectors/push.hpp"
#include "core/error.hpp"
#include "core/order.hpp"
#include "core/time.hpp"
#include "net/http.hpp"

namespace norekey::connectors {

using boost::asio::awaitable;

/// "Something happened to this order": journalled, then the order is fetched as it is now.
struct Trigger {
  std::string event;  ///< the shop's id of the event or delivery; "" = none (polls)
  std::string order;  ///< what `fetch` takes; "" = find out by polling at once
  std::string what;   ///< the shop's word: "order.placed"
};

struct Page {
  std::vector<Trigger> triggers;
  std::string cursor;  ///< what the next `poll` starts from; saved with the triggers
  bool more = false;   ///< poll again at once
};

/// An order as the shop gives it: raw bytes, kept.
struct Payload {
  std::string media_type;
  std::string body;
};

/// What reconciling needs to know of an order in the shop.
struct WebOrder {
  std::string order;   ///< what `fetch` takes
  std::string number;  ///< what people call it
  std::string currency, state;
  Decimal total;
  Instant placed{};
  bool cancelled = false;
  std::optional<Instant> cancelled_at{};  ///< nullopt: it is open, or the shop does not say
  std::string cancelled_by{};   ///< "customer", or the person of the staff; "" = it does not say
  std::string cancel_reason{};  ///< as somebody typed it
};

struct WebPage {
  std::vector<WebOrder> orders;
  std::string cursor;  ///< of the next page; "" = this was the last
};

/// What the shop and its customer are told about an order.
struct Notice {
  std::string order;       ///< what `fetch` takes
  std::string number;      ///< web order number
  std::string erp_number;  ///< "" = not yet
  std::string text;        ///< "sales credit REP01 100 %, inside REP04": facing people
  std::string hold;        ///< why it waits, facing the customer; "" = it does not
};

class Connector {
 public:
  virtual ~Connector() = default;

  /// Checks the signature over the raw bytes and says what happened. reject: not authentic or not
  /// understood; then nothing is journalled and the shop is answered 401 or 400. An empty list:
  /// authentic, but of no interest here.
  virtual Result<std::vector<Trigger>> receive(const net::Request& request, Instant now) const = 0;

  /// Orders that may have changed since `cursor` ("" = from the beginning the config names, or from
  /// now on; see begin.hpp for channels without a date), with overlap: what was seen before may
  /// come again, what changed never stays out. Errors: retry, or halt for refused credentials.
  virtual awaitable<Result<Page>> poll(std::string cursor, Instant now) = 0;

  /// A cursor from which `poll` brings every order placed or changed since `from`. Orders placed
  /// before the channel's backfill-from (before `from` where it has none) are left alone, also
  /// where somebody touches them later.
  virtual std::string cursor_from(Instant from) const = 0;

  /// The order as it is now. reject: the shop has no such order.
  virtual awaitable<Result<Payload>> fetch(std::string order) = 0;

  /// The payload in the product's terms, with exact decimals; lines + charges + tax = total.
  /// nullopt: not placed yet (a cart). reject: a field is missing or wrong, with its path and
  /// value.
  virtual Result<std::optional<Order>> normalise(const Payload& payload) const = 0;

  /// The bytes of the payload that a value of the normalised order was read from, `place` being
  /// such as /order/line[2]/sku. nullopt: it was computed from several, or the connector does not
  /// know: never a guess.
  virtual std::optional<std::pair<std::size_t, std::size_t>> bytes_of(
      const Payload& /*payload*/, const std::string& /*place*/,
      const std::string& /*value*/) const {
    return std::nullopt;
  }

  /// Makes the notice visible on the order in the shop. Safe to repeat.
  virtual awaitable<Result<void>> acknowledge(Notice notice) = 0;

  /// Makes the shop show what the batch says; safe to repeat. One outcome a record, in the batch's
  /// order. An error instead: nothing of the batch was taken; reject: something in it is wrong and
  /// the shop does not say what (the caller halves it), retry: later, halt: our set-up.
  virtual awaitable<Result<std::vector<Pushed>>> push(Batch batch) = 0;

  /// Every order placed since, page by page, as it is now; "" = the first page. For reconciling.
  /// Errors: as `poll`.
  virtual awaitable<Result<WebPage>> placed(Instant since, std::string cursor) = 0;

  /// Reaches the shop and says what it is ("Vendure, channel __default_channel__"). For doctor.
  virtual awaitable<Result<std::string>> greet() = 0;
};

}  // namespace norekey::connectors
