#include "adapters/tryton/status.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "adapters/tryton/held.hpp"
#include "adapters/tryton/values.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

constexpr int kSalesAtOnce = 100;
/// Our delivery keys: company/channel/order/part.
const char* const kOurReference = "%/%/%/%";
constexpr const char* kWatched[] = {"write_date",           "create_date",
                                    "lines.write_date",     "lines.create_date",
                                    "shipments.write_date", "invoices.write_date"};

std::string last_stamp(const json::object& record) {
  return std::max(stamp_text(record, "write_date"), stamp_text(record, "create_date"));
}

json::array ids_in(const json::object& record, const char* name) {
  const json::value* list = record.if_contains(name);
  return list != nullptr && list->is_array() ? list->get_array() : json::array{};
}

void append(json::array& into, const json::array& more) {
  into.insert(into.end(), more.begin(), more.end());
}

void count(std::vector<ItemCount>& into, const std::string& item, const Decimal& quantity) {
  for (ItemCount& one : into) {
    if (one.item != item) continue;
    one.quantity += quantity;
    return;
  }
  into.push_back({item, quantity});
}

/// Why it waits, for its customer.
std::string hold_of(const json::object& sale) {
  const std::string state = text_of(sale, "state");
  if (state == "draft") return "it waits to be checked";
  if (state == "quotation") return "it waits to be released";
  if (text_of(sale, "shipment_state") == "exception")
    return "a question about its delivery is open";
  if (text_of(sale, "invoice_state") == "exception") return "a question about its invoice is open";
  return "";
}

bool open_shipment(const std::string& state) {
  return state == "draft" || state == "waiting" || state == "assigned" || state == "picked" ||
         state == "packed";
}

/// Moves of one sale: what left with which shipment, and what has not.
void read_shipments(const SaleRecords& in, OrderStatus& out) {
  std::map<std::int64_t, std::string> item_of;
  for (const json::object* line : in.lines)
    item_of[id_of(*line, "id")] = text_of(related(*line, "product"), "code");
  std::vector<ItemCount> rest;
  bool short_of = false;
  for (const json::object* one : in.shipments) {
    const std::string state = text_of(*one, "state");
    const json::value* partly = one->if_contains("partially_assigned");
    short_of = short_of || (partly != nullptr && partly->is_bool() && partly->get_bool());
    if (open_shipment(state)) {
      if (const auto planned = date_of(*one, "planned_date"))
        out.promised = std::max(out.promised.value_or(*planned), *planned);
    }
    if (state != "done") continue;
    out.shipments.push_back({text_of(*one, "number"),
                             text_of(related(related(*one, "carrier"), "party"), "name"),
                             text_of(*one, "reference"),
                             date_of(*one, "effective_date"),
                             {}});
  }
  for (const json::object* move : in.moves) {
    const auto line = item_of.find(referred(text_of(*move, "origin"), "sale.line"));
    if (line == item_of.end()) continue;
    const std::string state = text_of(*move, "state");
    const std::int64_t of = referred(text_of(*move, "shipment"), "stock.shipment.out");
    const Decimal quantity = decimal_of(*move, "quantity");
    if (state != "done") {
      if (state != "cancelled") count(rest, line->second, quantity);
      continue;
    }
    std::size_t at = 0;
    for (const json::object* one : in.shipments) {
      if (text_of(*one, "state") != "done") continue;
      if (id_of(*one, "id") == of) count(out.shipments[at].lines, line->second, quantity);
      ++at;
    }
  }
  if (!out.shipments.empty() || short_of) out.backorder = std::move(rest);
}

}  // namespace

json::array shipment_fields() {
  return {"number",         "state",      "reference",          "planned_date",
          "effective_date", "write_date", "partially_assigned", "carrier.party.name",
          "create_date"};
}

json::array move_fields() {
  return {"quantity", "state", "origin", "shipment", "write_date", "create_date"};
}

json::array invoice_fields() {
  return {"number", "state", "total_amount", "sales", "write_date", "create_date"};
}

OrderStatus status_of(const SaleRecords& in, std::int64_t us) {
  const HeldOrder held = held_of(*in.sale, in.lines, us);
  OrderStatus out;
  out.key = held.order.receipt.key;
  out.number = held.order.receipt.number;
  out.state = held.order.receipt.state;
  out.cancelled = !held.alive;
  out.hold = hold_of(*in.sale);
  out.total = held.order.total;
  out.reps = held.order.reps;
  if (!held.last_by_us) out.changed_by = held.changed_by;
  for (const ErpLine& line : held.order.lines) count(out.ordered, line.item, line.quantity);
  read_shipments(in, out);
  for (const json::object* invoice : in.invoices) {
    const std::string state = text_of(*invoice, "state");
    if (state != "posted" && state != "paid") continue;
    out.invoices.push_back(
        {text_of(*invoice, "number"), state, decimal_of(*invoice, "total_amount")});
  }
  return out;
}

/// By Tryton's clock: the stamp of the latest change there is.
awaitable<Result<std::string>> StatusWatcher::latest_stamp() {
  std::string latest = to_string(Instant{});
  for (const char* name : {"sale.sale", "stock.shipment.out", "account.invoice"}) {
    for (const char* field : {"write_date", "create_date"}) {
      std::string model = name;
      json::array domain = only(json::array{field, "!=", nullptr});
      json::array fields{"write_date", "create_date"};
      auto found = co_await session_.search(std::move(model), std::move(domain), std::move(fields),
                                            by(field, "DESC"), 1);
      if (!found) co_return found.error();
      for (const json::object& record : *found) latest = std::max(latest, last_stamp(record));
    }
  }
  co_return latest;
}

