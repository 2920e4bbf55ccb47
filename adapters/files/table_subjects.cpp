#include "adapters/files/table_subjects.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"

namespace norekey::adapters::files {
namespace {

Error at_cell(Error error, const TableRow& row, const char* column) {
  error.where = {"", row.place.line, 0, column};
  return error;
}

Error not_so(const TableRow& row, const char* column, std::string what, std::string fix) {
  return at_cell({Fate::reject, std::move(what), std::move(fix), {}, ""}, row, column);
}

/// Reads the cells of one row: what is wrong with the first that cannot be read is kept.
class Cells {
 public:
  explicit Cells(const TableRow& row) : row_(row) {}

  const std::string& text(std::size_t column) const { return row_.cells[column]; }
  bool has(std::size_t column) const { return !row_.cells[column].empty(); }

  Decimal number(std::size_t column, const char* name) {
    if (!has(column)) return {};
    auto value = Decimal::parse(text(column));
    if (!value && !error_) error_ = at_cell(value.error(), row_, name);
    return value ? *value : Decimal();
  }

  std::optional<Date> day(std::size_t column, const char* name) {
    if (!has(column)) return std::nullopt;
    auto value = parse_date(text(column));
    if (!value && !error_) error_ = at_cell(value.error(), row_, name);
    return value ? std::optional<Date>(*value) : std::nullopt;
  }

  /// How many: never less than nothing.
  Decimal count(std::size_t column, const char* name) {
    const Decimal value = number(column, name);
    if (!value.is_negative()) return value;
    if (!error_)
      error_ = not_so(row_, name, shown(text(column)) + " is less than nothing", "write how many");
    return {};
  }

  bool flag(std::size_t column, const char* name) {
    const std::string word = lower(text(column));
    if (word == "yes" || word == "no" || word.empty()) return word == "yes";
    if (!error_)
      error_ =
          not_so(row_, name, shown(text(column)) + " is neither yes nor no", "write yes or no");
    return false;
  }

  const std::optional<Error>& error() const { return error_; }

 private:
  const TableRow& row_;
  std::optional<Error> error_;
};

Error twice(const TableRow& row, const char* column, const std::string& what, unsigned before) {
  return not_so(row, column, what + " stands in line " + std::to_string(before) + " already",
                "let the ERP write one row for each");
}

namespace stock {

enum { item, warehouse, on_hand, committed };

Result<void> take(const TableRows& rows, Changes& out) {
  std::map<std::string_view, unsigned> seen;
  for (const TableRow& row : rows) {
    Cells cells(row);
    StockLevel level;
    level.item = cells.text(item);
    level.warehouse = cells.text(warehouse);
    level.on_hand = cells.number(on_hand, "on_hand");
    level.committed = cells.number(committed, "committed");
    if (cells.error()) return *cells.error();
    const auto first = seen.emplace(cells.text(warehouse), row.place.line);
    if (!first.second) {
      return twice(row, "item", shown(level.item) + " in warehouse " + shown(level.warehouse),
                   first.first->second);
    }
    out.stock.push_back(std::move(level));
  }
  return {};
}

}  // namespace stock

namespace price {

enum { item, price, list, customer, from_quantity, currency, valid_from, valid_until };

struct Priced {
  PriceLevel level;
  std::optional<Date> from, until;
  unsigned line = 0;
};

Result<Priced> read(const TableRow& row) {
  Cells cells(row);
  Priced out;
  out.line = row.place.line;
  out.level.item = cells.text(item);
  out.level.price = cells.number(price, "price");
  out.level.list = cells.has(customer) ? cells.text(customer) : cells.text(list);
  out.level.from = cells.number(from_quantity, "from_quantity");
  out.level.currency = upper(cells.text(currency));
  out.from = cells.day(valid_from, "valid_from");
  out.until = cells.day(valid_until, "valid_until");
  if (cells.error()) return *cells.error();
  if (cells.has(list) && cells.has(customer))
    return not_so(row, "customer", "the price is of a list and of a customer",
                  "leave one of the two empty");
  if (auto known = currency_exponent(out.level.currency); cells.has(currency) && !known)
    return at_cell(known.error(), row, "currency");
  if (out.from && out.until && *out.until < *out.from)
    return not_so(row, "valid_until", "the price ends before it begins", "write the later day");
  if (out.level.from.is_negative())
    return not_so(row, "from_quantity", shown(cells.text(from_quantity)) + " is less than nothing",
                  "write from how many on it counts");
  return out;
}

/// Of prices for the same, the one that counts on the day.
Result<void> take(const TableRows& rows, Date today, Changes& out) {
  using Key = std::tuple<std::string, std::string, Decimal>;
  std::map<Key, Priced> best;
  std::map<std::tuple<Key, std::optional<Date>>, unsigned> seen;
  for (const TableRow& row : rows) {
    auto one = read(row);
    if (!one) return one.error();
    const Decimal from = one->level.from < Decimal(1) ? Decimal(1) : one->level.from.trimmed();
    const Key key{one->level.list, one->level.currency, from};
    const auto first = seen.emplace(std::tuple{key, one->from}, one->line);
    if (!first.second)
      return twice(row, "item", "a price of " + shown(one->level.item) + " for the same",
                   first.first->second);
    if ((one->from && today < *one->from) || (one->until && *one->until < today)) continue;
    const auto [kept, fresh] = best.emplace(key, *one);
    if (!fresh && kept->second.from < one->from) kept->second = std::move(*one);
  }
  for (auto& one : best) out.prices.push_back(std::move(one.second.level));
  return {};
}

}  // namespace price

namespace status {

enum {
  key,
  state,
  number,
  cancelled,
  hold,
  promised,
  total,
  changed_by,
  item,
  ordered,
  backordered,
  shipment,
  carrier,
  tracking,
  left,
  shipped,
  invoice,
  invoice_state,
  invoice_total
};
constexpr std::size_t kOfOrder = item;  ///< the columns before it say the same in each row

/// One order, row by row.
class OneOrder {
 public:
  Result<void> begin(const TableRow& row) {
    first_ = &row;
    Cells cells(row);
    if (!cells.has(state))
      return not_so(row, "state", "the column is empty", "let the ERP write a value in each row");
    out_.key = cells.text(key);
    out_.partly = true;
    out_.state = cells.text(state);
    out_.number = cells.text(number);
    const std::string word = lower(out_.state);
    out_.cancelled = cells.flag(cancelled, "cancelled");
    if (!cells.has(cancelled)) out_.cancelled = word == "cancelled" || word == "canceled";
    out_.shipped = word == "shipped";
    out_.hold = cells.text(hold);
    out_.promised = cells.day(promised, "promised");
    const Decimal sum = cells.number(total, "total");
    if (cells.has(total)) out_.total = sum;
    out_.changed_by = cells.text(changed_by);
    if (cells.error()) return *cells.error();
    return {};
  }

