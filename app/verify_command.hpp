/// verify_command: `norekey credit verify`: the ledger's chain, and the heads of it that were kept
/// in a file apart from the store.
#pragma once
#include <string>

namespace norekey::app {

/// `heads`: a file with one signed head a line; "" = ledger-heads.jsonl in the state directory.
/// What it holds is held against the chain; where nothing is found, the head as it is now is added.
/// Returns the exit code: 1 = altered, or cut off.
int verify_ledger(const std::string& directory, const std::string& heads, bool as_json);

}  // namespace norekey::app
