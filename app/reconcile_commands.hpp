/// reconcile_commands: `norekey reconcile`: web, ERP and ledger held against each other. Knows the
/// daemon's answer, nothing behind it.
#pragma once

namespace CLI {
class App;
}

namespace norekey::app {

/// Adds "reconcile"; what it exits with goes to `exit_code`, which must live on.
void add_reconcile(CLI::App& app, int& exit_code);

}  // namespace norekey::app
