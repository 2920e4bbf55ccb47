/// effects: all that changes with a settlement, or by a person's or a poller's doing, in the same
/// transaction. Used by settling and by Store::put.
#pragma once
#include <vector>

#include "queue/commit/change.hpp"
#include "queue/message.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

/// `settled`: the message whose steps they are; 0 = each step names its own. Returns what the
/// messages became. reject: a name that cannot be stored, or a step of no message.
Result<std::vector<AddedMessage>> apply(Sql& sql, Change& change, const Effects& effects,
                                        std::int64_t settled);

void add_step(Sql& sql, Change& change, const Step& step, std::int64_t message);

std::size_t bytes_of(const Effects& effects);

}  // namespace norekey::queue
