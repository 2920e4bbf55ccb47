/// Fixed records of every kind of number, in ASCII.
#include "format_laws.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto format = norekey::fuzz::format_of(
      "{ format: fixed, charset: ascii, records: { h: { T: { width: 1, value: H }, N: 5 }, l: { T: "
      "{ "
      "width: 1, value: L }, Z: { width: 4, type: zoned, decimals: 2 }, O: { width: 4, type: "
      "overpunch, decimals: 1 }, Q: { width: 5, type: number, decimals: 2 } } } }");
  return norekey::fuzz::format_laws(norekey::fuzz::text_of(data, size), format);
}
