#include "flow/credit_customers.hpp"

#include <map>

#include "flow/facts.hpp"
#include "flow/trace.hpp"

namespace norekey::flow {
namespace {

struct OrderNames {
  std::string customer, erp;
};

awaitable<Result<OrderNames>> names_of_order(Context& context, std::string identity) {
  std::string kind = "order", key = identity;
  auto record = co_await context.journal.record(std::move(kind), std::move(key));
  if (!record) co_return record.error();
  OrderNames out;
  const auto facts = *record ? order_facts(**record) : std::nullopt;
  if (!facts) co_return out;
  out.customer = facts->buyer.empty() ? facts->account : facts->buyer;
  auto parts = co_await parts_of(context.journal, std::move(identity), facts->parts);
  if (!parts) co_return parts.error();
  out.erp = erp_numbers(*parts);
  co_return out;
}

}  // namespace

awaitable<Result<void>> name_customers(Context& context, std::vector<credit::LedgerLine>& lines) {
  std::map<std::string, OrderNames> known;
  for (credit::LedgerLine& line : lines) {
    auto found = known.find(line.order);
    if (found == known.end()) {
      std::string identity = line.order;
      auto named = co_await names_of_order(context, std::move(identity));
      if (!named) co_return named.error();
      found = known.emplace(line.order, std::move(*named)).first;
    }
    line.customer = found->second.customer;
    if (line.erp.empty()) line.erp = found->second.erp;
  }
  co_return Result<void>{};
}

}  // namespace norekey::flow
