/// watch: what an ERP tells of stock, prices and orders when it is asked what has changed. Filled
/// by each adapter, used by flow/outbound/; knows no shop and no rule of what a shop is shown.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/order.hpp"
#include "core/time.hpp"

namespace norekey::adapters {

enum class Subject { stock, prices, orders, reps, invoices };

/// One item in one warehouse, in the unit it is sold in. Nothing in it counts what is only on its
/// way here.
struct StockLevel {
  std::string item, warehouse;
  Decimal on_hand;    ///< lies there now; may be negative where the ERP lets it
  Decimal committed;  ///< of it, what orders wait for that have not left yet
  Decimal of_web;     ///< of `committed`, by orders that carry one of our delivery keys
};

/// So much of an item, in the unit of its order's line.
struct ItemCount {
  std::string item;
  Decimal quantity;
};

/// What has left.
struct Shipment {
  std::string number;             ///< the ERP's: never changes
  std::string carrier, tracking;  ///< "" = it does not say
  std::optional<Date> left;
  std::vector<ItemCount> lines;
};

struct ErpInvoice {
  std::string number, state;  ///< the ERP's word: "posted", "paid"
  Decimal total;
};

/// One of our orders as the ERP has it now: what its customer is shown is made of it.
struct OrderStatus {
  std::string key;            ///< our delivery key
  std::string number, state;  ///< the ERP's
  bool cancelled = false;
  bool shipped = false;              ///< its word says that all has left; it may name no shipment
  bool partly = false;               ///< items and reps that it does not name are not known
  std::string hold;                  ///< why it waits, in words for its customer; "" = it does not
  std::optional<Date> promised;      ///< when the rest leaves; absent: the ERP does not say
  std::vector<ItemCount> ordered;    ///< item by item, as it stands in the ERP now
  std::vector<ItemCount> backorder;  ///< of it, what could not leave with the rest
  std::vector<ItemCount> to_come;    ///< what else has not left although something has
  std::vector<Shipment> shipments;
  std::vector<ErpInvoice> invoices;
  std::optional<Decimal> total;  ///< absent: the ERP does not say
  std::vector<DocumentRep> reps;
  std::string changed_by;  ///< who other than us wrote last; "" = nobody, or it does not say
};

/// One price of one item, for one unit of sale, without tax, as it is today.
struct PriceLevel {
  std::string item;
  std::string list;  ///< the ERP's price list; "" = the price for everybody
  Decimal from;      ///< for so many or more; 0 or 1 = for one
  Decimal price;
  std::string currency;  ///< ISO 4217; "" = the company's
};

/// Who buys by a price list.
struct ListCustomer {
  std::string list, customer;  ///< the ERP's names
};

/// In place of a customer, where the ERP does not say who buys by a list.
inline constexpr std::string_view kAnyCustomer = "*";

/// A rep as the ERP knows them.
struct KnownRep {
  std::string code, name;
  bool active = true;
};

/// Whose customer it is, as the ERP says. Where it names several reps of one customer, the first
/// that counts on a day is the one.
struct RepOfCustomer {
  std::string customer, rep;
  std::optional<Date> from, until;  ///< half-open; absent: open
};

/// A line of an invoice, in the order's currency; what is taken back is negative.
struct InvoicedLine {
  int place = -1;          ///< of its line in the ERP's order, from 0; -1 = it has none there
  std::string item, text;  ///< "" = the ERP does not say
  std::optional<Decimal> quantity, price;  ///< in the unit of its order's line; absent: not said
  Decimal amount;                          ///< without tax
  std::optional<Decimal> cost;             ///< of the goods; absent: the ERP does not say
  std::string rep;     ///< by the ERP's own commission record; "" = it made none
  Decimal commission;  ///< by that record
};

/// A posted invoice of one of our orders, or what was given back.
struct PostedInvoice {
  std::string key;             ///< our delivery key
  std::string number, refers;  ///< `refers`: the invoice that is taken back; "" = it is none
  Date day{};
  std::vector<InvoicedLine> lines;
  std::optional<Decimal> tax, total;  ///< absent: the ERP does not say
};

/// What the ERP says of one order, and cannot be right.
struct RefusedOrder {
  std::string key;  ///< our delivery key
  Error error;      ///< with its place
};

/// A page of what changed.
struct Changes {
  std::vector<StockLevel> stock;  ///< an item that is named is named with all its warehouses
  std::vector<OrderStatus> orders;
  std::vector<RefusedOrder> refused;  ///< nothing of these counts; the others do
  std::vector<PriceLevel> prices;     ///< an item that is named is named with all its prices
  std::vector<ListCustomer> buyers;   ///< in the first page of prices: everybody with a price list
  std::vector<KnownRep> reps;
  std::vector<RepOfCustomer> owners;    ///< with `reps`: always all there are, in one page
  std::vector<PostedInvoice> invoices;  ///< whole documents
  std::string cursor;                   ///< what the next `watch` starts from
  bool more = false;                    ///< there is another page: ask again at once
  bool whole = false;  ///< a page of all there is: when `more` is false again, what no page named
                       ///< since the first is no longer there
};

}  // namespace norekey::adapters
