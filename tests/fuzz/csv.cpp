/// CSV records: written and read again they are the same. Lookups and extracts read any bytes.
#include "mapping/csv.hpp"
#include "adapters/files/extract.hpp"
#include "fuzz.hpp"
#include "mapping/lookups.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace norekey;
  if (size == 0) return 0;
  const char separator = data[0] % 2 == 0 ? ',' : ';';
  const std::string text = fuzz::text_of(data + 1, size - 1);
  mapping::CsvReader reader(text, separator);
  std::vector<std::string> fields;
  for (;;) {
    const auto more = reader.next(fields);
    if (!more) fuzz::must_read_well(more.error());
    if (!more || !*more) break;
    const std::string written = mapping::csv_record(fields, separator);
    mapping::CsvReader second(written, separator);
    std::vector<std::string> again;
    const auto read = second.next(again);
    if (fields.size() == 1 && fields[0].empty()) continue;  // an empty line is no record
    fuzz::must(read && *read, "a written record can be read");
    fuzz::must(again == fields, "and is the same");
  }
  mapping::Lookup table;
  config::Findings findings;
  mapping::read_lookup_csv(text, "lookups/items.csv", table, findings);
  for (const Error& e : findings.errors) fuzz::must_read_well(e);
  const auto extract = adapters::files::read_extract(text, "orders.csv");
  if (!extract) fuzz::must_read_well(extract.error());
  if (extract) {
    for (const auto& one : extract->bad) fuzz::must_read_well(one.error);
  }
  return 0;
}
