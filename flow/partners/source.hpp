/// source: what goes out to a partner, in our terms, made ready for its mapping: shipments get
/// their levels and SSCCs, invoices are added up. docs/edi.md shows the trees. Knows no EDI.
#pragma once
#include "flow/context.hpp"

namespace norekey::flow {

/// reject: an invoice that does not add up to the cent, with both sums; a number that is none; a
/// pack without an SSCC where the partner has no `sscc-prefix`, or with one that is none. SSCCs
/// that are given out are in the store before this returns.
awaitable<Result<mapping::Document>> ready_source(Context& context, Route route,
                                                  mapping::Document source);

/// The check digit of a GS1 key (GS1 General Specifications, 7.9): weights 3 and 1 from the right.
char gs1_check_digit(std::string_view digits);

/// A serial shipping container code of 18 digits: extension 0, company prefix, serial number.
/// reject: the prefix has not 6 to 12 digits, or the serial number no longer fits.
Result<std::string> sscc(const std::string& prefix, std::uint64_t serial);

/// A given SSCC as its 18 digits; the application identifier 00 in front of it goes. reject: it has
/// another length, or its last digit is not the check digit.
Result<std::string> checked_sscc(const std::string& given);

}  // namespace norekey::flow
