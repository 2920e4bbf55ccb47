#include "adapters/tryton/bills.hpp"

#include <boost/json.hpp>
#include <set>

#include "adapters/tryton/values.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

constexpr int kInvoicesAtOnce = 100;

/// Lines of what `parent` names, in their order.
json::array in_place(const char* parent) {
  return {json::array{parent, "ASC"}, json::array{"sequence", "ASC"}, json::array{"id", "ASC"}};
}

json::array listed(const std::set<std::int64_t>& ids) {
  json::array out;
  for (const std::int64_t id : ids) out.emplace_back(id);
  return out;
}

void collect(const json::object& record, const char* name, std::set<std::int64_t>& into) {
  const json::value* list = record.if_contains(name);
  if (list == nullptr || !list->is_array()) return;
  for (const json::value& id : list->get_array()) {
    if (id.is_int64()) into.insert(id.get_int64());
  }
}

std::string latest_of(const json::object& record) {
  return std::max(stamp_text(record, "write_date"), stamp_text(record, "create_date"));
}

bool is_posted(const std::string& state) { return state == "posted" || state == "paid"; }

}  // namespace

/// What a page of invoices needs of other records.
struct Bills::Read {
  Records lines;
  ById sale_lines, credited, moves, sales;
  std::map<std::int64_t, std::string> number_of;    ///< invoice id -> number
  std::map<std::int64_t, int> place;                ///< sale line id -> its place in the sale
  std::map<std::int64_t, json::object> commission;  ///< invoice line id -> its record

  /// The sale's line that an invoice's line is of, also where it credits another one; nullptr = of
  /// none.
  const json::object* sold(const json::object& line) const {
    const std::string origin = text_of(line, "origin");
    auto found = sale_lines.find(referred(origin, "sale.line"));
    if (found != sale_lines.end()) return &found->second;
    const auto of = credited.find(referred(origin, "account.invoice.line"));
    if (of == credited.end()) return nullptr;
    found = sale_lines.find(referred(text_of(of->second, "origin"), "sale.line"));
    return found == sale_lines.end() ? nullptr : &found->second;
  }

  std::optional<Decimal> cost(const json::object& line) const {
    std::set<std::int64_t> ids;
    collect(line, "stock_moves", ids);
    std::optional<Decimal> out;
    for (const std::int64_t id : ids) {
      const auto move = moves.find(id);
      if (move == moves.end() || !move->second.contains("cost_price")) continue;
      if (move->second.at("cost_price").is_null()) return std::nullopt;
      out = out.value_or(Decimal(0)) +
            decimal_of(move->second, "cost_price") * decimal_of(move->second, "internal_quantity");
    }
    return out;
  }
};

awaitable<Result<Bills::ById>> Bills::by_id(std::string model, json::array ids,
                                            json::array fields) {
  ById out;
  if (ids.empty()) co_return out;
  json::array domain = only(json::array{"id", "in", std::move(ids)});
  auto found =
      co_await session_.search(std::move(model), std::move(domain), std::move(fields), by("id"), 0);
  if (!found) co_return found.error();
  for (json::object& one : *found) {
    const std::int64_t id = id_of(one, "id");
    out.emplace(id, std::move(one));
  }
  co_return out;
}

