/// XML to a document, and a document to an order.
#include "fuzz.hpp"
#include "mapping/document.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  const auto read = mapping::from_xml(fuzz::text_of(data, size));
  if (!read) {
    fuzz::must_read_well(read.error());
    fuzz::must(read.error().where.line > 0, "what is refused has a line");
    return 0;
  }
  const auto order = mapping::to_order(*read);
  if (!order) {
    fuzz::must_read_well(order.error());
    return 0;
  }
  const std::string xml = mapping::to_xml(mapping::to_document(*order));
  const auto again = mapping::to_order(*mapping::from_xml(xml));
  fuzz::must(again.has_value(), "an order's tree is an order");
  fuzz::must(mapping::to_xml(mapping::to_document(*again)) == xml, "and the same one");
  return 0;
}
