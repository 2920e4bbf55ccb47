/// command_line: the fixed forms of DESIGN.md. Exit 0 = fine, 1 = findings or several answers, 2 =
/// usage, 3 = cannot run.
#pragma once

namespace norekey::app {

int run_command_line(int argc, char** argv);

}  // namespace norekey::app
