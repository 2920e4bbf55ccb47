/// Rows in SQL.
#include "format_laws.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto format =
      norekey::fuzz::format_of("{ format: sql, records: { t: { a: 20, b: { type: number } } } }");
  return norekey::fuzz::format_laws(norekey::fuzz::text_of(data, size), format);
}
