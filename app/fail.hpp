/// fail: how every command ends that cannot do what it was asked: the error for people on standard
/// error, or for scripts as JSON on standard output, and the exit code that goes with it.
#pragma once
#include "core/error.hpp"

namespace norekey::app {

/// 1 = the answer is no; 2 = it was asked wrongly (cause "usage"); 3 = it cannot run.
int fail(const Error& error, bool as_json = false);

}  // namespace norekey::app
