/// credit_commands: `norekey credit …`, from the command line to the daemon and to people.
#pragma once
#include <string>

namespace norekey::app {

/// `credit eval`: answers a file of cases ("-" = standard input) on standard output, its bad lines
/// on standard error. Returns the exit code.
int eval_cases(const std::string& cases, const std::string& policy_file);

}  // namespace norekey::app
