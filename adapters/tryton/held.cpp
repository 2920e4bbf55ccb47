#include "adapters/tryton/held.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <map>

#include "adapters/tryton/sale.hpp"
#include "adapters/tryton/values.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

constexpr int kHeldPage = 200;

}  // namespace

json::array held_fields() {
  json::array out = sale_fields();
  for (const char* more :
       {"comment", "create_date", "create_uid", "write_uid", "create_uid.name", "write_uid.name"})
    out.emplace_back(more);
  return out;
}

json::array held_line_fields() {
  json::array out = line_fields();
  for (const char* more : {"sale", "write_uid", "write_uid.name"}) out.emplace_back(more);
  return out;
}

HeldOrder held_of(const json::object& sale, const std::vector<const json::object*>& lines,
                  std::int64_t us) {
  HeldOrder out;
  out.order = order_of(sale, lines);
  out.entered = value_or(parse_instant(stamp_text(sale, "create_date")), Instant{});
  out.entered_by = text_of(related(sale, "create_uid"), "name");
  const std::string writer = text_of(related(sale, "write_uid"), "name");
  out.changed_by = writer.empty() ? out.entered_by : writer;
  const std::int64_t made = tryton::id_of(sale, "create_uid"),
                     wrote = tryton::id_of(sale, "write_uid");
  out.by_us = made == us;
  out.last_by_us = wrote == 0 ? out.by_us : wrote == us;
  // Who changes a line leaves no trace on the sale.
  for (const json::object* line : lines) {
    const std::int64_t editor = tryton::id_of(*line, "write_uid");
    if (editor == 0 || editor == us) continue;
    out.last_by_us = false;
    out.changed_by = text_of(related(*line, "write_uid"), "name");
  }
  out.alive = out.order.receipt.state != "cancelled";
  out.text = text_of(sale, "comment");
  return out;
}

awaitable<Result<HeldPage>> held_orders(Session& session, Instant since, std::string cursor) {
  std::int64_t after = 0;
  std::from_chars(cursor.data(), cursor.data() + cursor.size(), after);
  std::string model = "sale.sale";
  json::array domain{json::array{"id", ">", after},
                     json::array{"create_date", ">=", to_stamp(since)}};
  auto sales = co_await session.search(std::move(model), std::move(domain), held_fields(), by("id"),
                                       kHeldPage);
  if (!sales) co_return sales.error();
  json::array ids;
  for (const json::object& sale : *sales) ids.push_back(id_of(sale, "id"));
  HeldPage out;
  if (ids.empty()) co_return out;
  if (ids.size() == static_cast<std::size_t>(kHeldPage))
    out.cursor = std::to_string(ids.back().as_int64());
  model = "sale.line";
  json::array which = only(json::array{"sale", "in", std::move(ids)});
  json::array by_place{json::array{"sale", "ASC"}, json::array{"sequence", "ASC"},
                       json::array{"id", "ASC"}};
  auto lines = co_await session.search(std::move(model), std::move(which), held_line_fields(),
                                       std::move(by_place), 0);
  if (!lines) co_return lines.error();
  std::map<std::int64_t, std::vector<const json::object*>> of_sale;
  for (const json::object& line : *lines) of_sale[id_of(line, "sale")].push_back(&line);
  for (const json::object& sale : *sales)
    out.orders.push_back(held_of(sale, of_sale[id_of(sale, "id")], session.user()));
  co_return out;
}

}  // namespace norekey::adapters::tryton
