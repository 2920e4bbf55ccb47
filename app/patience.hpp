/// patience: opens the store when the daemon starts, and waits where what is in the way passes by
/// itself. Used by serve.
#pragma once
#include <memory>

#include "app/daemon.hpp"
#include "flow/log.hpp"

namespace norekey::app {

/// What keeps a daemon from its store.
enum class Hindrance {
  momentary,  ///< a command that works on the store itself: given up after 10 s
  passing,    ///< the database is away, starts or fails over: waited for as long as it takes
  lasting,    ///< somebody has to mend it
};

Hindrance hindrance_of(const Error&);

/// Tells once a minute, in the log and to systemd, what it waits for. halt: a lasting hindrance.
Result<std::unique_ptr<Daemon>> open_patiently(const config::Daemon& config,
                                               const flow::LogConfig& log_config);

}  // namespace norekey::app
