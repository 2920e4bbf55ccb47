/// restore: puts a copy in the place of an SQLite store. Called by queue/open (`norekey store
/// restore`); `end_restore` by sqlite/open.
#pragma once
#include <string>

#include "queue/open.hpp"

namespace norekey::queue::sqlite {

/// Puts `copy` in the place of the store, which is kept beside it as PATH.before-restore, or with
/// -2, -3 … behind that. What is new belongs to the store's owner, whoever calls. halt: in use, or
/// `copy` is no sound store of norekey's that this program knows, or of another store than the
/// counter file; then nothing has changed.
Result<Restored> restore(const std::string& path, const std::string& copy,
                         const std::string& counter_file);

/// Whether a restore was cut short after it had begun to put the store aside.
bool is_restore_unfinished(const std::string& path);

/// Does what is left of it; nothing where there is nothing. The store's lock is held.
Result<Restored> end_restore(const std::string& path);

}  // namespace norekey::queue::sqlite
