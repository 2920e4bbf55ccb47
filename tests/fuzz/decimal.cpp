/// Decimals, dates and moments: text in, same value out.
#include "core/decimal.hpp"
#include "core/time.hpp"
#include "fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  const std::string text = fuzz::text_of(data, size);
  if (const auto number = Decimal::parse(text)) {
    const auto again = Decimal::parse(number->str());
    fuzz::must(again && *again == *number && again->str() == number->str(),
               "a decimal keeps its text");
    for (const Rounding how :
         {Rounding::half_up, Rounding::half_even, Rounding::down, Rounding::up}) {
      const Decimal apart = number->rounded(2, how) - *number;
      fuzz::must(apart.abs() <= Decimal::from_minor(1, 2), "rounding moves by a unit at most");
    }
  } else {
    fuzz::must_read_well(number.error());
  }
  if (const auto day = parse_date(text)) {
    fuzz::must(parse_date(to_string(*day)).value() == *day, "a date keeps its day");
  } else {
    fuzz::must_read_well(day.error());
  }
  return 0;
}
