/// sale_json: a sale as JSON, in the words of the case format: for `credit eval`, and for what is
/// kept with each order so that what-if can decide it again.
#pragma once
#include "credit/fields.hpp"
#include "credit/sale.hpp"

namespace norekey::credit {

/// Reads the object `order` of a case. What is wrong goes to the Fields' error.
Sale read_sale(Fields order);

Spot read_spot(Fields in);

/// The compact form that is kept; read_sale reads it back.
boost::json::object to_json(const Sale& sale);

}  // namespace norekey::credit
