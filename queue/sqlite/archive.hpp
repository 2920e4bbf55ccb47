/// archive: sealed day files beside an SQLite store, STORE.sealed/2026-11-22.db, an SQLite file
/// each. Made by sqlite/open. A day's file is only added to, and removed as a whole.
#pragma once
#include <memory>
#include <string>

#include "queue/archive.hpp"

namespace norekey::queue::sqlite {

/// `path`: the store's.
std::unique_ptr<Archive> make_archive(const std::string& path);

}  // namespace norekey::queue::sqlite
