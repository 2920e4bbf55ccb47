/// values: Tryton's JSON forms of decimals and dates, and reading members of its records. Pure.
#pragma once
#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "core/time.hpp"

namespace norekey::adapters::tryton {

/// {"__class__": "Decimal", "decimal": "12.50"}: a bare number would be read as binary floating
/// point.
boost::json::value to_json(const Decimal&);
boost::json::value to_json(Date);

/// A Timestamp, which Tryton keeps in UTC without saying so.
boost::json::value to_stamp(Instant);
/// One of a record's as "2026-11-22T07:46:06.123456Z", so that text order is time order; "" = none.
std::string stamp_text(const boost::json::object& record, std::string_view name);

/// A list whose one element is the list: [[…]]. Braces around a single array are that array itself
/// to some compilers (C++ CWG 2137).
boost::json::array only(boost::json::array element);

/// The order of a search by one field.
boost::json::array by(const char* field, const char* way = "ASC");

/// The text for a field of one line: tabs and line breaks, which Tryton refuses there, become a
/// space.
std::string one_line(std::string_view text);

/// Members of a record as search_read gives it; what is absent or null is "", 0 or zero.
std::string text_of(const boost::json::object& record, std::string_view name);
std::int64_t id_of(const boost::json::object& record, std::string_view name);

/// A Decimal, of which digits beyond the eighteenth or the twelfth after the point are cut; or a
/// quantity: those are plain numbers, right to the sixth digit after the point.
Decimal decimal_of(const boost::json::object& record, std::string_view name);

/// A Date; nullopt where it is null.
std::optional<Date> date_of(const boost::json::object& record, std::string_view name);

/// "sale.line,12" -> 12, where it is of that model; else 0.
std::int64_t referred(const std::string& reference, std::string_view model);

/// The record that a Many2One points to, asked for as "party.code"; an empty one where it is null.
const boost::json::object& related(const boost::json::object& record, std::string_view name);

/// The records of a search_read.
std::vector<const boost::json::object*> records(const boost::json::value& result);

}  // namespace norekey::adapters::tryton
