/// json_schema: norekey.yaml and channels.yaml as JSON Schemas, so that editors complete and check.
/// Made from the tables that read them.
#pragma once
#include <boost/json/object.hpp>

namespace norekey::config {

boost::json::object channels_schema();  ///< channels.yaml
boost::json::object daemon_schema();    ///< norekey.yaml

}  // namespace norekey::config