  Result<void> add(const TableRow& row, const std::vector<TableColumn>& columns) {
    for (std::size_t i = 0; i < kOfOrder; ++i) {
      if (row.cells[i] == first_->cells[i]) continue;
      return not_so(row, columns[i].name.c_str(),
                    shown(row.cells[i]) + " is not what line " +
                        std::to_string(first_->place.line) +
                        " says of this order: " + shown(first_->cells[i]),
                    "let each row of an order say the same of it");
    }
    if (auto added = add_item(row); !added) return added;
    if (auto added = add_shipment(row); !added) return added;
    return add_invoice(row);
  }

  OrderStatus take() {
    find_to_come();
    return std::move(out_);
  }

 private:
  /// An item that several shipments hold is named in each of their rows with all that was ordered.
  Result<void> add_item(const TableRow& row) {
    Cells cells(row);
    const ItemCount was{cells.text(item), cells.count(ordered, "ordered")};
    const ItemCount waits{cells.text(item), cells.count(backordered, "backordered")};
    if (cells.error()) return *cells.error();
    if (!cells.has(item)) {
      if (cells.has(ordered) || cells.has(backordered) || cells.has(shipped))
        return not_so(row, "item", "a quantity of no item", "name the item in the same row");
      return {};
    }
    if (cells.has(backordered)) told_of_.insert(was.item);
    const auto known = items_.emplace(was.item, std::pair{was.quantity, row.place.line});
    if (!known.second) {
      if (known.first->second.first == was.quantity) return {};
      return not_so(row, "ordered",
                    shown(cells.text(ordered)) + " of " + shown(was.item) + " is not what line " +
                        std::to_string(known.first->second.second) +
                        " says: " + shown(known.first->second.first.str()),
                    "let each row of an item say how many were ordered in all");
    }
    if (cells.has(ordered)) out_.ordered.push_back(was);
    if (waits.quantity > Decimal(0)) out_.backorder.push_back(waits);
    return {};
  }

