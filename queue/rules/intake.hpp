/// intake: how a message becomes a row of the journal, a revision of its key and a delivery. Used
/// by Store::add and by the effects of a settlement.
#pragma once
#include <optional>
#include <span>
#include <vector>

#include "queue/commit/change.hpp"
#include "queue/message.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

/// All or nothing. reject: a name or a body that cannot be stored; nothing was written.
Result<std::vector<AddedMessage>> add_messages(Sql& sql, Change& change,
                                               const std::vector<Message>& batch);

/// The first message that cannot be stored, and why.
std::optional<Error> check_messages(const std::vector<Message>& batch);

/// The same for messages that were checked, of any number of calls.
std::vector<AddedMessage> add_checked(Sql& sql, Change& change,
                                      std::span<const Message* const> batch);

/// How much memory a batch holds, roughly.
std::size_t bytes_of(const std::vector<Message>& batch);

}  // namespace norekey::queue
