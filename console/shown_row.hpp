/// shown_row: a message of the journal as the API shows it, and counts. One form, wherever they
/// appear.
#pragma once
#include <boost/json/object.hpp>
#include <string>

#include "flow/context.hpp"

namespace norekey::console {

/// MessageRow of openapi.yaml, without `about`.
boost::json::object shown_row(const queue::Row& row);

/// Counts of openapi.yaml.
boost::json::object counts_json(const queue::Counts& counts);

/// "2026-…Z", or null for the epoch and for "never".
boost::json::value instant_json(Instant at);

/// What follows the last slash of an identity: the web order's number.
std::string web_number(const std::string& identity);

}  // namespace norekey::console