awaitable<Result<Bills::Read>> Bills::read(const Records& invoices) {
  Read out;
  std::set<std::int64_t> ids, sold, credited, moved;
  for (const json::object& one : invoices) {
    ids.insert(id_of(one, "id"));
    out.number_of[id_of(one, "id")] = text_of(one, "number");
  }
  std::string model = "account.invoice.line";
  json::array of_invoices{json::array{"invoice", "in", listed(ids)},
                          json::array{"type", "=", "line"}};
  json::array fields{"invoice",  "origin",     "amount",      "stock_moves",
                     "quantity", "unit_price", "description", "product.code"};
  auto lines = co_await session_.search(std::move(model), std::move(of_invoices), std::move(fields),
                                        in_place("invoice"), 0);
  if (!lines) co_return lines.error();
  out.lines = std::move(*lines);
  for (const json::object& one : out.lines) {
    const std::string origin = text_of(one, "origin");
    if (const auto id = referred(origin, "account.invoice.line")) credited.insert(id);
    if (const auto id = referred(origin, "sale.line")) sold.insert(id);
    collect(one, "stock_moves", moved);
  }
  model = "account.invoice.line";
  json::array credited_fields{"origin", "invoice", "invoice.number"};
  auto of_credit = co_await by_id(std::move(model), listed(credited), std::move(credited_fields));
  if (!of_credit) co_return of_credit.error();
  out.credited = std::move(*of_credit);
  for (const auto& one : out.credited) {
    if (const auto id = referred(text_of(one.second, "origin"), "sale.line")) sold.insert(id);
  }
  model = "sale.line";
  json::array sold_fields{"sale", "sale.reference"};
  auto sale_lines = co_await by_id(std::move(model), listed(sold), std::move(sold_fields));
  if (!sale_lines) co_return sale_lines.error();
  out.sale_lines = std::move(*sale_lines);
  model = "stock.move";
  json::array move_fields{"cost_price", "internal_quantity"};
  auto moves = co_await by_id(std::move(model), listed(moved), std::move(move_fields));
  if (!moves) co_return moves.error();
  out.moves = std::move(*moves);
  if (auto placed = co_await read_places(out); !placed) co_return placed.error();
  if (auto paid = co_await read_commissions(out); !paid) co_return paid.error();
  co_return out;
}

awaitable<Result<void>> Bills::read_places(Read& out) {
  std::set<std::int64_t> sales;
  for (const auto& one : out.sale_lines) sales.insert(id_of(one.second, "sale"));
  if (sales.empty()) co_return Result<void>{};
  std::string model = "sale.line";
  json::array domain{json::array{"sale", "in", listed(sales)}, json::array{"type", "=", "line"}};
  json::array fields{"sale"};
  auto all = co_await session_.search(std::move(model), std::move(domain), std::move(fields),
                                      in_place("sale"), 0);
  if (!all) co_return all.error();
  std::map<std::int64_t, int> next;
  for (const json::object& one : *all) out.place[id_of(one, "id")] = next[id_of(one, "sale")]++;
  co_return Result<void>{};
}

awaitable<Result<void>> Bills::read_commissions(Read& out) {
  json::array origins;
  for (const json::object& one : out.lines)
    origins.emplace_back("account.invoice.line," + std::to_string(id_of(one, "id")));
  if (origins.empty()) co_return Result<void>{};
  std::string model = "commission";
  json::array domain = only(json::array{"origin", "in", std::move(origins)});
  json::array fields{"origin", "amount", "agent.party.code"};
  auto all =
      co_await session_.search(std::move(model), std::move(domain), std::move(fields), by("id"), 0);
  if (!all) co_return all.error();
  for (json::object& one : *all) {
    const std::int64_t of = referred(text_of(one, "origin"), "account.invoice.line");
    out.commission.emplace(of, std::move(one));
  }
  co_return Result<void>{};
}

std::vector<PostedInvoice> Bills::told(const Records& invoices, const Read& read) {
  std::vector<PostedInvoice> out;
  for (const json::object& invoice : invoices) {
    PostedInvoice made;
    made.number = text_of(invoice, "number");
    made.day = date_of(invoice, "invoice_date").value_or(Date{});
    made.tax = decimal_of(invoice, "tax_amount");
    made.total = decimal_of(invoice, "total_amount");
    for (const json::object& line : read.lines) {
      if (id_of(line, "invoice") != id_of(invoice, "id")) continue;
      const json::object* sold = read.sold(line);
      if (sold == nullptr) continue;
      made.key = text_of(related(*sold, "sale"), "reference");
      const auto of = read.credited.find(referred(text_of(line, "origin"), "account.invoice.line"));
      if (of != read.credited.end())
        made.refers = text_of(related(of->second, "invoice"), "number");
      InvoicedLine& one = made.lines.emplace_back();
      const auto place = read.place.find(id_of(*sold, "id"));
      if (place != read.place.end()) one.place = place->second;
      one.amount = decimal_of(line, "amount");
      one.quantity = decimal_of(line, "quantity");
      one.price = decimal_of(line, "unit_price");
      one.item = text_of(related(line, "product"), "code");
      one.text = text_of(line, "description");
      one.cost = read.cost(line);
      const auto paid = read.commission.find(id_of(line, "id"));
      if (paid == read.commission.end()) continue;
      one.rep = text_of(related(related(paid->second, "agent"), "party"), "code");
      one.commission = decimal_of(paid->second, "amount");
    }
    if (!made.lines.empty()) out.push_back(std::move(made));
  }
  return out;
}

