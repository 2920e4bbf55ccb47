/// Source: bytes of one file, pipe or piece of memory, in order. Read by reader only.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace norekey::edi {

class Source {
 public:
  virtual ~Source() = default;
  /// Up to `size` bytes into `to`; 0 at the end. halt: the file cannot be read.
  virtual Result<std::size_t> read(char* to, std::size_t size) = 0;
};

/// The file, or standard input for "-". halt: it cannot be opened.
Result<std::unique_ptr<Source>> open_file(const std::string& path);

/// `text` must outlive the source. `step` > 0 gives at most so many bytes a call (for tests).
std::unique_ptr<Source> open_text(std::string_view text, std::size_t step = 0);

}  // namespace norekey::edi
