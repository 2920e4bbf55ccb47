/// reps_file: whose customer it is, as a file ERP writes it. Used by the files adapter, on its own
/// thread; blocks.
#pragma once
#include <string>

#include "adapters/watch.hpp"
#include "core/error.hpp"

namespace norekey::adapters::files {

/// Columns customer,rep, and name, from, until, active (yes, no) where the ERP knows them, in any
/// order; a row without a customer only names a rep. reject: a row that cannot be read; nothing of
/// the file counts then.
Result<Changes> read_reps_file(const std::string& path);

/// The same of a text; `path` is for messages.
Result<Changes> read_reps(const std::string& path, const std::string& text);

}  // namespace norekey::adapters::files
