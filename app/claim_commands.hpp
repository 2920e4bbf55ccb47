/// claim_commands: `norekey credit claim`, `claims`, `decide` and `rebook`.
#pragma once
#include <CLI/CLI.hpp>

namespace norekey::app {

/// `credit`: the command they stand below. Writes the exit code when one of them runs.
void add_claims(CLI::App& credit, CLI::App& app, int& exit_code);

}  // namespace norekey::app
