/// sync_commands: `norekey sync`: what goes back to the shops, shown and pushed on demand. Knows
/// the daemon's answers, nothing behind them.
#pragma once

namespace CLI {
class App;
}

namespace norekey::app {

/// Adds "sync" with its subcommands; what they exit with goes to `exit_code`, which must live on.
void add_sync(CLI::App& app, int& exit_code);

}  // namespace norekey::app
