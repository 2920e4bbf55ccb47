/// Packed decimals in EBCDIC.
#include "format_laws.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto format = norekey::fuzz::format_of(
      "{ format: fixed, charset: ebcdic-037, records: { l: { N: 3, P: { width: 4, type: packed, "
      "decimals: 2 } } } }");
  return norekey::fuzz::format_laws(norekey::fuzz::text_of(data, size), format);
}
