/// base: what of a sale carries sales credit: net merchandise after the header discount is spread.
#pragma once
#include "credit/policy.hpp"
#include "credit/sale.hpp"

namespace norekey::credit {

/// What is split: a line, or a component of a kit.
struct Share {
  const SaleLine* line = nullptr;
  std::string product_line;
  std::string component;  ///< "" = the whole line
  Decimal net;
};

struct Base {
  std::vector<Share> shares;
  std::map<std::string, Decimal> excluded;  ///< kind -> amount
  std::vector<Decimal> line_discounts;      ///< one a line; empty = there was no header discount
  Decimal total;
};

/// The header discount goes over the merchandise lines by largest remainder; a kit's net over its
/// components by their list prices.
Base base_of(const Sale& sale, const Policy& policy, int exponent);

}  // namespace norekey::credit
