/// waiting: assignments that reach back and wait for an approver, as if they had one.
#pragma once
#include <optional>

#include "credit/tables.hpp"

namespace norekey::credit {

/// The tables in which every change that waits because of its date was approved at once, in place
/// of what it is meant to follow. nullopt: none of those that wait covers `day`.
std::optional<Tables> with_waiting_approved(const Tables& tables, Date day);

}  // namespace norekey::credit
