/// place: what an assignment is at, from one contract to a whole country, and which rung of the
/// ladder that is.
#pragma once
#include <string>
#include <string_view>

#include "core/error.hpp"
#include "credit/postal.hpp"

namespace norekey::credit {

/// The ladder, first match wins. Overrides are a flag of the assignment, not a place.
enum class Rung {
  approved_override,
  channel,
  contract,
  ship_to_line,
  ship_to,
  account_line,
  account,
  parent,
  product_line,  ///< a product line wherever it is sold
  postal_exact,
  postal_area,
  county,
  state,
  country,
  rep_code,
  end,
};

const char* name_of(Rung rung);

/// Rungs that look at an address.
constexpr bool is_geography(Rung rung) {
  return rung >= Rung::postal_exact && rung <= Rung::country;
}

struct Place {
  Rung rung = Rung::end;
  std::string key;      ///< one spelling of it: "account:C100/line:VALVES", "state:US-IL"
  std::string account;  ///< of the rungs that have one
  PostalArea area;      ///< of the postal rungs
};

/// `account:C`, `parent:C`, `shipto:C/S`, `line:P`, `account:C/line:P` (or `|line:P`),
/// `shipto:C/S/line:P`, `contract:X`, `channel:X`, `state:CC-SS`, `county:CC-NNNNN`, `country:CC`,
/// `postal:CC:` exact code, prefix* or low-high. reject: none of these.
Result<Place> parse_place(std::string_view at, bool district);

/// A place that no address can be in: an unknown state, country or county, a postal code that the
/// country does not have. reject: with the nearest that there is.
Result<void> check_place(const Place& place);

}  // namespace norekey::credit
