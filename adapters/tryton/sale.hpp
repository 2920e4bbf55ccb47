/// sale: a sale as the JSON that Tryton takes and gives. Pure.
#pragma once
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string>
#include <vector>

#include "adapters/adapter.hpp"
#include "adapters/tryton/directory.hpp"
#include "adapters/tryton/order.hpp"

namespace norekey::adapters::tryton {

/// The values of a new sale, or of one that is written over. `rest`: see residual(); 0 = no line.
boost::json::object sale_values(const WantedSale& sale, const SaleIds& ids, const std::string& key,
                                const Decimal& rest, const std::string& residual_item);

/// One element of the list `lines` of sale_values for each line.
boost::json::array line_values(const WantedSale& sale, const SaleIds& ids, const Decimal& rest,
                               const std::string& residual_item);

/// Fields to ask for, of a sale and of its lines.
boost::json::array sale_fields();
boost::json::array line_fields();

Receipt receipt_of(const boost::json::object& sale);
ErpOrder order_of(const boost::json::object& sale,
                  const std::vector<const boost::json::object*>& lines);

/// draft, quotation and confirmed can still be taken back; from processing on the warehouse has it.
bool changeable(const std::string& state);

}  // namespace norekey::adapters::tryton
