/// files: an ERP that takes order files from a folder and answers with extracts. For AS/400-style
/// systems without an API.
#pragma once
#include <memory>

#include "adapters/adapter.hpp"
#include "config/business.hpp"
#include "core/time.hpp"

namespace norekey::adapters::files {

/// Needs directory and extract-directory; layout (record,field,width,align,pad) where format is
/// fixed. halt: missing keys, a layout that cannot be read.
Result<std::unique_ptr<Adapter>> make(const config::Erp& erp, const Clock& clock);

}  // namespace norekey::adapters::files
