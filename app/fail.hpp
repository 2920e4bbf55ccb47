/// fail: how every command ends that cannot do what it was asked: the error for people on standard
/// error, or for scripts as JSON on standard output, and the exit code that goes with it; and how
/// one ends whose answer did not arrive.
#pragma once
#include "core/error.hpp"

namespace norekey::app {

/// 1 = the answer is no; 2 = it was asked wrongly (cause "usage"); 3 = it cannot run.
int fail(const Error& error, bool as_json = false);

/// The exit code of a command that has printed all: `code`, or 3 where not all of it arrived (a
/// full disk), so that no script goes on with half a file. Who stopped reading (`| head -1`) has
/// what they wanted.
int printed(int code);

}  // namespace norekey::app
