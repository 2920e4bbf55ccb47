/// live_tryton: a real Tryton from tests/peers, started with the first test that needs it and
/// stopped with the test program, unless it was running before.
#pragma once
#include <string>

#include "config/business.hpp"

namespace norekey::adapters::tryton {

/// The way to it, as a config would have it. Fails the test program where it cannot be started.
config::Erp live_erp();

}  // namespace norekey::adapters::tryton
