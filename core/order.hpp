/// Order: what distributors' orders really hold, whatever shop or partner they came from. Filled by
/// connectors and edi, read by flow, credit and mapping. core/order_fields.hpp describes each
/// field; this file only shapes them.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/time.hpp"

namespace norekey {

struct Address {
  std::string code;  ///< the customer's or the ERP's ship-to number
  std::string name, company, street1, street2, street3, city, region, postal, country, phone, email;
  bool residential = false;
};

struct Contact {
  std::string name, email, phone;
};

struct Buyer {
  std::string account;  ///< number under which the shop knows the company; "" = a guest
  std::string name;     ///< the company, or the person where there is none
  std::string login;    ///< the shop's own id of the login
  std::string email, phone, tax_id;
  std::vector<std::string> groups;
  std::string
      rep_claim;  ///< rep code the shop or partner has on file: a claim, never an assignment
};

struct Discount {
  std::string code, description;
  Decimal amount;  ///< positive = taken off, whole line or order, without tax
};

struct TaxLine {
  std::string description, jurisdiction;
  std::optional<Decimal> rate;  ///< percent
  Decimal amount;
};

struct Component {
  std::string sku, uom;
  Decimal quantity;  ///< per kit
};

struct Line {
  int number = 0;    ///< 1-based, stable over revisions where the shop's line id is
  std::string id;    ///< the shop's own line id
  std::string kind;  ///< "" = goods; "service", "core_deposit", "fee"
  std::string sku, customer_sku, vendor_sku, upc, description, product_line;
  Decimal quantity;          ///< wanted now; 0 = cancelled
  Decimal ordered_quantity;  ///< as first placed
  std::string uom;
  std::optional<Decimal> list_price;  ///< per uom, without tax
  Decimal price;                      ///< per uom, without tax, after line discounts: as charged
  Decimal amount;                     ///< net of all discounts, without tax, for the whole line
  Decimal tax;
  std::vector<TaxLine> taxes;
  std::vector<Discount> discounts;
  std::vector<Component> components;
  std::string lot, serial, hazmat;
  bool substitution_allowed = false;
  std::optional<Address> ship_to;  ///< where it differs from the order's
  std::string warehouse, contract, job, note;
  std::optional<Date> requested, promised, cancel_after;
  std::string fulfilment;  ///< "", "will_call", "drop_ship"
};

struct Charge {
  std::string type;  ///< "freight", "fee", "core_deposit", "surcharge"
  std::string code, description;
  Decimal amount;  ///< without tax
  Decimal tax;
};

struct Authorisation {
  std::string method, reference, state;
  Decimal amount;
  std::optional<Instant> expires;
};

struct Session {
  std::string kind;               ///< "self_service", "assisted", "quote", "reorder", "edi"
  std::string assisted_by, role;  ///< who placed it for the customer; "outside", "inside", "csr"
};

/// A part of the sales credit on the order or on one line.
struct SalesCredit {
  std::string slot;  ///< "primary", "inside", "overlay", "helper"
  int line = 0;      ///< 0 = whole order
  std::string rep;   ///< "UNASSIGNED" and "HOUSE" are answers too
  Decimal share;     ///< percent of the slot
  Decimal amount;
  std::string rule;  ///< the assignment that gave it
};

/// A rep as the ERP's document carries it.
struct DocumentRep {
  std::string rep;
  Decimal share;
  bool primary = false;
};

struct Extra {
  std::string name, value;
};

enum class Operation { place, cancel };

struct Order {
  std::string company, channel;  ///< configured names
  std::string id;                ///< what the shop fetches it by
  std::string number;            ///< what people call it: the web order number
  Operation operation = Operation::place;
  std::string state;  ///< the shop's own word
  Instant placed_at{}, changed_at{};
  std::string currency;  ///< ISO 4217
  Buyer buyer;
  Contact contact, ordered_by;
  std::string sales_location, source_location;
  Address bill_to, ship_to;
  std::optional<Address> order_address;
  std::string po_number, release, contract, job, quote, campaign, rep_code;
  bool first_order = false;  ///< of its account, where a rep code may register it
  std::optional<Date> requested, promised, cancel_after;
  std::string ship_via, freight_terms, third_party_account, will_call_branch;
  bool ship_complete = false, direct_ship = false;
  std::string payment_terms;
  std::vector<Authorisation> authorisations;
  bool tax_exempt = false;
  std::string exemption_certificate;
  std::vector<Line> lines;
  std::vector<Charge> charges;
  std::vector<Discount> discounts;  ///< of the whole order, already spread over `Line::amount`
  Decimal subtotal;                 ///< sum of the lines' amounts
  Decimal tax;
  Decimal total;              ///< lines + charges + tax: what the customer owes
  std::string base_currency;  ///< "" = the same
  std::optional<Decimal> base_total;
  std::string delivery_note, internal_note;
  Session session;
  std::vector<std::string> holds;
  std::vector<SalesCredit> sales_credit;
  std::vector<DocumentRep> reps;  ///< what the ERP is told; filled by credit
  std::string taker;
  std::string credit_note;  ///< "sales credit REP01 100 %, inside REP04"; filled by credit
  std::vector<Extra> extras;
};

}  // namespace norekey
