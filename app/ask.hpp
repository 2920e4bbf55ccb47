/// ask: a command's answer, from the running daemon over its socket, or from the store itself where
/// none runs.
#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>

#include "core/error.hpp"

namespace norekey::app {

/// halt: no usable norekey.yaml; the store cannot be opened.
Result<boost::json::value> ask(const std::string& directory, const boost::json::object& request);

/// Who gives a command: the login name and "cli".
std::string who();

}  // namespace norekey::app
