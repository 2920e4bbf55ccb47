/// control: the local socket between the command line and the daemon. One JSON object a line, one
/// answer a line:
/// {"ok": …} or {"error": {"fate", "what", "fix", "where", "cause"}}.
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include "core/error.hpp"

namespace norekey::app {

using boost::asio::awaitable;
using Answerer = std::function<awaitable<Result<boost::json::value>>(boost::json::object)>;

/// Listens on a Unix socket that only the daemon's user and group may open (mode 0660). A socket
/// left by a dead daemon is replaced. At most 16 commands at once; further ones wait.
class ControlServer {
 public:
  virtual ~ControlServer() = default;
  virtual void stop() = 0;
};

/// halt: the path is too long, taken by a living daemon, or not writable.
Result<std::unique_ptr<ControlServer>> listen_for_commands(boost::asio::any_io_executor executor,
                                                           const std::string& path,
                                                           Answerer answer);

/// What a running daemon answers; nullopt where none listens. Blocks, at most `seconds`.
Result<std::optional<boost::json::value>> ask_daemon(const std::string& path,
                                                     const boost::json::object& request,
                                                     int seconds);

}  // namespace norekey::app
