/// parts: one web order as one or several ERP orders. The plan is frozen before the first of them
/// is sent.
#pragma once
#include <string>
#include <vector>

#include "core/error.hpp"
#include "core/order.hpp"

namespace norekey::flow {

/// One part: the order with only its own lines, charges on the first part, and totals that are the
/// part's own.
struct Part {
  int number = 1;    ///< from 1
  std::string name;  ///< the value that its lines share; "" for an order in one part
  Order order;
};

/// Splits by the value of `by`, a path on a line ("warehouse", "ship_to/code"), in the order of its
/// first lines; "" = one part. Totals of the parts always add up to the order's. halt: a path that
/// is none.
Result<std::vector<Part>> split_into_parts(const Order& order, const std::string& by);

/// Makes subtotal, tax and total the sums of what the order holds now.
void total_up(Order& order);

}  // namespace norekey::flow
