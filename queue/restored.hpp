/// restored: what both backends do to a copy before it is a store again: it says of itself that it
/// was restored, and it is compared with the counter file. Used by sqlite/restore,
/// postgres/restore.
#pragma once
#include <string>

#include "core/error.hpp"
#include "queue/sql.hpp"

namespace norekey::queue {

/// Notes in the copy that orders placed until now are looked up before they are sent, whatever the
/// counter file says: on another machine there is none. `also`: a script of the same transaction.
/// Answers the store that it is a copy of; "" = no daemon has ever opened that one.
Result<std::string> note_restored(Sql& sql, const std::string& also = "");

/// halt: the counter file belongs to another store than the `instance` that `copy` is of, and that
/// one has sent something. "" for the file = not kept.
Result<void> check_counter(const std::string& counter_file, const std::string& instance,
                           const std::string& copy);

/// Puts the counter file of another store aside, which `check_counter` has let pass: one of a
/// daemon that has never sent anything, such as that of a new machine.
void put_counter_aside(const std::string& counter_file, const std::string& instance);

}  // namespace norekey::queue
