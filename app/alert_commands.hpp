/// alert_commands: `norekey alerts`: what is wrong, since when, and who was told; `norekey alerts
/// test`. Knows the daemon's answers, nothing behind them.
#pragma once

namespace CLI {
class App;
}

namespace norekey::app {

/// Adds "alerts"; what it exits with goes to `exit_code`, which must live on.
void add_alerts(CLI::App& app, int& exit_code);

}  // namespace norekey::app
