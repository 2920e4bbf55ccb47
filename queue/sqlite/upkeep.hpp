/// upkeep: copies and checks of an SQLite store, on connections of their own beside the daemon's.
/// Used by sqlite/open.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "queue/engine.hpp"
#include "queue/open.hpp"

namespace norekey::queue::sqlite {

/// A consistent copy of a store that may be in use, whole and synced under its name or not there at
/// all. halt: `copy` exists or cannot be written. retry: no space.
Result<void> copy_store(const std::string& path, const std::string& copy);

/// Whether `copy` can be put in a store's place. halt: it is not there, damaged, no sound store of
/// norekey's, or too new for this program; nothing in it is changed.
Result<void> check_copy(const std::string& copy);

Result<std::vector<std::string>> check_store(const std::string& path);

std::unique_ptr<Upkeep> make_upkeep(std::string path, std::shared_ptr<Engine> engine);

}  // namespace norekey::queue::sqlite
