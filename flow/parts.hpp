/// parts: one web order as one or several ERP orders. The plan is frozen before the first of them
/// is sent.
#pragma once
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/order.hpp"
#include "mapping/mapping.hpp"

namespace norekey::flow {

/// One part: the order with only its own lines, its charges, and totals that are its own.
struct Part {
  int number = 1;    ///< from 1
  std::string name;  ///< the value that its lines share; "" for an order in one part
  Order order;
};

/// Splits by the values of the rule's paths on a line ("warehouse", "ship_to/code", "kind"), in the
/// order of its first lines; none = one part. Parts by ship-to are shipped there. Charges go on the
/// first part, or over all by their goods, to the cent. Totals of the parts always add up to the
/// order's. halt: a path that is none.
Result<std::vector<Part>> split_into_parts(const Order& order, const mapping::PartsRule& rule);

/// Makes subtotal, tax and total the sums of what the order holds now.
void total_up(Order& order);

}  // namespace norekey::flow
