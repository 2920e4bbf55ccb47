/// Orders of partners: any bytes give errors for people, or orders that add up to the cent.
#include "edi/order_document.hpp"
#include "edi/validate.hpp"
#include "fuzz.hpp"

namespace {

using namespace norekey;

void must_add_up(const Order& order) {
  Decimal sum = order.tax;
  for (const Line& line : order.lines) sum += line.amount;
  for (const Charge& charge : order.charges) sum += charge.amount;
  fuzz::must(sum == order.total, "lines, charges and tax make the total");
}

void take(const edi::KeptSet& set) {
  const auto read = edi::read_order(set, {});
  if (!read) return fuzz::must_read_well(read.error());
  fuzz::must(!read->order.po_number.empty(), "an order has a number");
  must_add_up(read->order);
  const auto changed = edi::apply_change(read->order, *read);
  if (changed) must_add_up(*changed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text = fuzz::text_of(data, size);
  edi::KeepSets keep([](const edi::Set& set) { return edi::is_order(set); }, take);
  edi::ValidateOptions options;
  options.reader.lenient = true;
  const auto source = edi::open_text(text);
  fuzz::must(edi::validate(*source, options, keep).has_value(), "a text is read to its end");
  return 0;
}
