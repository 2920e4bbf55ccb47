/// trace: one order's whole journey, found by any of its numbers.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <set>

#include "flow/context.hpp"

namespace norekey::flow {

/// {"key": web, ERP or PO number or message id, "channel": …, "documents": true}. Several orders of
/// one number are all given. reject: nothing goes by that key.
awaitable<Result<boost::json::value>> trace(Context& context, const boost::json::object& request);

/// The orders that a web, ERP or PO number or a message id leads to; `channel` "" = all. reject:
/// none.
awaitable<Result<std::set<std::string>>> orders_of(Context& context, std::string key,
                                                   std::string channel);

/// A journal row as `--json` shows it.
boost::json::object row_json(const queue::Row& row);

}  // namespace norekey::flow
