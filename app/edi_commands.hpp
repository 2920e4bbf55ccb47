/// edi_commands: norekey edi read, write, validate, ack. They need no config and no daemon; `edi
/// due` does, and is added by command_line.
#pragma once

namespace CLI {
class App;
}

namespace norekey::app {

/// Adds "edi" with its subcommands; what they exit with goes to `exit_code`, which must live on.
CLI::App* add_edi(CLI::App& app, int& exit_code);

}  // namespace norekey::app
