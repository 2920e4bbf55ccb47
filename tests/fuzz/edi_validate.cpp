// The reader and the validator on any bytes: both instruction sets and any piece size say the same.
#include <cstdint>
#include <cstdlib>

#include "edi/validate.hpp"

namespace {

struct Counting : norekey::edi::Listener {
  void finding(const norekey::edi::Finding& f) override {
    sum = sum * 31 + f.place.offset + f.code.size();
  }
  std::uint64_t sum = 0;
};

std::uint64_t said(std::string_view text, bool scalar, std::size_t step) {
  norekey::edi::ValidateOptions options;
  options.reader.scalar = scalar;
  options.reader.lenient = !text.empty() && (text[text.size() / 2] & 1) != 0;
  Counting out;
  auto source = norekey::edi::open_text(text, step);
  const auto totals = norekey::edi::validate(*source, options, out);
  return out.sum + totals->accepted;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (said(text, false, 0) != said(text, true, 7)) std::abort();
  return 0;
}
