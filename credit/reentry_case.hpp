/// reentry_case: the answer to a case whose order is a pair, a web order and one entered in the
/// ERP.
#pragma once
#include "credit/case.hpp"

namespace norekey::credit {

boost::json::object evaluate_reentry(const Case& asked);

/// reject: a member of order.web, order.erp or given that cannot be read.
Result<void> check_reentry(const Case& asked);

}  // namespace norekey::credit
