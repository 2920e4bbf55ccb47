/// key=value with elements in brackets.
#include "format_laws.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto format = norekey::fuzz::format_of("{ format: key-value }");
  return norekey::fuzz::format_laws(norekey::fuzz::text_of(data, size), format);
}
