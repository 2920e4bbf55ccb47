/// Lock: one process a store file. A file beside the database holds it, with the process's number
/// for people; the kernel lets it go when the process ends, however it ends. Taken by sqlite/open
/// and by restore.
#pragma once
#include <memory>
#include <string>

#include "core/error.hpp"

namespace norekey::queue::sqlite {

/// Held until the last copy is gone. halt: another process has it, or the directory cannot be
/// written.
Result<std::shared_ptr<void>> lock_store(const std::string& path);

}  // namespace norekey::queue::sqlite
