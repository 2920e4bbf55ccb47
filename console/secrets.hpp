/// secrets: what must not stand on a page although it may stand in a stored document: passwords,
/// tokens, keys, card numbers, logins in URLs. Masked, with the rest as it came.
#pragma once
#include <boost/json/value.hpp>
#include <string>

namespace norekey::console {

/// Members and elements whose name says secret, authorisation headers, user:password@ in URLs, card
/// numbers (by their check digit).
std::string masked_text(std::string text);

/// The JSON of a text, masked; where it is none, the masked text; null for "".
boost::json::value masked_json(const std::string& text);

/// Every "document" below.
void mask_documents(boost::json::value& in);

}  // namespace norekey::console
