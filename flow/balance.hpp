/// balance: lines + charges + tax = total, checked before anything is posted. A cent is a cent.
#pragma once
#include "core/error.hpp"
#include "core/order.hpp"

namespace norekey::flow {

/// reject: the sums differ, or the currency is unknown; the text gives every term. An order in two
/// currencies is checked in both where the base total is known.
Result<void> balance(const Order& order);

}  // namespace norekey::flow
