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

/// What `credit verify --receipt` was asked.
struct ReceiptWish {
  std::string file;      ///< "-" = standard input
  std::string key_file;  ///< "" = the daemon is asked for the key
  std::string company;   ///< whose key; "" = of the one that there is
};

/// `credit verify --receipt FILE [--key FILE]`: 0 = genuine, 1 = not, or no receipt.
int verify_receipt(const std::string& directory, const ReceiptWish& wish, bool as_json);

}  // namespace norekey::app
