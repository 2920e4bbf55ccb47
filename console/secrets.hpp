/// secrets: what must not stand on a page although it may stand in a stored document: passwords,
/// tokens, keys, card numbers, logins in URLs. Masked, with the rest as it came; put back where a
/// person corrected the rest.
#pragma once
#include <boost/json/value.hpp>
#include <string>

#include "core/error.hpp"

namespace norekey::console {

/// Members and elements whose name says secret, parameters of URLs, authorisation headers,
/// user:password@ in URLs, private keys, card numbers (by their check digit).
std::string masked_text(std::string text);

/// The same of bytes, whatever their charset: all others are as they came.
std::string masked_bytes(const std::string& bytes);

/// What was masked in `original` is put back where it stands in `corrected`, a text that was made
/// of the masked one. Values that were typed in place of the masks stay. usage: some of several
/// masks of one name are gone, or there is one that `original` does not have.
Result<std::string> unmasked_text(const std::string& corrected, const std::string& original);

/// The JSON of a text, masked; where it is none, the masked text; null for "".
boost::json::value masked_json(const std::string& text);

/// Every "document" below.
void mask_documents(boost::json::value& in);

/// What /explain tells of fields: values whose path names a secret, or that look like one, and with
/// them what was made of them.
void mask_explained(boost::json::value& in);

}  // namespace norekey::console
