/// credit_foreseen: whose an order will be that waits before its sales credit was decided, by the
/// tables in force: a parked order has an owner too. Used by credit_commands.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>

#include "flow/context.hpp"

namespace norekey::flow {

/// {"expected": "sales credit ANA 100 %", "business_date", "zone", "account", "decided", "losing",
/// "flags", "notes"}. nullopt: nobody can read the order yet, or it asks for nothing. Errors:
/// retry.
boost::asio::awaitable<Result<std::optional<boost::json::object>>> foresee_credit(
    Context& context, std::string channel, std::string identity);

}  // namespace norekey::flow
