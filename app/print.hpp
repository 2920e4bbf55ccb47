/// print: answers as people read them: tables that fit a terminal, findings, journeys.
#pragma once
#include <boost/json/value.hpp>
#include <string>
#include <utility>
#include <vector>

namespace norekey::app {

/// One column: the member of each row, and its heading.
using Column = std::pair<std::string, std::string>;

/// Rows of an array as a table; long texts are cut to `widest` characters. "" for no rows.
std::string table(const boost::json::value& rows, const std::vector<Column>& columns,
                  std::size_t widest = 60);

/// The text of one member, "" where it is absent; numbers and lists as text.
std::string text_at(const boost::json::value& object, std::string_view member);

std::string orders_text(const boost::json::value& orders);
std::string parked_text(const boost::json::value& causes);
std::string trace_text(const boost::json::value& journeys);
std::string findings_text(const boost::json::value& findings);
std::string apply_text(const boost::json::value& answer);
std::string doctor_text(const boost::json::value& answer);

}  // namespace norekey::app
