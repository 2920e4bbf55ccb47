#include "adapters/files/tables.hpp"

#include "adapters/files/table_subjects.hpp"
#include "config/bundle.hpp"

namespace norekey::adapters::files {
namespace {

Result<std::unique_ptr<TableFile>> make_table(const config::Erp& erp, const std::string& path,
                                              const std::string& layout_path,
                                              TableSubject subject) {
  if (path.empty()) return std::unique_ptr<TableFile>();
  TableLayout layout = plain_table();
  if (!layout_path.empty()) {
    auto text = config::read_text_file(layout_path);
    if (!text) return text.error();
    auto read = read_table_layout(*text, layout_path, subject.columns);
    if (!read) return read.error();
    layout = std::move(*read);
  }
  TableMemory memory;
  // A status file may hold the open orders only: what it leaves out stays as it is shown.
  if (subject.command != "statuses")
    memory.file = erp.directory + "/.norekey/" + subject.command + ".rows";
  memory.shrink_percent = erp.file_shrink_limit;
  return std::make_unique<TableFile>(path, std::move(layout), std::move(subject),
                                     std::move(memory));
}

}  // namespace

TableFile* Tables::of(Subject subject) const {
  if (subject == Subject::stock) return stock.get();
  if (subject == Subject::prices) return prices.get();
  return subject == Subject::orders ? orders.get() : nullptr;
}

Result<Changes> Tables::watch(Subject subject, const std::string& cursor) {
  auto out = of(subject)->watch(cursor);
  if (!out || subject != Subject::prices || !cursor.empty()) return out;
  for (const std::string& list : *lists) out->buyers.push_back({list, std::string(kAnyCustomer)});
  for (const std::string& customer : *customers) out->buyers.push_back({customer, customer});
  return out;
}

Result<Tables> make_tables(const config::Erp& erp, const Clock& clock) {
  Tables out;
  out.lists = std::make_shared<std::set<std::string>>();
  out.customers = std::make_shared<std::set<std::string>>();
  auto stock = make_table(erp, erp.stock_file, erp.stock_layout, stock_subject());
  if (!stock) return stock.error();
  out.stock = std::move(*stock);
  const auto today = [zone = erp.zone.empty() ? "UTC" : erp.zone, &clock] {
    return value_or(date_in_zone(clock.now(), zone), Date{});
  };
  auto prices = make_table(erp, erp.price_file, erp.price_layout,
                           price_subject(today, out.lists, out.customers));
  if (!prices) return prices.error();
  out.prices = std::move(*prices);
  auto orders = make_table(erp, erp.status_file, erp.status_layout, status_subject());
  if (!orders) return orders.error();
  out.orders = std::move(*orders);
  return out;
}

}  // namespace norekey::adapters::files
