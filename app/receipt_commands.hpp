/// receipt_commands: `norekey credit receipts`, `receipt-key` and `verify --receipt`.
#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace norekey::app {

/// The receipts of an order: who was told, how and when, and what it said.
std::string receipts_text(const boost::json::value& answer);

/// The digests, one below the other.
std::string digests_text(const boost::json::value& answer);

/// The public key, as a PEM file has it.
std::string receipt_key_text(const boost::json::value& answer);

/// `credit verify --receipt FILE [--key FILE]`: 0 = genuine, 1 = not, or no receipt. Without a key
/// file the daemon is asked for the key.
int verify_receipt(const std::string& directory, const std::string& file,
                   const std::string& key_file, bool as_json);

}  // namespace norekey::app
