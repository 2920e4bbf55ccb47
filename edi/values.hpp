/// values: whether one value is what its data element says: characters, length, code, date, time.
/// Used by elements.cpp. It knows no segment.
#pragma once
#include <cstdint>
#include <string_view>

#include "edi/guide.hpp"

namespace norekey::edi {

/// What can be wrong with an element. codes.cpp gives the standards' own numbers.
enum class Fault : std::uint8_t {
  none,
  missing,              ///< mandatory, not there
  conditional_missing,  ///< asked for by a relation
  excluded,             ///< two of which only one may be there
  too_many_elements,
  too_many_components,
  too_many_repetitions,
  too_short,
  too_long,
  character,  ///< a byte outside the character set
  kind,       ///< a letter where a digit must be, and the like
  code,
  open_code,  ///< not in our list, which is known to be incomplete: a warning
  date,
  time,
  decimal,        ///< a decimal mark that is not the interchange's
  decimal_digit,  ///< no digit before the decimal mark
  forbidden,      ///< by a partner's guide
  trailing,       ///< empty elements at the end: a warning
  count,          ///< a number that differs from what was counted: a warning
};

/// First fault of one value that is there. `decimal` as in Separators; `x12` chooses the rules.
Fault check_value(const ElementRule& rule, const CodeSet* codes, std::string_view value,
                  char decimal, bool x12);

bool is_date(std::string_view digits);  ///< YYMMDD or CCYYMMDD
bool is_time(std::string_view digits);  ///< HHMM, HHMMSS, HHMMSSd, HHMMSSdd

/// Whether `value` has the form that DTM's 2379 code names ("102": CCYYMMDD); true for codes not
/// known.
bool is_edifact_date(std::string_view value, std::string_view format);

/// The levels of ISO 9735 that name a character set, "UNOA" to "UNOY". Agencies other than UNO have
/// their own.
bool is_syntax_level(std::string_view syntax);
bool is_isa_version(std::string_view version);  ///< ISA12: "00401"

/// Fault::date or time where an X12 1251 is not what its 1250 says: D8, RD8, D6, DT, TM. Other
/// formats are not held against anything.
Fault period_fault(std::string_view value, std::string_view format);

}  // namespace norekey::edi
