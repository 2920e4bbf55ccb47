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

/// With the daemon down, root works as the store's owner: no file of root's is left beside the
/// store, and a database knows who asks.
void become_owner_of(const std::string& state_dir);

/// Who gives a command: the login name and "cli".
std::string who();

}  // namespace norekey::app
