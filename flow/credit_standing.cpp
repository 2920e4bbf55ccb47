#include "flow/credit_standing.hpp"

#include <boost/json.hpp>

#include <map>

#include "credit/ledger.hpp"
#include "flow/facts.hpp"

namespace norekey::flow {
namespace {

namespace json = boost::json;
using Answer = Result<json::value>;

constexpr std::size_t kMostStanding = 1000;

/// nullopt: nothing is booked.
Result<std::optional<json::array>> booked_less_reversed(
    const std::vector<queue::LedgerEntry>& entries) {
  std::map<std::pair<std::string, std::string>, Decimal> sums;
  bool booked = false;
  for (const queue::LedgerEntry& entry : entries) {
    const auto lines = credit::ledger_lines(entry);
    if (!lines) return lines.error();
    for (const credit::LedgerLine& line : *lines) {
      if (line.entry == "earned") continue;
      booked = true;
      sums[{line.slot, line.rep}] += line.amount;
    }
  }
  if (!booked) return std::optional<json::array>();
  json::array out;
  for (const auto& [who, amount] : sums) {
    if (amount.is_zero()) continue;
    out.push_back(json::object{{"slot", who.first}, {"rep", who.second}, {"amount", amount.str()}});
  }
  return std::optional<json::array>(std::move(out));
}

}  // namespace

awaitable<Answer> credit_standing(Context& context, const json::object& request) {
  const std::vector<std::string> orders = texts_of(request, "orders");
  if (orders.size() > kMostStanding) {
    co_return Error{Fate::reject,
                    std::to_string(orders.size()) + " orders are too many at once",
                    "ask for at most " + std::to_string(kMostStanding),
                    {},
                    "usage"};
  }
  json::array out;
  for (const std::string& identity : orders) {
    std::string kind = "order", key = identity, of = identity;
    auto record = co_await context.journal.record(std::move(kind), std::move(key));
    if (!record) co_return record.error();
    auto entries = co_await context.journal.ledger_of(std::move(of));
    if (!entries) co_return entries.error();
    auto standing = booked_less_reversed(*entries);
    if (!standing) co_return standing.error();
    const auto facts = *record ? order_facts(**record) : std::nullopt;
    std::string customer;
    if (facts) customer = facts->buyer.empty() ? facts->account : facts->buyer;
    json::object one{{"order", identity}, {"customer", customer}};
    if (*standing) one["standing"] = std::move(**standing);
    out.push_back(std::move(one));
  }
  co_return json::object{{"orders", std::move(out)}};
}

}  // namespace norekey::flow