  Result<void> add_shipment(const TableRow& row) {
    Cells cells(row);
    const Decimal quantity = cells.count(shipped, "shipped");
    const std::optional<Date> day = cells.day(left, "left");
    if (cells.error()) return *cells.error();
    if (!cells.has(shipment)) return {};
    auto at = std::find_if(out_.shipments.begin(), out_.shipments.end(),
                           [&](const Shipment& one) { return one.number == cells.text(shipment); });
    if (at == out_.shipments.end()) {
      at = out_.shipments.insert(at, {cells.text(shipment), "", "", {}, {}});
    }
    if (cells.has(carrier)) at->carrier = cells.text(carrier);
    if (cells.has(tracking)) at->tracking = cells.text(tracking);
    if (day) at->left = day;
    if (!cells.has(item) || !cells.has(shipped)) return {};
    const auto first =
        shipped_.emplace(std::pair{cells.text(shipment), cells.text(item)}, row.place.line);
    if (!first.second)
      return twice(row, "shipped",
                   shown(cells.text(item)) + " in shipment " + shown(cells.text(shipment)),
                   first.first->second);
    at->lines.push_back({cells.text(item), quantity});
    return {};
  }

  Result<void> add_invoice(const TableRow& row) {
    Cells cells(row);
    const ErpInvoice made{cells.text(invoice), cells.text(invoice_state),
                          cells.number(invoice_total, "invoice_total")};
    if (cells.error()) return *cells.error();
    if (!cells.has(invoice)) return {};
    for (const ErpInvoice& one : out_.invoices) {
      if (one.number != made.number) continue;
      if (one.total == made.total && one.state == made.state) return {};
      return not_so(row, "invoice", "invoice " + shown(made.number) + " is told of in two ways",
                    "let each row of an invoice say the same of it");
    }
    out_.invoices.push_back(made);
    return {};
  }

  /// Where something has left, the rest of what was ordered is still to come, unless `backordered`
  /// says how much of it is.
  void find_to_come() {
    std::map<std::string, Decimal> gone;
    for (const Shipment& one : out_.shipments) {
      for (const ItemCount& line : one.lines) gone[line.item] += line.quantity;
    }
    if (gone.empty()) return;
    for (const ItemCount& one : out_.ordered) {
      const Decimal rest = one.quantity - gone[one.item];
      if (rest > Decimal(0) && !told_of_.contains(one.item))
        out_.to_come.push_back({one.item, rest});
    }
  }

  const TableRow* first_ = nullptr;
  OrderStatus out_;
  std::set<std::string> told_of_;  ///< items whose `backordered` is not empty
  std::map<std::string, std::pair<Decimal, unsigned>> items_;
  std::map<std::pair<std::string, std::string>, unsigned> shipped_;
};

Result<void> take(const TableRows& rows, const std::vector<TableColumn>& columns, Changes& out) {
  OneOrder order;
  if (auto begun = order.begin(rows.front()); !begun) return begun;
  for (const TableRow& row : rows) {
    if (auto added = order.add(row, columns); !added) return added;
  }
  out.orders.push_back(order.take());
  return {};
}

}  // namespace status

}  // namespace

TableSubject stock_subject() {
  return {"stock file",
          "stock",
          {{"item", true, false},
           {"warehouse", true, false},
           {"on_hand", true, true},
           {"committed", false, true}},
          stock::take};
}

TableSubject price_subject(std::function<Date()> today,
                           std::shared_ptr<std::set<std::string>> lists,
                           std::shared_ptr<std::set<std::string>> customers) {
  return {"price file",
          "prices",
          {{"item", true, false},
           {"price", true, true},
           {"list", false, false},
           {"customer", false, false},
           {"from_quantity", false, true},
           {"currency", false, false},
           {"valid_from", false, false},
           {"valid_until", false, false}},
          [today = std::move(today), lists = std::move(lists), customers = std::move(customers)](
              const TableRows& rows, Changes& out) -> Result<void> {
            if (auto taken = price::take(rows, today(), out); !taken) return taken;
            for (const TableRow& row : rows) {
              if (const std::string& list = row.cells[price::list]; !list.empty())
                lists->insert(list);
              if (const std::string& one = row.cells[price::customer]; !one.empty())
                customers->insert(one);
            }
            return {};
          }};
}

TableSubject status_subject() {
  std::vector<TableColumn> columns;
  for (const char* name :
       {"key", "state", "number", "cancelled", "hold", "promised", "total", "changed_by", "item",
        "ordered", "backordered", "shipment", "carrier", "tracking", "left", "shipped", "invoice",
        "invoice_state", "invoice_total"})
    columns.push_back({name, false, false});
  columns[status::key].required = columns[status::state].required = true;
  for (const auto number : {status::total, status::ordered, status::backordered, status::shipped,
                            status::invoice_total})
    columns[number].number = true;
  return {
      "status file", "statuses", columns,
      [columns](const TableRows& rows, Changes& out) { return status::take(rows, columns, out); },
      true};
}

}  // namespace norekey::adapters::files
