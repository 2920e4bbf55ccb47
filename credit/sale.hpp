/// sale: of an order, only what sales credit depends on. Made from an Order, from a case or from
/// what was kept with an order, so that one resolver serves them all.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/order.hpp"

namespace norekey::credit {

/// An address as far as it matters.
struct Spot {
  std::string id, country, postal, state, county, line1;
  bool po_box = false;
  bool whole_text = false;  ///< of a known address: all that is said stands in line1

  bool has_geography() const { return !country.empty(); }
  bool operator==(const Spot&) const = default;
};

struct Piece {
  std::string sku, product_line;
  Decimal list;
};

struct SaleLine {
  int number = 0;
  Decimal net;
  std::string product_line, kind, contract, fulfilment;
  std::optional<Spot> ship_to;
  std::vector<Piece> kit;  ///< components that share the line's net by their list prices

  bool drop_ship() const { return fulfilment == "drop_ship" || fulfilment == "vendor_direct"; }
  bool will_call() const { return fulfilment == "will_call"; }
};

enum class EventType { invoice, credit_return, cancel, rebill };

/// What happened after the order.
struct Event {
  EventType type = EventType::invoice;
  std::string no, refers;
  Instant at{};
  int line = 0;  ///< 0 = all lines
  std::optional<Decimal> amount;
  std::optional<Decimal> cost{};  ///< of what it is about, as the ERP says; for plans on margin
};

struct Sale {
  std::string number, channel;
  std::string account;            ///< "" = not known
  std::string account_how;        ///< kept with an order: how the account was found; "" = given
  bool account_inferred = false;  ///< and that it is to be confirmed
  std::string login, selected;    ///< web login, and the customer chosen where it serves several
  std::string email;
  Instant placed_at{};
  std::string currency;
  std::vector<SaleLine> lines;
  Decimal header_discount, freight, tax;  ///< the discount is 0 where the lines already have it
  std::optional<Spot> ship_to, bill_to, order_address;
  std::string impersonator, role;  ///< who placed it for the customer; "outside", "inside", "csr"
  std::string rep_code, campaign, quote;
  std::map<std::string, std::string> claims;  ///< EDI qualifier -> code: the buyer's claims
  bool first_order = false, credit_memo = false;
  bool by_edi = false;  ///< a partner's message, not a web shop's order
  std::vector<Event> events;
};

Sale sale_of(const Order& order);

}  // namespace norekey::credit