awaitable<Result<StatusWatcher::Found>> StatusWatcher::read_sales(json::array domain) {
  Found out;
  json::array fields = held_fields();
  for (const char* more :
       {"write_date", "shipment_state", "invoice_state", "shipments", "invoices"})
    fields.emplace_back(more);
  std::string model = "sale.sale";
  auto sales = co_await session_.search(std::move(model), std::move(domain), std::move(fields),
                                        by("id"), kSalesAtOnce);
  if (!sales) co_return sales.error();
  out.sales = std::move(*sales);
  if (out.sales.empty()) co_return out;
  json::array ids, shipments, invoices;
  for (const json::object& sale : out.sales) {
    ids.push_back(id_of(sale, "id"));
    append(shipments, ids_in(sale, "shipments"));
    append(invoices, ids_in(sale, "invoices"));
  }
  model = "sale.line";
  json::array of_lines = only(json::array{"sale", "in", ids});
  json::array place{json::array{"sale", "ASC"}, json::array{"sequence", "ASC"},
                    json::array{"id", "ASC"}};
  json::array line_wish = held_line_fields();
  auto lines = co_await session_.search(std::move(model), std::move(of_lines), std::move(line_wish),
                                        std::move(place), 0);
  if (!lines) co_return lines.error();
  out.lines = std::move(*lines);
  if (!shipments.empty()) {
    model = "stock.shipment.out";
    json::array of_shipments = only(json::array{"id", "in", std::move(shipments)});
    auto found = co_await session_.search(std::move(model), std::move(of_shipments),
                                          shipment_fields(), by("id"), 0);
    if (!found) co_return found.error();
    out.shipments = std::move(*found);
    model = "stock.move";
    json::array of_moves = only(json::array{"origin.sale", "in", ids, "sale.line"});
    auto moves =
        co_await session_.search(std::move(model), std::move(of_moves), move_fields(), by("id"), 0);
    if (!moves) co_return moves.error();
    out.moves = std::move(*moves);
  }
  if (invoices.empty()) co_return out;
  model = "account.invoice";
  json::array of_invoices = only(json::array{"id", "in", std::move(invoices)});
  auto found = co_await session_.search(std::move(model), std::move(of_invoices), invoice_fields(),
                                        by("id"), 0);
  if (!found) co_return found.error();
  out.invoices = std::move(*found);
  co_return out;
}

std::vector<OrderStatus> StatusWatcher::told(const Found& found) const {
  std::map<std::int64_t, SaleRecords> of;
  std::map<std::int64_t, std::int64_t> sale_of_line;
  std::map<std::int64_t, const json::object*> shipments, invoices;
  for (const json::object& one : found.shipments) shipments[id_of(one, "id")] = &one;
  for (const json::object& one : found.invoices) invoices[id_of(one, "id")] = &one;
  for (const json::object& line : found.lines) {
    of[id_of(line, "sale")].lines.push_back(&line);
    sale_of_line[id_of(line, "id")] = id_of(line, "sale");
  }
  for (const json::object& move : found.moves) {
    const auto sale = sale_of_line.find(referred(text_of(move, "origin"), "sale.line"));
    if (sale != sale_of_line.end()) of[sale->second].moves.push_back(&move);
  }
  std::vector<OrderStatus> out;
  for (const json::object& sale : found.sales) {
    SaleRecords& its = of[id_of(sale, "id")];
    its.sale = &sale;
    const auto pick = [&](const char* name, const auto& from, auto& into) {
      for (const json::value& id : ids_in(sale, name)) {
        const auto at = from.find(id.is_int64() ? id.get_int64() : 0);
        if (at != from.end()) into.push_back(at->second);
      }
    };
    pick("shipments", shipments, its.shipments);
    pick("invoices", invoices, its.invoices);
    out.push_back(status_of(its, session_.user()));
  }
  return out;
}

awaitable<Result<Changes>> StatusWatcher::orders(std::string cursor) {
  boost::system::error_code ec;
  const json::value read = json::parse(cursor, ec);
  const json::object from = !ec && read.is_object() ? read.get_object() : json::object{};
  const std::string since = text_of(from, "since");
  std::string next = text_of(from, "next");
  const std::int64_t after = id_of(from, "after");
  if (next.empty()) {
    auto latest = co_await latest_stamp();
    if (!latest) co_return latest.error();
    next = std::move(*latest);
  }
  json::array domain{json::array{"reference", "like", kOurReference},
                     json::array{"id", ">", after}};
  if (!since.empty()) {
    const Instant begin = value_or(parse_instant(since), Instant{}) - erp_.longest_request;
    json::array any{"OR"};
    for (const char* field : kWatched) any.push_back(json::array{field, ">=", to_stamp(begin)});
    domain.push_back(std::move(any));
  }
  auto found = co_await read_sales(std::move(domain));
  if (!found) co_return found.error();
  Changes out;
  out.orders = told(*found);
  out.whole = since.empty();
  out.more = found->sales.size() == static_cast<std::size_t>(kSalesAtOnce);
  json::object where;
  if (out.more) {
    where["next"] = next;
    where["after"] = id_of(found->sales.back(), "id");
    if (!since.empty()) where["since"] = since;
  } else {
    where["since"] = next;
  }
  out.cursor = json::serialize(where);
  co_return out;
}

}  // namespace norekey::adapters::tryton
