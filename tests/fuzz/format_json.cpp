/// JSON in and out, with its numbers and lists.
#include "format_laws.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto format = norekey::fuzz::format_of("{ format: json }");
  return norekey::fuzz::format_laws(norekey::fuzz::text_of(data, size), format);
}
