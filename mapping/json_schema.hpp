/// json_schema: the mapping language as a JSON Schema, so that editors complete and check. Made
/// from the tables of keys and steps.
#pragma once
#include <boost/json/object.hpp>

namespace norekey::mapping {

boost::json::object mapping_schema();

}  // namespace norekey::mapping
