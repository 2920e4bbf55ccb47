/// mistyped: what is told of a command line that is none: which word, which option, what is
/// missing, and where it stands how it is written. Called by the command line alone.
#pragma once
#include <CLI/CLI.hpp>

namespace norekey::app {

/// Tells `error` on standard error, with the nearest command or option that there is. 2 = usage.
int mistyped(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv);

}  // namespace norekey::app
