/// What a Vendure shop sends: an order or a webhook's body, any bytes. An order that is read
/// balances.
#include "connectors/vendure/event.hpp"
#include "connectors/vendure/normalise.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  const std::string body = fuzz::text_of(data, size);
  const auto order = connectors::vendure::normalise(body, "America/Chicago");
  if (!order) fuzz::must_read_well(order.error());
  const auto triggers = connectors::vendure::read_event(body);
  if (!triggers) fuzz::must_read_well(triggers.error());
  return 0;
}
