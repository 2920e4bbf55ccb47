/// postal: postal codes as people type them, made comparable, and the areas that rules name. Used
/// by the geography rungs of the ladder; knows no rep and no order.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace norekey::credit {

/// "IL" for "il", "US-IL" and "Illinois", "QC" for "Québec"; accents, dots and blanks aside; other
/// texts in upper case. Knows the states of the US, the provinces of Canada and the countries of
/// the United Kingdom. "PR" for the country PR, whatever the text.
std::string region_code(std::string_view country, std::string_view text);

/// "US" for "us", "USA" and "United States", "GB" for "UK": US, CA and GB as people write them;
/// "US" for its territories with a country code of their own (PR, VI, GU, AS, MP, UM), which
/// region_code gives as the state; other texts in upper case.
std::string country_code(std::string_view text);

/// "PR" for "pr": a territory of the US that ISO 3166 lists as a country. "" = none.
std::string us_territory(std::string_view country);

/// What a state, province, country or county cannot be: US states, Canadian provinces, ISO 3166
/// country codes, FIPS county numbers. For the checker; orders are read as they come.
Result<void> check_region(std::string_view country, std::string_view state,
                          std::string_view county);

/// The US state that a five-digit ZIP code lies in by its first three digits (USPS publication 65);
/// "" = not in use.
std::string state_of_zip(std::string_view zip);

enum class PostalState {
  none,       ///< no code was given
  as_typed,   ///< spaces, case and ZIP+4 aside
  repaired,   ///< a second field agrees with the repair
  untrusted,  ///< not a code of the country, and nothing agrees with a repair: no postal rule looks
};

/// A code without spaces, in upper case: "60614", "M5V3L9", "SW1A1AA".
struct PostalCode {
  std::string country, code;
  std::string plus4;        ///< US: the four digits of a ZIP+4
  std::size_t outward = 0;  ///< GB: length of the part before the space
  PostalState state = PostalState::none;
  std::string typed;  ///< as it came
};

/// Repairs only what two fields agree on: lost zeros of the US with the state, letters typed for
/// digits in the US, Canada and GB with the code's form and, where there is one, the state; a
/// spreadsheet's ".0" with the state.
PostalCode read_postal(std::string_view country, std::string_view text, std::string_view state);

/// Street lines that name a PO box and no street before it: whom it is for, a company's name and a
/// private mailbox are passed over.
bool is_po_box(std::string_view line1, std::string_view line2 = "");

/// What a rule names: one code, a prefix ("606*") or a range ("60600-60699").
struct PostalArea {
  std::string country, low, high;
  std::string plus4;   ///< an exact ZIP+4
  bool exact = false;  ///< one code
  bool prefix = false;
  bool district = false;   ///< GB: the prefix is a whole area or district: SW1 is not SW10
  bool districts = false;  ///< GB: a range of districts by their numbers, SW8-SW11
  unsigned first_district = 0, last_district = 0;
  std::size_t outward = 0;  ///< GB: the prefix is a sector, "M1 1": length of what is before it
  std::uint64_t first = 0, last = 0;  ///< the codes it covers, as comparable numbers
  std::uint64_t width = 0;            ///< how many codes, comparable within one country

  bool covers(const PostalCode& code) const;
};

/// `text` is what follows "postal:US:". reject: no code, a range that runs backwards or whose ends
/// differ in length.
Result<PostalArea> parse_area(std::string_view country, std::string_view text, bool district);

/// What can be no area of the country, "US:6O6*", "CA:M5D*". For the checker.
Result<void> check_area(const PostalArea& area);

/// A code's place among the numbers of PostalArea.
std::uint64_t postal_number(std::string_view code);

}  // namespace norekey::credit
