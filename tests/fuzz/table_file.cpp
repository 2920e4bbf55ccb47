/// Stock, price and status files: any bytes are refused with words, or give rows that are the same
/// however they are come by: one after the other, and each by its place.
#include "adapters/files/table_rows.hpp"
#include "adapters/files/table_subjects.hpp"
#include "fuzz.hpp"

namespace {

using namespace norekey;
using namespace norekey::adapters::files;

const char* const kLayouts[] = {
    "",
    "format: csv\nseparator: \";\"\ndecimal: \",\"\ncharset: windows-1252\ncolumns: { item: X }\n",
    "format: csv\nquote: never\nheader: no\nrecords: { row: { item: 9, warehouse: 4, on_hand: 9, "
    "price: 9, key: 9, state: 9 } }\n",
    "format: fixed\nrecords: { row: { k: { width: 1, value: D }, item: 4, warehouse: 2, on_hand: { "
    "width: 4, type: zoned }, price: 4, key: 4, state: 2 }, end: { k: { width: 1, value: T }, "
    "rows: "
    "4 } }\n",
    "format: fixed\ncharset: ebcdic-037\nrecords: { row: { item: 2, warehouse: 1, on_hand: { "
    "width: "
    "2, type: packed }, price: { width: 2, type: packed }, key: 2, state: 1 } }\n",
};

void walk(const std::string& text, const TableLayout& layout, const TableSubject& subject) {
  TableWalk all(read_at_of(text), layout, subject), places(read_at_of(text), layout, subject);
  auto begun = all.begin();
  if (!begun) return fuzz::must_read_well(begun.error());
  fuzz::must(places.begin().has_value(), "a file begins twice alike");
  std::vector<TableRow> rows;
  for (TableRow row;;) {
    auto more = all.next_row(row);
    if (!more) fuzz::must_read_well(more.error());
    if (!more || !*more) break;
    rows.push_back(row);
  }
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    TableRow again;
    places.seek(row->place);
    auto more = places.next_row(again);
    fuzz::must(more && *more, "a row is found again by its place");
    fuzz::must(again.cells == row->cells, "and is the same");
    fuzz::must(again.place.line == row->place.line, "in the same line");
  }
  std::size_t grouped = 0;
  all.begin();
  adapters::Changes changes;
  for (TableRows group;;) {
    auto more = all.next_rows(group);
    if (!more || !*more) break;
    grouped += group.size();
    auto taken = subject.take(group, changes);
    if (!taken) fuzz::must_read_well(taken.error());
  }
  fuzz::must(grouped <= rows.size(), "no row comes twice");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const auto lists = std::make_shared<std::set<std::string>>();
  const TableSubject subjects[] = {
      stock_subject(), price_subject([] { return *parse_date("2026-03-10"); }, lists, lists),
      status_subject()};
  const TableSubject& subject = subjects[data[0] % 3];
  const std::string words = kLayouts[data[0] / 3 % std::size(kLayouts)];
  TableLayout layout = plain_table();
  if (!words.empty()) {
    auto read = read_table_layout(words, "l.yaml", subject.columns);
    if (!read) return 0;  // the layout is of another subject
    layout = *read;
  }
  walk(fuzz::text_of(data + 1, size - 1), layout, subject);
  return 0;
}
