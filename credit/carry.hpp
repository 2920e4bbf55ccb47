/// carry: a decision's sales credit for another amount: of the order that took a web order's place.
/// Pure; flow/reentry enters the result into the ledger.
#pragma once
#include <vector>

#include "credit/post.hpp"
#include "credit/resolve.hpp"

namespace norekey::credit {

/// The same holders by the same rules, for `net` in place of the decision's base: spread over lines
/// in proportion, to the cent of the currency. Each slot adds up to its percentage of `net`.
std::vector<Entry> carry(const Decision& decided, const Decimal& net);

}  // namespace norekey::credit
