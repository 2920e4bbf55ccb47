/// WantedSale: what the mapping's document says the sale shall be. README.md lists the document's
/// elements.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.hpp"
#include "core/error.hpp"
#include "core/order.hpp"
#include "core/time.hpp"
#include "mapping/document.hpp"

namespace norekey::adapters::tryton {

struct WantedLine {
  std::string item, description, uom;
  Decimal quantity;
  Decimal price;  ///< per uom, four digits after the point: more does not fit into Tryton
  std::string note{};
};

struct WantedCharge {
  std::string item, description;
  Decimal amount;
};

struct WantedSale {
  std::string customer, bill_to, ship_to, po_number, note, delivery_note, warehouse, payment_term,
      price_list, currency;
  std::string rep;                 ///< the primary one: a sale has one agent; "" = none
  std::optional<Address> address;  ///< delivery address where it is none of the customer's
  std::optional<Date> ordered, requested;
  std::vector<WantedLine> lines;
  std::vector<WantedCharge> charges;
  Decimal total;
};

/// reject: an element is missing or does not hold what it should, with its path.
Result<WantedSale> wanted_sale(const mapping::Document& document);

/// What Tryton makes of a line: rounded to the currency's digits, ties to the even one.
Decimal line_amount(const WantedLine& line, int digits = 2);

/// What is left of the total when Tryton has rounded each line: 0, or some cents. reject: more than
/// rounding can leave, or no `residual_item` for it.
Result<Decimal> residual(const WantedSale& sale, const std::string& residual_item);

}  // namespace norekey::adapters::tryton
