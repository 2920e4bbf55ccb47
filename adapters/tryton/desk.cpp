#include "adapters/tryton/desk.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "adapters/tryton/sale.hpp"
#include "adapters/tryton/values.hpp"

namespace norekey::adapters::tryton {
namespace {

namespace json = boost::json;

constexpr int kWarnings = 200;  ///< one for each line that is short, at quote and at confirm

json::array just(std::int64_t id) { return only(json::array{id}); }

}  // namespace

/// Tryton names a warning by what it is about: "stock_quantity_warning_5".
bool Desk::acceptable(const std::string& warning) const {
  return std::any_of(accepted_.begin(), accepted_.end(), [&warning](const std::string& beginning) {
    return warning.starts_with(beginning);
  });
}

awaitable<Found<std::int64_t>> Desk::enter(json::object values, Instant send_by) {
  std::string method = "model.sale.sale.create";
  json::array params = only(json::array{std::move(values)});
  auto called = co_await session_.call(std::move(method), std::move(params), send_by);
  if (!called) co_return called.error();
  const json::array* ids = called->if_array();
  if (ids != nullptr && ids->size() == 1 && ids->front().is_int64())
    co_return ids->front().get_int64();
  Error odd{Fate::retry, "the ERP did not say which sale it made", "", {}, "ERP away"};
  co_return Failure{std::move(odd), true, Kind::broken, ""};
}

awaitable<Done> Desk::press(std::string button, std::int64_t id, std::optional<Instant> send_by) {
  for (int left = kWarnings;; --left) {
    std::string method = "model.sale.sale." + button;
    json::array params = just(id);
    auto called = co_await session_.call(std::move(method), std::move(params), send_by);
    if (called) co_return std::nullopt;
    const Failure& failure = called.error();
    if (failure.kind != Kind::asks || !acceptable(failure.warning) || left == 0) co_return failure;
    std::string warning = failure.warning;
    auto accepted = co_await accept(std::move(warning));
    if (accepted) co_return accepted;
  }
}

/// Counts for the next press of the same button by the same user.
awaitable<Done> Desk::accept(std::string warning) {
  std::string method = "model.res.user.warning.create";
  json::object accepted{{"user", session_.user()}, {"name", warning}, {"always", false}};
  json::array params = only(json::array{std::move(accepted)});
  auto called = co_await session_.call(std::move(method), std::move(params));
  if (!called) co_return called.error();
  co_return std::nullopt;
}

awaitable<Done> Desk::write(const SaleRow& row, json::object values, Instant send_by) {
  json::array old_lines;
  if (const json::value* lines = row.record.if_contains("lines");
      lines != nullptr && lines->is_array()) {
    old_lines = lines->get_array();
  }
  if (!old_lines.empty())
    values["lines"].as_array().insert(values["lines"].as_array().begin(),
                                      json::array{"delete", std::move(old_lines)});
  co_return co_await put(row, std::move(values), send_by);
}

awaitable<Done> Desk::put(const SaleRow& row, json::object values, Instant send_by) {
  std::string method = "model.sale.sale.write";
  json::array params = just(row.id);
  params.push_back(std::move(values));
  json::object seen{{"_timestamp", json::object{{"sale.sale," + std::to_string(row.id),
                                                 text_of(row.record, "_timestamp")}}}};
  auto called =
      co_await session_.call(std::move(method), std::move(params), send_by, std::move(seen));
  if (!called) co_return called.error();
  co_return std::nullopt;
}

awaitable<Done> Desk::remove(std::int64_t id, Instant send_by) {
  std::string method = "model.sale.sale.delete";
  json::array params = just(id);
  auto called = co_await session_.call(std::move(method), std::move(params), send_by);
  if (!called) co_return called.error();
  co_return std::nullopt;
}

awaitable<Found<std::vector<SaleRow>>> Desk::rows(json::array domain) {
  std::string method = "model.sale.sale.search_read";
  json::array params{std::move(domain), 0, nullptr, by("id"), sale_fields()};
  auto called = co_await session_.call(std::move(method), std::move(params));
  if (!called) co_return called.error();
  std::vector<SaleRow> out;
  for (const json::object* record : records(*called)) {
    out.push_back({id_of(*record, "id"), text_of(*record, "state"), *record});
  }
  co_return out;
}

awaitable<Found<std::optional<SaleRow>>> Desk::row(std::int64_t id) {
  json::array domain = only(json::array{"id", "=", id});
  auto found = co_await rows(std::move(domain));
  if (!found) co_return found.error();
  std::optional<SaleRow> out;
  if (!found->empty()) out = std::move(found->front());
  co_return out;
}

awaitable<Found<std::vector<SaleRow>>> Desk::rows_with(std::string reference) {
  json::array domain = only(json::array{"reference", "=", reference});
  co_return co_await rows(std::move(domain));
}

awaitable<Found<json::value>> Desk::lines(std::int64_t id) {
  std::string method = "model.sale.line.search_read";
  json::array order{json::array{"sequence", "ASC"}, json::array{"id", "ASC"}};
  json::array params{only(json::array{"sale", "=", id}), 0, nullptr, std::move(order),
                     line_fields()};
  co_return co_await session_.call(std::move(method), std::move(params));
}

}  // namespace norekey::adapters::tryton
