/// waiting: assignments that wait for an approver, as if they had one: for the preview of an order
/// and for what-if.
#pragma once
#include <optional>

#include "credit/tables.hpp"

namespace norekey::credit {

/// The tables in which every change that waits because of its date was approved at once, in place
/// of what it is meant to follow. nullopt: none of those that wait covers `day`.
std::optional<Tables> with_waiting_approved(const Tables& tables, Date day);

/// A draft as it would be if all that waits in it were approved, exceptions too; nullopt: nothing
/// waits. Of several that wait for one place the last one written down wins, as it would in the
/// end.
std::optional<Tables> with_all_approved(const Tables& draft);

}  // namespace norekey::credit
