/// reentry_commands: `norekey credit reentries`, `reentry` and `causes`.
#pragma once
#include <CLI/CLI.hpp>

namespace norekey::app {

/// `credit`: the command they stand below. Writes the exit code when one of them runs: 1 where
/// something waits for a person.
void add_reentries(CLI::App& credit, CLI::App& app, int& exit_code);

}  // namespace norekey::app
