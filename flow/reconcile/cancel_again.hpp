/// cancel_again: a cancellation that people made in the ERP themselves, after ours was refused, is
/// taken up once more: the ERP's order is over, so that the sales credit goes back. Used by
/// books.hpp.
#pragma once
#include <string>
#include <vector>

#include "flow/context.hpp"
#include "flow/work_order.hpp"

namespace norekey::flow {

/// The work order of a part's cancellation that was refused: it is parked, or a person ended it.
/// nullopt: it is anything else.
std::optional<WorkOrder> refused_cancel(queue::State state, const std::string& meta);

/// Refused cancellations of these orders (identities), each as a new message of its part. Errors:
/// the store's.
awaitable<Result<void>> cancel_again(Context& context, std::vector<std::string> orders);

}  // namespace norekey::flow
