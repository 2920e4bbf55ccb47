/// reconcile_commands: `norekey reconcile`: web, ERP and ledger held against each other; `norekey
/// shadow report`. Knows the daemon's answers, nothing behind them.
#pragma once

namespace CLI {
class App;
}

namespace norekey::app {

/// Adds "reconcile" and "shadow"; what they exit with goes to `exit_code`, which must live on.
void add_reconcile(CLI::App& app, int& exit_code);

}  // namespace norekey::app
