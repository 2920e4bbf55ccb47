/// open: a store in one SQLite file. Called by queue/open and tests.
#pragma once
#include <string>

#include "queue/commit/worker.hpp"
#include "queue/open.hpp"

namespace norekey::queue::sqlite {

/// `path`: the file. Takes the lock, ends a restore that was cut short, migrates, releases the
/// leases of whoever died with the file open.
Result<OpenStore> open(const std::string& path, const OpenOptions& options, const Limits& limits);

}  // namespace norekey::queue::sqlite
