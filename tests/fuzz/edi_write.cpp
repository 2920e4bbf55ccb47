// The writer on any XML or JSON: what it writes, the reader reads without falling over.
#include <cstdint>

#include "edi/validate.hpp"
#include "edi/write.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto all = norekey::edi::read_tree({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!all) return 0;
  for (norekey::edi::FlatInterchange& one : *all) {
    const auto text = norekey::edi::write_interchange(std::move(one));
    if (!text) continue;
    norekey::edi::Listener nobody;
    auto source = norekey::edi::open_text(*text);
    (void)norekey::edi::validate(*source, {}, nobody);
  }
  return 0;
}
