/// table_subjects: what the rows of stock, price and status files mean. Pure. Used by the files
/// adapter; knows no file and no shop.
#pragma once
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "adapters/files/table_rows.hpp"
#include "core/time.hpp"

namespace norekey::adapters::files {

/// item, warehouse, on_hand; perhaps committed. A row for each item and warehouse.
TableSubject stock_subject();

/// item, price; perhaps list ("" = for everybody), customer (a price of this customer alone: the
/// list is then called as the customer), from_quantity, currency ("" = the company's), valid_from,
/// valid_until (both days count). Of rows that are the same but for their days the last that began
/// counts; `today` is asked for each item. `lists` and `customers` learn what the rows name.
TableSubject price_subject(std::function<Date()> today,
                           std::shared_ptr<std::set<std::string>> lists,
                           std::shared_ptr<std::set<std::string>> customers);

/// key (our delivery key), state; perhaps number, cancelled, hold, promised, total, changed_by,
/// item, ordered, backordered, shipment, carrier, tracking, left, shipped, invoice, invoice_state,
/// invoice_total. A row tells of an order, of one of its items, of one of its shipments and
/// invoices, or of several of them; what it does not tell of is empty. A row that cannot be right
/// refuses its order alone.
TableSubject status_subject();

}  // namespace norekey::adapters::files
