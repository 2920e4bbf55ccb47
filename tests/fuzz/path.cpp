/// Paths and conditions compile or are refused; what compiles can be asked of any tree.
#include "mapping/path.hpp"
#include "fuzz.hpp"
#include "mapping/condition.hpp"
#include "mapping/document.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  static const mapping::Document tree = *mapping::from_xml(
      "<order a='1'><line n='1'><sku>A</sku></line><line n='2'/><po_number>7</po_number></order>");
  const std::string text = fuzz::text_of(data, size);
  if (const auto path = mapping::Path::compile(text)) {
    path->select(tree.root());
    path->nodes(tree.root());
  } else {
    fuzz::must_read_well(path.error());
  }
  if (const auto condition = mapping::Condition::compile(text)) {
    condition->holds(tree.root());
  } else {
    fuzz::must_read_well(condition.error());
  }
  return 0;
}
