/// A mapping loads or has findings with places; one that loads can be applied to an order.
#include "mapping/mapping.hpp"
#include "core/order.hpp"
#include "fuzz.hpp"
#include "mapping/document.hpp"

namespace {

norekey::mapping::Document an_order() {
  return *norekey::mapping::from_json(
      R"({"number":"W1","placed_at":"2026-11-22T10:00:00Z","buyer":{"account":"C1","name":"A & B"},
          "line":[{"number":1,"sku":"ABC-1","quantity":2,"uom":"EA","amount":"10.50"},
                  {"number":2,"sku":"ABC-2","quantity":0.5,"uom":"CT","amount":"-3.25"}],
          "charge":[{"type":"freight","amount":"7.00"}]})",
      "order");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  static const mapping::Document order = an_order();
  static const mapping::Lookups lookups{
      {{"items", {"items", "key", "value", {{"ABC-1", "000123"}}}},
       {"units", {"units", "key", "value", {{"EA", "EA"}}}}}};
  config::Findings findings;
  const auto mapping =
      mapping::Mapping::load(fuzz::text_of(data, size), "mappings/m.yaml", "UTC", findings);
  for (const Error& e : findings.errors) fuzz::must_read_well(e);
  fuzz::must(mapping || !findings.errors.empty(), "what does not load has a finding");
  if (!mapping) return 0;
  const auto made = mapping->apply(order, lookups);
  if (!made) {
    fuzz::must_read_well(made.error());
    return 0;
  }
  fuzz::must(mapping::from_xml(mapping::to_xml(*made)).has_value(),
             "what a mapping makes can be written");
  return 0;
}
