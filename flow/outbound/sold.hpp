/// sold: the lines of a part as they were sent, beside those of the shop's or partner's order. Used
/// by the looks at what became of orders.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "flow/context.hpp"
#include "flow/outbound/status_text.hpp"

namespace norekey::flow {

/// The newest message of a kind and key, those that are done first; nullopt: there is none. Errors:
/// retry.
awaitable<Result<std::optional<queue::Message>>> newest_message(Context& context,
                                                                std::string identity,
                                                                std::string kind, std::string key);

/// Lines of the part's document beside those of the shop's order: by place where there are as many,
/// else by the lookup of items.
std::vector<SoldLine> sold_lines(const adapters::ErpOrder& sent, const Order& order,
                                 const mapping::Lookup* items);

}  // namespace norekey::flow
