/// channels.yaml and its findings: any bytes give findings or a config, and every finding has a
/// place.
#include "config/business.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  config::Findings findings;
  config::read_business(fuzz::text_of(data, size), "channels.yaml", "/nowhere", findings);
  for (const Error& e : findings.errors) {
    fuzz::must_read_well(e);
    fuzz::must(!e.where.file.empty() || !e.where.field.empty(), "a finding has a place");
  }
  return 0;
}
