/// open: a store in one SQLite file. Called by queue/open and tests.
#pragma once
#include <string>

#include "queue/commit/worker.hpp"
#include "queue/open.hpp"

namespace norekey::queue::sqlite {

/// `path`: the file. Takes the lock, migrates, releases the leases of whoever died with the file
/// open.
Result<OpenStore> open(const std::string& path, const OpenOptions& options, const Limits& limits);

/// Puts `copy` in the place of the store, which is kept beside it as PATH.before-restore, or with
/// -2, -3 … behind that. halt: in use, or `copy` is no sound store of norekey's that this program
/// knows.
Result<Restored> restore(const std::string& path, const std::string& copy);

}  // namespace norekey::queue::sqlite
