/// balance: lines + charges + tax = total, checked before anything is posted. A cent is a cent.
#pragma once
#include "core/error.hpp"
#include "core/order.hpp"

namespace norekey::flow {

/// reject: the sums differ, the currency is unknown, or the total has digits that it lacks; the
/// text gives every term. Where the order says its total in the company's currency too, that one
/// has its currency's digits, and is the same where the currency is.
Result<void> balance(const Order& order);

}  // namespace norekey::flow
