/// serve: the daemon: HTTP, polling, work, control socket, systemd.
#pragma once
#include <string>

namespace norekey::app {

/// Runs until SIGTERM or SIGINT, then finishes what it has begun. Returns the exit code.
int serve(const std::string& directory);

}  // namespace norekey::app
