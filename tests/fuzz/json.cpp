/// JSON to a document: what is read is written and read again as the same; what is refused has a
/// place.
#include "fuzz.hpp"
#include "mapping/document.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  const auto read = mapping::from_json(fuzz::text_of(data, size));
  if (!read) {
    fuzz::must_read_well(read.error());
    fuzz::must(read.error().where.line > 0, "what is refused has a line");
    return 0;
  }
  const std::string xml = mapping::to_xml(*read);
  const auto again = mapping::from_xml(xml);
  fuzz::must(again.has_value(), "the tree of a JSON text can be written and read");
  fuzz::must(mapping::to_xml(*again) == xml, "and is the same then");
  return 0;
}