awaitable<Result<Changes>> Bills::posted(std::string cursor) {
  boost::system::error_code ec;
  const json::value value = json::parse(cursor, ec);
  const json::object from = !ec && value.is_object() ? value.get_object() : json::object{};
  const std::string since = text_of(from, "since");
  std::string latest = std::max(since, text_of(from, "latest"));
  json::array domain{json::array{"type", "=", "out"},
                     json::array{"state", "in", json::array{"posted", "paid"}},
                     json::array{"id", ">", id_of(from, "after")}};
  if (!since.empty()) {
    const Instant begin = value_or(parse_instant(since), Instant{}) - erp_.longest_request;
    domain.push_back(json::array{"OR", json::array{"write_date", ">=", to_stamp(begin)},
                                 json::array{"create_date", ">=", to_stamp(begin)}});
  }
  std::string model = "account.invoice";
  json::array fields{"number",      "invoice_date", "state",       "write_date",
                     "create_date", "tax_amount",   "total_amount"};
  auto invoices = co_await session_.search(std::move(model), std::move(domain), std::move(fields),
                                           by("id"), kInvoicesAtOnce);
  if (!invoices) co_return invoices.error();
  auto more = co_await read(*invoices);
  if (!more) co_return more.error();
  Changes out;
  out.invoices = told(*invoices, *more);
  for (const json::object& one : *invoices) latest = std::max(latest, latest_of(one));
  out.more = invoices->size() == static_cast<std::size_t>(kInvoicesAtOnce);
  json::object where;
  if (out.more) {
    where["after"] = id_of(invoices->back(), "id");
    where["latest"] = latest;
    if (!since.empty()) where["since"] = since;
  } else {
    where["since"] = latest;
  }
  out.cursor = json::serialize(where);
  co_return out;
}

awaitable<Found<SaleBills>> Bills::of_sale(std::int64_t sale) {
  std::string method = "model.sale.sale.read";
  json::array params{json::array{sale}, json::array{"invoices"}};
  auto read = co_await session_.call(std::move(method), std::move(params));
  if (!read) co_return read.error();
  std::set<std::int64_t> ids;
  for (const json::object* one : records(*read)) collect(*one, "invoices", ids);
  SaleBills out;
  if (ids.empty()) co_return out;
  method = "model.account.invoice.read";
  json::array wanted{listed(ids), json::array{"number", "state"}};
  auto invoices = co_await session_.call(std::move(method), std::move(wanted));
  if (!invoices) co_return invoices.error();
  for (const json::object* one : records(*invoices)) {
    const std::string state = text_of(*one, "state");
    if (is_posted(state)) out.posted = text_of(*one, "number");
    if (state == "draft" || state == "validated") out.drafts.push_back(id_of(*one, "id"));
  }
  co_return out;
}

awaitable<Done> Bills::put_agent(const json::array& drafts, const json::value& agent) {
  if (drafts.empty()) co_return std::nullopt;
  std::string method = "model.account.invoice.write";
  json::array params{drafts, json::object{{"agent", agent}}};
  auto called = co_await session_.call(std::move(method), std::move(params));
  if (!called) co_return called.error();
  co_return std::nullopt;
}

}  // namespace norekey::adapters::tryton
